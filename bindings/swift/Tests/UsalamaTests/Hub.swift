// The real hub, as a process of its own on a free port; and one that never answers.

import Foundation
import XCTest

/// A running hub. It is ended with ``stop()``.
final class Hub: @unchecked Sendable {
    let address: String
    private let folder: URL
    private let process = Process()
    private let printed = Printed()

    private static var program: URL {
        get throws { URL(fileURLWithPath: try environment("USALAMA_HUB_BIN")) }
    }

    init() throws {
        folder = try temporaryFolder("hub")
        let output = Pipe()
        process.executableURL = try Self.program
        process.arguments = [
            "serve", "--dev", "--listen", "127.0.0.1:0", "--data", folder.path,
            "--requests-per-second", "100000", "--burst", "100000",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let (printed, reading) = (printed, output.fileHandleForReading)
        Thread.detachNewThread {
            var rest = ""
            while true {
                let data = reading.availableData
                if data.isEmpty { break }
                rest += String(decoding: data, as: UTF8.self)
                var lines = rest.components(separatedBy: "\n")
                rest = lines.removeLast()
                lines.forEach(printed.take)
            }
        }
        guard let port = printed.wait({ $0.port }) else { throw Broken("the hub does not listen") }
        address = "http://127.0.0.1:\(port)"
    }

    /// The code that the hub would have sent by SMS.
    func code(_ enrolment: UUID) throws -> String {
        guard let code = printed.wait({ $0.codes[enrolment] }) else { throw Broken("the hub prints no code") }
        return code
    }

    /// Runs `usalama-hub admin …` beside the running hub, and gives what it prints.
    func admin(_ arguments: [String]) throws -> String {
        let (admin, output) = (Process(), Pipe())
        admin.executableURL = try Self.program
        admin.arguments = ["admin", "--data", folder.path] + arguments
        admin.standardOutput = output
        let ended = DispatchSemaphore(value: 0)
        admin.terminationHandler = { _ in ended.signal() }
        try admin.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        ended.wait()
        guard admin.terminationStatus == 0 else { throw Broken("\(arguments) failed") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Moves the hub's clock and lets it do what is due then.
    func advance(seconds: Int) throws {
        let body = "{\"advance_s\":\(seconds)}"
        let head = "POST /dev/clock HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nConnection: close\r\n"
        let answer = try exchange(
            port: UInt16(address.split(separator: ":").last ?? "") ?? 0,
            text: head + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        guard answer.hasPrefix("HTTP/1.1 200") else { throw Broken("the hub does not move its clock: \(answer)") }
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private final class Printed: @unchecked Sendable {
        private let changed = NSCondition()
        var port: Int?
        var codes: [UUID: String] = [:]

        func take(_ line: String) {
            let words = line.split(separator: " ").map(String.init)
            changed.withLock {
                if words.count == 3, words[0] == "listening" {
                    port = words[2].split(separator: ":").last.flatMap { Int($0) }
                } else if words.count == 4, words[0] == "enrolment", let id = UUID(uuidString: words[1]) {
                    codes[id] = words[3]
                }
                changed.broadcast()
            }
        }

        func wait<T>(_ ready: (Printed) -> T?) -> T? {
            let until = Date(timeIntervalSinceNow: 20)
            changed.lock()
            defer { changed.unlock() }
            while true {
                if let value = ready(self) { return value }
                if !changed.wait(until: until) { return nil }
            }
        }
    }
}

#if canImport(Glibc)
import Glibc
private let stream = Int32(SOCK_STREAM.rawValue)
#else
import Darwin
private let stream = SOCK_STREAM
#endif

/// Accepts and never answers.
final class SilentHub {
    let address: String
    private let listening: Int32

    init() throws {
        let opened = socket(AF_INET, stream, 0)
        listening = opened
        var at = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withSockAddr(&at) { bind(opened, $0, length) }
        // The system accepts as many as wait here.
        guard bound == 0, listen(opened, 4096) == 0 else { throw Broken("no port") }
        _ = withSockAddr(&at) { getsockname(opened, $0, &length) }
        address = "http://127.0.0.1:\(UInt16(bigEndian: at.sin_port))"
    }

    deinit { close(listening) }
}

private func exchange(port: UInt16, text: String) throws -> String {
    let connection = socket(AF_INET, stream, 0)
    defer { close(connection) }
    var at = loopback(port: port)
    guard withSockAddr(&at, { connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }) == 0 else {
        throw Broken("nobody listens")
    }
    _ = text.withCString { send(connection, $0, strlen($0), 0) }
    var (answer, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 {
        answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
}

private func loopback(port: UInt16) -> sockaddr_in {
    var at = sockaddr_in()
    at.sin_family = sa_family_t(AF_INET)
    at.sin_port = port.bigEndian
    at.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return at
}

private func withSockAddr<T>(_ at: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> T) -> T {
    withUnsafeMutablePointer(to: &at) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
}
