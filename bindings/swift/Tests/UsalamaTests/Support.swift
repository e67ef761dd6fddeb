// What several tests need.

import Foundation
import Usalama
import XCTest

/// Something around the test is not as it must be.
struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

func environment(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else {
        throw Broken("\(name) is not set: run `cargo xtask test`")
    }
    return value
}

func temporaryFolder(_ name: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("usalama-\(name)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// In the invented ward of Mfano Mashariki.
let here = Position(lat: -1.301, lon: 36.91, accuracyM: 12)

let snatching = NewIncident(category: .phoneSnatching, place: Place(here))

/// A library in a folder of its own, whose folder goes with it.
final class Phone: Sendable {
    let usalama: Usalama
    let key: Data
    let folder: URL

    init(hub: String? = nil) async throws {
        folder = try temporaryFolder("phone")
        key = try newKey()
        usalama = try await Usalama.open(directory: folder.path, key: key, hub: hub)
    }

    func discard() async {
        await usalama.shutDown()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Runs something with a phone of its own.
func withPhone<T>(hub: String? = nil, _ body: (Phone) async throws -> T) async throws -> T {
    let phone = try await Phone(hub: hub)
    do {
        let value = try await body(phone)
        await phone.discard()
        return value
    } catch {
        await phone.discard()
        throw error
    }
}

/// The code that a call fails with; nothing else may be thrown, and it must fail.
func failure<T>(
    _ call: () async throws -> T, file: StaticString = #filePath, line: UInt = #line
) async -> UsalamaError? {
    do {
        let value = try await call()
        XCTFail("it did not fail but gave \(value)", file: file, line: line)
    } catch let error as UsalamaError {
        return error
    } catch {
        XCTFail("it failed with \(error)", file: file, line: line)
    }
    return nil
}

/// Ends everything where something takes longer: a deadlock has no other way out.
final class Watchdog: Sendable {
    private let task: Task<Void, Never>

    init(seconds: Int, _ what: String = #function) {
        task = Task.detached {
            if (try? await Task.sleep(for: .seconds(seconds))) != nil {
                fatalError("\(what) hangs")
            }
        }
    }

    deinit { task.cancel() }
}

/// Counts, from any thread.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    var value: Int { lock.withLock { count } }
    func add() { lock.withLock { count += 1 } }

    /// Waits until it is as high as this.
    func reaches(_ goal: Int, seconds: Double = 10) async throws {
        let until = Date(timeIntervalSinceNow: seconds)
        while value < goal {
            if Date() > until { throw Broken("\(value) instead of \(goal)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// A listener that does what the test says.
final class Listener: ChangeListener {
    private let heard: @Sendable ([Topic]) throws -> Void
    init(_ heard: @escaping @Sendable ([Topic]) throws -> Void) { self.heard = heard }
    func changed(topics: [Topic]) throws { try heard(topics) }
}
