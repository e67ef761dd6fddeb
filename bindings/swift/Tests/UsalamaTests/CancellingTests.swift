import Foundation
import Usalama
import XCTest

final class CancellingTests: XCTestCase {
    /// A phone that is enrolled with a real hub, and then finds one that never answers.
    private func withSilentHub(_ body: (Usalama) async throws -> Void) async throws {
        let (hub, silent, folder, key) = (try Hub(), try SilentHub(), try temporaryFolder("phone"), try newKey())
        defer { try? FileManager.default.removeItem(at: folder) }
        let online = try await Usalama.open(directory: folder.path, key: key, hub: hub.address)
        let sent = try await online.requestCode(phone: "+254700000001", deadline: .seconds(20))
        let code = try hub.code(sent.enrolment)
        _ = try await online.enrolWithCode(enrolment: sent.enrolment, code: code, home: nil, deadline: .seconds(20))
        await online.shutDown()
        hub.stop()
        let usalama = try await Usalama.open(directory: folder.path, key: key, hub: silent.address)
        try await body(usalama)
        await usalama.shutDown()
        withExtendedLifetime(silent) {}
    }

    func testACancelledTaskLeavesASyncAtOnce() async throws {
        let watchdog = Watchdog(seconds: 60)
        try await withSilentHub { usalama in
            for sleep in [0, 1, 300] {
                for call in [
                    { _ = try await usalama.sync(deadline: .seconds(50)) },
                    { try await usalama.stayInStep() },
                ] as [@Sendable () async throws -> Void] {
                    let task = Task { try await call() }
                    try await Task.sleep(for: .milliseconds(sleep))
                    let start = ContinuousClock.now
                    task.cancel()
                    let error = await failure { try await task.value }
                    XCTAssertEqual(error?.code, .cancelled)
                    XCTAssertLessThan(ContinuousClock.now - start, .seconds(1))
                }
            }
            // Nothing is left behind that would hinder or cancel the next one.
            let late = try await usalama.sync(deadline: .milliseconds(500))
            XCTAssertEqual(late.problem?.code, .offline)
        }
        withExtendedLifetime(watchdog) {}
    }

    func testCancelEndsEveryCallOfTheClient() async throws {
        let watchdog = Watchdog(seconds: 60)
        try await withSilentHub { usalama in
            let tasks = (0..<8).map { _ in Task { try await usalama.sync(deadline: .seconds(50)) } }
            try await Task.sleep(for: .milliseconds(200))
            usalama.cancel()
            for task in tasks {
                let error = await failure { try await task.value }
                XCTAssertEqual(error?.code, .cancelled)
            }
        }
        withExtendedLifetime(watchdog) {}
    }

    func testShuttingDownEndsWhatIsUnderWay() async throws {
        let watchdog = Watchdog(seconds: 60)
        try await withSilentHub { usalama in
            let task = Task { try await usalama.stayInStep() }
            try await Task.sleep(for: .milliseconds(200))
            await usalama.shutDown()
            let error = await failure { try await task.value }
            XCTAssertEqual(error?.code, .cancelled)
        }
        withExtendedLifetime(watchdog) {}
    }

    func testSixtyFourAtOnce() async throws {
        let watchdog = Watchdog(seconds: 60)
        try await withPhone { phone in
            let usalama = phone.usalama
            let id = try await usalama.report(incident: snatching).incident.id
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        _ = try await usalama.update(id: id, comment: "\(number)", internal: false, audience: nil)
                        _ = try await usalama.incidents(filter: Filter(mine: true), after: nil, limit: 5)
                    }
                }
                try await group.waitForAll()
            }
            let answered = Counter()
            for _ in 0..<64 {
                Thread.detachNewThread {
                    Task { _ = try await usalama.syncStatus(); answered.add() }
                    _ = try? usalama.signedIn()
                    _ = categories()
                }
            }
            try await answered.reaches(64)
            let timeline = try await usalama.incident(id: id).timeline
            XCTAssertEqual(Set(timeline.compactMap(\.comment)).count, 64)
        }
        withExtendedLifetime(watchdog) {}
    }

    func testPausedAndResumed() async throws {
        try await withSilentHub { usalama in
            try await usalama.pause()
            let error = await failure { try await usalama.stayInStep() }
            XCTAssertEqual(error?.code, .paused)
            let paused = try await usalama.sync(deadline: .milliseconds(300))
            XCTAssertEqual(paused.problem?.code, .paused)
            try usalama.resume()
            let report = try await usalama.sync(deadline: .milliseconds(300))
            XCTAssertEqual(report.problem?.code, .offline)
        }
    }
}
