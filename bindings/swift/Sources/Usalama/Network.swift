// Calls over the network: with a deadline that is checked, and ended when the caller's task is cancelled.
//
// The generated calls (`raw…`) know neither: Swift's cancellation does not reach Rust by itself, and a negative number of seconds
// would end the app in the generator's code.

import Foundation

extension Usalama {
    /// Exchanges everything with the hub within `deadline`, for whoever is signed in first, then for the other open profiles. It
    /// resumes where it stopped, and may be called at any time, from anywhere.
    ///
    /// Throws ``UsalamaError`` with `noHub`, `storage`, `cancelled`, or `invalid` for a deadline that is none. Anything else that
    /// goes wrong on the way is the report's `problem`.
    ///
    /// Cancelling the task cancels **every** call over the network that this client has under way, as ``cancel()`` does: each
    /// throws `cancelled`. Nothing is lost.
    public func sync(deadline: TimeInterval) async throws -> SyncReport {
        let deadline = try checked(deadline)
        return try await endedWithTask { try await self.rawSync(deadline: deadline) }
    }

    /// As ``sync(deadline:)``.
    public func sync(deadline: Swift.Duration) async throws -> SyncReport {
        try await sync(deadline: deadline.seconds)
    }

    /// Stays in step with the hub until the task is cancelled: exchanges, waits for news or for the next attempt, and so on. For
    /// an app in the foreground.
    ///
    /// Throws ``UsalamaError`` with `cancelled`, `paused`, `noHub`, `notEnrolled`, `notSignedIn`, `storage`. It also ends with
    /// `cancelled` when another call of this client is cancelled: call it again unless the task itself is cancelled.
    public func stayInStep() async throws {
        try await endedWithTask { try await self.rawStayInStep() }
    }

    /// Asks the hub to send a one-time code to a phone number (E.164, such as `+254712345678`).
    ///
    /// Throws ``UsalamaError`` with `invalid` for a number or deadline that is none, `offline`, `tryLater`, `noHub`, `cancelled`.
    public func requestCode(phone: String, deadline: TimeInterval) async throws -> CodeSent {
        let deadline = try checked(deadline)
        return try await endedWithTask { try await self.rawRequestCode(phone: phone, deadline: deadline) }
    }

    /// As ``requestCode(phone:deadline:)``.
    public func requestCode(phone: String, deadline: Swift.Duration) async throws -> CodeSent {
        try await requestCode(phone: phone, deadline: deadline.seconds)
    }

    /// Enrols whoever is signed in as a resident of a ward, by the code that was sent. May be repeated with the same code where
    /// the answer was lost.
    ///
    /// Throws ``UsalamaError`` with `hub` where the code is not good, `offline`, `tryLater`, `noHub`, `cancelled`.
    public func enrolWithCode(
        enrolment: UUID, code: String, home: UUID? = nil, deadline: TimeInterval
    ) async throws -> [Grant] {
        let deadline = try checked(deadline)
        return try await endedWithTask {
            try await self.rawEnrolWithCode(enrolment: enrolment, code: code, home: home, deadline: deadline)
        }
    }

    /// As ``enrolWithCode(enrolment:code:home:deadline:)``.
    public func enrolWithCode(
        enrolment: UUID, code: String, home: UUID? = nil, deadline: Swift.Duration
    ) async throws -> [Grant] {
        try await enrolWithCode(enrolment: enrolment, code: code, home: home, deadline: deadline.seconds)
    }

    /// Enrols whoever is signed in by an invitation; it also adds a role to an account that exists.
    ///
    /// Throws ``UsalamaError`` with `hub` where the invitation is not good, `offline`, `tryLater`, `noHub`, `cancelled`.
    public func enrolWithInvitation(
        invitation: String, home: UUID? = nil, deadline: TimeInterval
    ) async throws -> [Grant] {
        let deadline = try checked(deadline)
        return try await endedWithTask {
            try await self.rawEnrolWithInvitation(invitation: invitation, home: home, deadline: deadline)
        }
    }

    /// As ``enrolWithInvitation(invitation:home:deadline:)``.
    public func enrolWithInvitation(
        invitation: String, home: UUID? = nil, deadline: Swift.Duration
    ) async throws -> [Grant] {
        try await enrolWithInvitation(invitation: invitation, home: home, deadline: deadline.seconds)
    }

    /// Exchanges what belongs to the realm `care` within `deadline`. Call it at another time than ``sync(deadline:)``: two exchanges
    /// that always come together from one address would tell that they belong together. Nobody needs an account first.
    ///
    /// Throws ``UsalamaError`` with `noHub`, `notSignedIn`, `storage`, `cancelled`, or `invalid` for a deadline that is none.
    public func careSync(deadline: TimeInterval) async throws -> SyncReport {
        let deadline = try checked(deadline)
        return try await endedWithTask { try await self.rawCareSync(deadline: deadline) }
    }

    /// As ``careSync(deadline:)``.
    public func careSync(deadline: Swift.Duration) async throws -> SyncReport {
        try await careSync(deadline: deadline.seconds)
    }

    /// Takes a role in the realm `care`: outreach worker, or intake staff of a centre.
    ///
    /// Throws ``UsalamaError`` with `hub` where the invitation is not good, `offline`, `tryLater`, `noHub`, `cancelled`.
    public func acceptCareInvitation(invitation: String, deadline: TimeInterval) async throws -> [Grant] {
        let deadline = try checked(deadline)
        return try await endedWithTask {
            try await self.rawAcceptCareInvitation(invitation: invitation, deadline: deadline)
        }
    }

    /// As ``acceptCareInvitation(invitation:deadline:)``.
    public func acceptCareInvitation(invitation: String, deadline: Swift.Duration) async throws -> [Grant] {
        try await acceptCareInvitation(invitation: invitation, deadline: deadline.seconds)
    }

    /// Resolves a case that is with the police: it counts once the hub has it, and is kept only then.
    ///
    /// Throws ``UsalamaError`` as every act does, and with `offline`, `noHub`, `notEnrolled`, `cancelled`.
    public func resolveOnline(id: UUID, outcome: Outcome, deadline: TimeInterval) async throws -> Incident {
        let deadline = try checked(deadline)
        return try await endedWithTask {
            try await self.rawResolveOnline(id: id, outcome: outcome, deadline: deadline)
        }
    }

    /// As ``resolveOnline(id:outcome:deadline:)``.
    public func resolveOnline(id: UUID, outcome: Outcome, deadline: Swift.Duration) async throws -> Incident {
        try await resolveOnline(id: id, outcome: outcome, deadline: deadline.seconds)
    }

    /// Runs a call, and cancels until it has ended once the task is cancelled: the first time may come before the call is known.
    private func endedWithTask<T: Sendable>(_ call: @Sendable () async throws -> T) async throws -> T {
        guard !Task.isCancelled else { throw UsalamaError.cancelled }
        let ended = Ended()
        defer { ended.set() }
        return try await withTaskCancellationHandler(operation: call) {
            Task.detached {
                while !ended.isSet {
                    self.cancel()
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }
}

/// Seconds that the library can take: from now to ten years.
private func checked(_ deadline: TimeInterval) throws -> TimeInterval {
    guard deadline >= 0 else {
        throw UsalamaError.Failed(
            code: .invalid, reason: "a deadline is a number of seconds, 0 or more", retryable: false, refusal: nil)
    }
    return min(deadline, 10 * 365 * 86_400)
}

private final class Ended: @unchecked Sendable {
    private let lock = NSLock()
    private var ended = false

    var isSet: Bool { lock.withLock { ended } }
    func set() { lock.withLock { ended = true } }
}

extension Swift.Duration {
    fileprivate var seconds: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
