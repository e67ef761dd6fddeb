// What reads better in Swift.

import Foundation

extension UsalamaError {
    /// What went wrong: what an app switches on.
    public var code: ErrorCode { switch self { case .Failed(let code, _, _, _): code } }
    /// For developers, in English. Never personal data.
    public var reason: String { switch self { case .Failed(_, let reason, _, _): reason } }
    /// Whether the same call may work later.
    public var isRetryable: Bool { switch self { case .Failed(_, _, let retryable, _): retryable } }
    /// Policy's reason, where the code is `refused`: `en` and `sw` are words for the screen.
    public var refusal: Refused? { switch self { case .Failed(_, _, _, let refusal): refusal } }

    static let cancelled = UsalamaError.Failed(
        code: .cancelled, reason: "the call was cancelled", retryable: false, refusal: nil)
}

extension Place {
    /// A position. The ward is looked up from it.
    public init(_ position: Position) {
        self.init(position: position)
    }
}

extension NewIncident {
    /// An incident of `category` where a fix says.
    public init(_ category: Category, at position: Position, description: String? = nil) {
        self.init(category: category, place: Place(position), description: description)
    }
}

extension Near {
    /// Around a position; the radius in metres, at most 1,000,000.
    public init(_ position: Position, metres: Double) {
        self.init(lat: position.lat, lon: position.lon, metres: metres)
    }
}

extension Date {
    /// As `uniffi.toml` has times cross: milliseconds, and the least number for what is none, which the library refuses.
    var forLibrary: Int64 { Int64(exactly: (timeIntervalSince1970 * 1000).rounded()) ?? .min }
}
