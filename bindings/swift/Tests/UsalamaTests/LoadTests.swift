// Nothing is left behind: what ten rounds of events and cancellations keep in memory.
//
// glibc counts what each thread keeps for itself as in use: with the library's threads, which come and go, that grows for ten
// seconds and falls again. `cargo xtask test` turns it off (GLIBC_TUNABLES).

import Foundation
import Usalama
import XCTest

#if canImport(CMalloc)
import CMalloc

final class LoadTests: XCTestCase {
    private static let rounds = 10
    /// Listeners, each of which hears every change of a round: 200 × 5 × 10 rounds are 10,000 events.
    private static let listeners = 200
    private static let changes = 5
    /// In a round.
    private static let cancellations = 100
    private static let allowed = 2 << 20

    func testTenThousandEventsAndAThousandCancellationsLeaveNothingBehind() async throws {
        let grown = try await growth(keeping: nil)
        print("memory grew by \(grown / 1024) KiB from round 2 to round \(Self.rounds)")
        XCTAssertLessThanOrEqual(grown, Self.allowed)
    }

    /// The check would notice: here each listener is kept, with a kibibyte that it holds.
    func testALeakIsNoticed() async throws {
        let grown = try await growth(keeping: Leak())
        print("with a leak on purpose it grew by \(grown / 1024) KiB")
        XCTAssertGreaterThan(grown, Self.allowed)
    }

    /// Bytes in use after the last round more than after the second.
    private func growth(keeping leak: Leak?) async throws -> Int {
        let watchdog = Watchdog(seconds: 120)
        let silent = try SilentHub()
        let grown = try await withPhone(hub: silent.address) { phone in
            let id = try await phone.usalama.report(incident: snatching).incident.id
            let (heard, cancelled) = (Counter(), Counter())
            var inUse: [Int] = []
            for _ in 0..<Self.rounds {
                try await round(phone.usalama, id, heard, cancelled, leak)
                inUse.append(try await settled())
            }
            XCTAssertEqual(heard.value, Self.rounds * Self.listeners * Self.changes)
            XCTAssertEqual(cancelled.value, Self.rounds * Self.cancellations)
            return inUse[Self.rounds - 1] - inUse[1]
        }
        withExtendedLifetime((watchdog, silent)) {}
        return grown
    }

    private func round(
        _ usalama: Usalama, _ id: UUID, _ heard: Counter, _ cancelled: Counter, _ leak: Leak?
    ) async throws {
        let before = heard.value
        let subscriptions = try (0..<Self.listeners).map { _ in
            let held = [UInt8](repeating: 1, count: 1024)
            let listener = Listener { _ in if held[0] == 1 { heard.add() } }
            leak?.keep(held, listener)
            return try usalama.observe(topics: [.incidents], listener: listener)
        }
        async let load: Void = Self.cancelling(usalama, cancelled)
        for change in 1...Self.changes {
            _ = try await usalama.update(id: id, comment: "again", internal: false, audience: nil)
            try await heard.reaches(before + change * Self.listeners, seconds: 30)
        }
        try await load
        subscriptions.forEach { $0.stop() }
    }

    private static func cancelling(_ usalama: Usalama, _ cancelled: Counter) async throws {
        let tasks = (0..<cancellations).map { _ in
            Task { try await usalama.requestCode(phone: "+254700000001", deadline: .seconds(60)) }
        }
        try await Task.sleep(for: .milliseconds(20))
        for task in tasks {
            task.cancel()
            if await failure({ try await task.value })?.code == .cancelled { cancelled.add() }
        }
    }

    /// What is in use once what was ended has gone.
    private func settled() async throws -> Int {
        var least = Int.max
        for _ in 0..<10 {
            try await Task.sleep(for: .milliseconds(30))
            let now = mallinfo2()
            least = min(least, Int(now.uordblks + now.hblkhd))
        }
        return least
    }
}

private final class Leak: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [([UInt8], Listener)] = []

    func keep(_ held: [UInt8], _ listener: Listener) {
        // Two kibibytes more, so that a round leaks as much as a careless app.
        lock.withLock { kept.append((held + [UInt8](repeating: 0, count: 2048), listener)) }
    }
}
#endif
