import Foundation
import XCTest

final class ScenarioTests: XCTestCase {
    private func folder() throws -> URL { URL(fileURLWithPath: try environment("USALAMA_SCENARIOS")) }
    private func areas() throws -> URL { try folder().deletingLastPathComponent().appendingPathComponent("data/areas/demo.json") }

    func testEveryScenario() async throws {
        let files = try FileManager.default.contentsOfDirectory(at: folder(), includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" && $0.lastPathComponent != "schema.json" }
            .sorted { $0.path < $1.path }
        var played = 0
        for file in files {
            do {
                try await play(Data(contentsOf: file), areas: areas())
                played += 1
            } catch {
                XCTFail("\(file.lastPathComponent): \(error)")
            }
        }
        // `cargo xtask test` compares it with the number of files.
        print("scenarios played by Swift: \(played)")
    }

    /// The player would notice.
    func testWhatIsWrittenWronglyFails() async throws {
        let cast = #"[{ "name": "amina", "role": "resident", "area": "Mfano Mashariki" }]"#
        let report = #"""
            { "who": "amina", "does": "report", "as": "theft", "with": { "category": "theft",
              "place": { "lat": -1.301, "lon": 36.91, "accuracy_m": 12 } } }
            """#
        let wrong = [
            #"{ "who": "amina", "does": "see", "to": "theft", "expect": { "status": "resolved" } }"#: "status is",
            #"{ "who": "amina", "does": "see", "to": "theft", "expect": { "weather": "fine" } }"#: "weather",
            #"{ "who": "amina", "does": "withdraw", "to": "theft", "refused": "not_your_role" }"#: "not refused",
            #"{ "who": "amina", "does": "triage", "to": "theft", "with": { "severity": "minor" }, "refused": "not_found" }"#:
                "not_your_role",
            #"{ "who": "amina", "does": "dance", "to": "theft" }"#: "dance",
            #"{ "who": "amina", "does": "see", "to": "theft", "why": "x" }"#: "why",
            #"{ "who": "amina", "does": "withdraw", "to": "theft", "with": { "text": "x" } }"#: "text",
            #"{ "who": "amina", "does": "see", "to": "robbery" }"#: "robbery",
            #"{ "who": "juma", "does": "sync" }"#: "juma",
        ]
        for (step, why) in wrong {
            let text = #"{ "title": "t", "source": "s", "cast": \#(cast), "steps": [\#(report), \#(step)] }"#
            do {
                try await play(Data(text.utf8), areas: areas())
                XCTFail("this was played: \(step)")
            } catch let mistake as Mistake {
                XCTAssertTrue(mistake.description.hasPrefix("step 2") && mistake.description.contains(why), "\(mistake)")
            }
        }
    }
}
