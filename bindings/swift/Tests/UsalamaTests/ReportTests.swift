import Foundation
import Usalama
import XCTest

final class ReportTests: XCTestCase {
    func testAReportWaitsOfflineAndReachesTheHubLater() async throws {
        let hub = try Hub()
        defer { hub.stop() }
        try await withPhone(hub: hub.address) { phone in
            let usalama = phone.usalama
            let reported = try await usalama.report(incident: snatching)
            XCTAssertEqual(reported.incident.delivery, .queued)
            XCTAssertTrue(reported.incident.mine)

            let offline = try await usalama.sync(deadline: .seconds(20))
            XCTAssertEqual(offline.problem?.code, .notEnrolled)

            let sent = try await usalama.requestCode(phone: "+254700000001", deadline: .seconds(20))
            _ = try await usalama.enrolWithCode(
                enrolment: sent.enrolment, code: hub.code(sent.enrolment), home: nil, deadline: .seconds(20))
            let report = try await usalama.sync(deadline: 20)
            XCTAssertTrue(report.complete, "\(report)")
            XCTAssertEqual(report.accepted, 1)
            let detail = try await usalama.incident(id: reported.incident.id)
            XCTAssertEqual(detail.incident.delivery, .delivered)
            XCTAssertEqual(detail.timeline.map(\.who), [.me])
        }
    }

    func testARefusalHasACodeAndWordsForTheScreen() async throws {
        try await withPhone { phone in
            let id = try await phone.usalama.report(incident: snatching).incident.id
            let error = await failure { try await phone.usalama.triage(id: id, severity: .severe) }
            XCTAssertEqual(error?.code, .refused)
            let refusal = try XCTUnwrap(error?.refusal)
            XCTAssertEqual(refusal.code, .noGrant)
            XCTAssertEqual([refusal.en, refusal.sw], [RefusalCode.noGrant.en, RefusalCode.noGrant.sw])
            XCTAssertEqual(refusal.current, .submitted)
        }
    }

    func testAWordOfANewerVersionPassesThrough() {
        XCTAssertNil(Category("of_next_year").en)
        XCTAssertEqual(Category("phone_snatching"), .phoneSnatching)
        XCTAssertEqual(categories().count, Category.all.count)
    }
}
