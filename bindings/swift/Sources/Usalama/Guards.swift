// Guards' work in fewer words: a route, a checkpoint, an exception as it stands on the screen. Nothing is decided here.

import Foundation

extension Usalama {
    /// Begins a patrol on a route of its site; see ``startPatrol(new:)``.
    ///
    /// To let go of the patrol ends nothing: ``patrolUnderWay()`` gives it again.
    public func startPatrol(
        route: Route, transport: Transport = .foot, at: Position? = nil
    ) async throws -> ActivePatrol {
        try await startPatrol(new: NewPatrol(site: route.site, route: route.no, transport: transport, at: at))
    }

    /// Explains what did not go as planned on a patrol; see ``explainPatrol(id:what:explanation:)``.
    @discardableResult
    public func explain(
        _ exception: FoundException, of patrol: PatrolDetail, explanation: String
    ) async throws -> PatrolDetail {
        try await explainPatrol(id: patrol.id, what: exception.what, explanation: explanation)
    }

    /// Explains what did not go as planned on a shift; see ``explainShift(id:what:explanation:)``.
    @discardableResult
    public func explain(
        _ exception: FoundException, of shift: ShiftDetail, explanation: String
    ) async throws -> ShiftDetail {
        try await explainShift(id: shift.id, what: exception.what, explanation: explanation)
    }
}

extension ActivePatrol {
    /// Records a visit to a checkpoint; see ``scan(checkpoint:scan:here:answers:remarks:)``.
    @discardableResult
    public func scan(
        _ checkpoint: Checkpoint, proof: Scan, here: Position? = nil, answers: [String] = [], remarks: String? = nil
    ) async throws -> Scanned {
        try await scan(checkpoint: checkpoint.no, scan: proof, here: here, answers: answers, remarks: remarks)
    }

    /// Leaves a checkpoint out; see ``skip(checkpoint:reason:remarks:)``.
    public func skip(_ checkpoint: Checkpoint, reason: SkipReason, remarks: String? = nil) async throws {
        try await skip(checkpoint: checkpoint.no, reason: reason, remarks: remarks)
    }
}

extension Fix {
    /// A position that was found so many milliseconds ago.
    public init(_ position: Position, ageMs: UInt64 = 0) {
        self.init(
            lat: position.lat, lon: position.lon, accuracyM: position.accuracyM, ageMs: ageMs, source: position.source)
    }
}
