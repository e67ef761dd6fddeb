import Foundation
import Usalama
import XCTest

final class ObservingTests: XCTestCase {
    func testAStreamOfChangesYieldsAndEndsWithItsTask() async throws {
        let watchdog = Watchdog(seconds: 30)
        try await withPhone { phone in
            let (changes, heard) = (phone.usalama.changes(.incidents), Counter())
            let listening = Task {
                for await topics in changes {
                    XCTAssertEqual(topics, [.incidents])
                    heard.add()
                }
            }
            _ = try await phone.usalama.report(incident: snatching)
            try await heard.reaches(1)
            listening.cancel()
            await listening.value
            let before = heard.value
            _ = try await phone.usalama.report(incident: snatching)
            try await Task.sleep(for: .milliseconds(200))
            XCTAssertEqual(heard.value, before)
        }
        withExtendedLifetime(watchdog) {}
    }

    func testWhoIsLateHearsOfEveryTopic() async throws {
        let watchdog = Watchdog(seconds: 30)
        try await withPhone { phone in
            let changes = phone.usalama.changes()
            _ = try await phone.usalama.report(incident: snatching)
            try await Task.sleep(for: .milliseconds(200))
            try await phone.usalama.signOut()
            try await Task.sleep(for: .milliseconds(200))
            var late = changes.makeAsyncIterator()
            let topics = Set(await late.next() ?? [])
            XCTAssertTrue(topics.isSuperset(of: [.incidents, .session]), "\(topics)")
        }
        withExtendedLifetime(watchdog) {}
    }

    func testPagesComeAgainWheneverIncidentsChange() async throws {
        let watchdog = Watchdog(seconds: 30)
        try await withPhone { phone in
            var pages = phone.usalama.incidentPages(filter: Filter(near: Near(here, metres: 1000))).makeAsyncIterator()
            let empty = try await pages.next()
            XCTAssertEqual(empty?.incidents.count, 0)
            let id = try await phone.usalama.report(incident: snatching).incident.id
            let page = try await pages.next()
            XCTAssertEqual(page?.incidents.map(\.id), [id])
        }
        withExtendedLifetime(watchdog) {}
    }

    func testAListenerThatThrowsIsCalledAgain() async throws {
        try await withPhone { phone in
            let heard = Counter()
            let subscription = try phone.usalama.observe(topics: [.incidents], listener: Listener { _ in
                heard.add()
                throw heard.value == 1 ? ListenerError.Failed as any Error : Broken("on purpose")
            })
            for time in 1...3 {
                _ = try await phone.usalama.report(incident: snatching)
                try await heard.reaches(time)
            }
            subscription.stop()
        }
    }

    func testAListenerMayCallBackIn() async throws {
        let watchdog = Watchdog(seconds: 30)
        try await withPhone { phone in
            let (heard, usalama, held) = (Counter(), phone.usalama, Held())
            let subscription = try usalama.observe(topics: [.incidents], listener: Listener { _ in
                XCTAssertNotNil(try usalama.signedIn())
                // Blocks this thread of the library on the library itself.
                let (answered, done) = (DispatchSemaphore(value: 0), Counter())
                Task.detached {
                    if try await usalama.incidents(filter: Filter(), after: nil, limit: 1).incidents.count == 1 { done.add() }
                    answered.signal()
                }
                XCTAssertEqual(answered.wait(timeout: .now() + 10), .success)
                XCTAssertEqual(done.value, 1)
                held.take()?.stop()
                heard.add()
            })
            held.give(subscription)
            _ = try await usalama.report(incident: snatching)
            try await heard.reaches(1)
            _ = try await usalama.report(incident: snatching)
            try await Task.sleep(for: .milliseconds(200))
            XCTAssertEqual(heard.value, 1, "it was stopped from within")
        }
        withExtendedLifetime(watchdog) {}
    }

    func testNothingIsHeardAfterStopOrClose() async throws {
        let watchdog = Watchdog(seconds: 30)
        try await withPhone { phone in
            let (stopped, heard) = (Counter(), Counter())
            let late = Counter()
            let first = try phone.usalama.observe(topics: [], listener: Listener { _ in
                if stopped.value > 0 { late.add() }
            })
            let second = try phone.usalama.observe(topics: [], listener: Listener { _ in
                if stopped.value > 1 { late.add() }
                heard.add()
            })
            _ = try await phone.usalama.report(incident: snatching)
            first.stop()
            stopped.add()
            try await heard.reaches(1)
            _ = try await phone.usalama.report(incident: snatching)
            await phone.usalama.shutDown()
            // What had been told before it was closed may still be on its way.
            try await Task.sleep(for: .milliseconds(100))
            stopped.add()
            try await Task.sleep(for: .milliseconds(300))
            XCTAssertEqual(late.value, 0)
            withExtendedLifetime(second) {}
        }
        withExtendedLifetime(watchdog) {}
    }
}

private final class Held: @unchecked Sendable {
    private let lock = NSLock()
    private var subscription: Subscription?

    func give(_ subscription: Subscription) { lock.withLock { self.subscription = subscription } }
    func take() -> Subscription? { lock.withLock { subscription } }
}
