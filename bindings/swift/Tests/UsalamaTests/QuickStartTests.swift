// The snippets of docs/swift.md, as they stand there: what is compiled and run here is what a reader copies.

import Foundation
import Usalama
import XCTest

// snippet
func firstReport(directory: String, key: Data) async throws {
    let usalama = try await Usalama.open(directory: directory, key: key) // no network, no account needed yet
    let here = Position(lat: -1.2886, lon: 36.8233, accuracyM: 12)
    let incident = try await usalama.report(incident: NewIncident(.phoneSnatching, at: here)).incident
    print("\(incident.reference): \(incident.delivery.sw ?? "")") // to be read over a telephone
    for entry in try await usalama.incident(id: incident.id).timeline { print(entry.at, entry.kind) }
    await usalama.shutDown()
}
// end

// snippet
func enrol(_ usalama: Usalama, phone: String, askForCode: () async -> String) async throws -> [Grant] {
    let sent = try await usalama.requestCode(phone: phone, deadline: .seconds(20))
    return try await usalama.enrolWithCode(enrolment: sent.enrolment, code: await askForCode(), deadline: .seconds(20))
}
// end

// snippet
func syncInBackground(_ usalama: Usalama) async throws -> Bool {
    let report = try await usalama.sync(deadline: .seconds(25)) // resumes where it stopped
    return report.complete || report.problem?.retryable == false // else: try again later
}
// end

// snippet
func showIncidents(_ usalama: Usalama, near here: Position, show: ([Incident]) -> Void) async throws {
    for try await page in usalama.incidentPages(filter: Filter(near: Near(here, metres: 1_000))) {
        show(page.incidents)
    }
}
// end

// snippet
func onForeground(_ usalama: Usalama) throws -> Task<Void, any Error> {
    try usalama.resume()
    return Task { try await usalama.stayInStep() } // until this task is cancelled
}

func onBackground(_ usalama: Usalama, foreground: Task<Void, any Error>) async throws {
    foreground.cancel()
    try await usalama.pause() // finishes its step; files are left as they should be
}
// end

// snippet
func walk(
    _ usalama: Usalama, _ night: Route, gate: Checkpoint, roof: Checkpoint, tag: Scan, here: Position
) async throws {
    let shift = try await usalama.bookOn(on: BookOn(site: night.site, at: here)) // no network needed, here or below
    let patrol = try await usalama.startPatrol(route: night, transport: .foot)
    try await patrol.fix(fix: Fix(here)) // every second; or `fixes`, as the receiver gathers them
    let scanned = try await patrol.scan(gate, proof: tag, here: here)
    print(scanned.verdict.sw ?? "") // at once, offline
    try await patrol.skip(roof, reason: .blocked, remarks: "Lori limesimama langoni.")
    _ = try await patrol.complete(here: here) // signed and chained
    _ = try await usalama.bookOff(id: shift.id, at: here)
}

func showPatrol(_ usalama: Usalama, _ id: UUID, show: (PatrolDetail) -> Void) async throws {
    for try await patrol in usalama.patrolUpdates(id: id) { show(patrol) }
}
// end

// snippet
func close(_ usalama: Usalama, _ incident: Incident, show: (String) -> Void) async throws {
    do {
        _ = try await usalama.resolve(id: incident.id, outcome: .fixed)
    } catch let error as UsalamaError {
        switch error.code {
        case .refused: show(error.refusal?.sw ?? error.reason)
        case .notSignedIn: show("Ingia kwanza.")
        default: if error.isRetryable { show("Jaribu tena.") } else { throw error }
        }
    }
}
// end

final class QuickStartTests: XCTestCase {
    func testAFirstReportNeedsNothingElse() async throws {
        let folder = try temporaryFolder("quick-start")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await firstReport(directory: folder.path, key: newKey())
    }

    func testWhatIsRefusedHasWordsForTheScreen() async throws {
        try await withPhone { phone in
            let incident = try await phone.usalama.report(incident: snatching).incident
            var shown: [String] = []
            try await close(phone.usalama, incident) { shown.append($0) }
            XCTAssertEqual(shown.count, 1)
        }
    }

    func testForegroundAndBackgroundFollowEachOther() async throws {
        try await withPhone(hub: "http://127.0.0.1:9") { phone in
            let foreground = try onForeground(phone.usalama)
            try await onBackground(phone.usalama, foreground: foreground)
            _ = await foreground.result
            // Nobody is enrolled, and trying again would not help.
            let finished = try await syncInBackground(phone.usalama)
            XCTAssertTrue(finished)
        }
    }

    func testTheDocumentHasThemWordForWord() throws {
        let repository = URL(fileURLWithPath: try environment("USALAMA_SCENARIOS"))
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: repository.appendingPathComponent("docs/swift.md"), encoding: .utf8)
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let snippets = source.components(separatedBy: "\n// snippet\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n// end\n").first }
        XCTAssertEqual(snippets.count, 7)
        let readme = try String(contentsOf: repository.appendingPathComponent("README.md"), encoding: .utf8)
        let first = try XCTUnwrap(snippets.first)
        XCTAssertTrue(readme.contains("```swift\n\(first)\n```"), "README.md has another first report")
        for snippet in snippets {
            XCTAssertTrue(document.contains("```swift\n\(snippet)\n```"), "docs/swift.md lacks:\n\(snippet)")
        }
    }
}
