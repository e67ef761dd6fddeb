// Hearing of changes, as Swift hears: in a `for await`.

import Foundation

extension Usalama {
    /// Changes of these topics, or of all where none is named, until the task is cancelled or the stream is let go.
    ///
    /// What happens while nobody listens is gathered: the next element has all topics since. The subscription exists as soon as
    /// this returns. The stream of a client that was closed already is at its end.
    public func changes(_ topics: Topic...) -> AsyncStream<[Topic]> {
        changes(of: topics)
    }

    /// As ``changes(_:)``.
    public func changes(of topics: [Topic]) -> AsyncStream<[Topic]> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            guard let subscription = try? observe(topics: topics, listener: Gathering(continuation)) else {
                return continuation.finish()
            }
            continuation.onTermination = { _ in subscription.stop() }
        }
    }

    /// The first page of incidents, and again whenever incidents change or somebody else is signed in.
    ///
    /// Throws ``UsalamaError`` as ``incidents(filter:after:limit:)`` does, and is at its end then. Further pages are asked for
    /// with the cursor of the one that is shown.
    public func incidentPages(filter: Filter = Filter(), limit: UInt32 = 50) -> AsyncThrowingStream<IncidentPage, any Error> {
        answers(.incidents) { try await $0.incidents(filter: filter, after: nil, limit: limit) }
    }

    /// The sites that this actor has to do with, and again whenever one changes.
    ///
    /// Throws ``UsalamaError`` as ``sites()`` does, and is at its end then; so do the streams below.
    public func siteUpdates() -> AsyncThrowingStream<[Site], any Error> {
        answers(.duty) { try await $0.sites() }
    }

    /// The shift of the one who is signed in that is under way, or nothing; and again whenever that changes.
    public func currentShiftUpdates() -> AsyncThrowingStream<ShiftDetail?, any Error> {
        answers(.duty) { try await $0.currentShift() }
    }

    /// One patrol with verdicts and exceptions, and again whenever it changes. What time alone changes is seen with the next query.
    public func patrolUpdates(id: UUID) -> AsyncThrowingStream<PatrolDetail, any Error> {
        answers(.duty) { try await $0.patrol(id: id) }
    }

    /// SOS of one's own and those that one was told of: now, and after each change.
    public func sosListUpdates(limit: UInt32 = 50) -> AsyncThrowingStream<[Sos], any Error> {
        answers(.sos) { try await $0.sosList(limit: limit) }
    }

    /// One SOS: now, and after each change.
    public func sosUpdates(id: UUID) -> AsyncThrowingStream<Sos, any Error> {
        answers(.sos) { try await $0.sos(id: id) }
    }

    /// The alerts that are on and concern this phone's owner, the worst first; and again whenever that changes. The position is
    /// asked each time, and stays on this phone. What time or a new place alone changes is seen with the next query.
    ///
    /// It tells nobody: for that is ``takeAlertNotices(position:)``, which notes what was told.
    public func alertsHereUpdates(
        at position: @escaping @Sendable () async -> Position? = { nil }
    ) -> AsyncThrowingStream<[AlertHere], any Error> {
        answers(.alerts) { try await $0.alertsHere(position: await position()) }
    }

    /// A query that is asked at once, and again after each change of a topic, or of who is signed in.
    private func answers<T: Sendable>(
        _ topic: Topic, _ query: @escaping @Sendable (Usalama) async throws -> T
    ) -> AsyncThrowingStream<T, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            // Before the first answer is read, so that no change falls between.
            let changes = changes(topic, .session)
            let task = Task {
                do {
                    continuation.yield(try await query(self))
                    for await _ in changes {
                        continuation.yield(try await query(self))
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

/// Keeps one element for whoever is late; it has the topics of all that it stands for.
private final class Gathering: ChangeListener {
    private let continuation: AsyncStream<[Topic]>.Continuation

    init(_ continuation: AsyncStream<[Topic]>.Continuation) {
        self.continuation = continuation
    }

    func changed(topics: [Topic]) {
        var all = Set(topics)
        while case .dropped(let late) = continuation.yield(Array(all)), !all.isSuperset(of: late) {
            all.formUnion(late)
        }
    }
}
