import Foundation
import Usalama
import XCTest

final class AlertsTests: XCTestCase {
    func testAlertsHereComeAtOnceAndAgainWhenOneComesAndWhenItIsCalledOff() async throws {
        let watchdog = Watchdog(seconds: 120)
        let hub = try Hub()
        defer { hub.stop() }
        let town = try URL(fileURLWithPath: environment("USALAMA_SCENARIOS"))
            .deletingLastPathComponent().appendingPathComponent("data/areas/demo.json")
        _ = try hub.admin(["reference", "import", town.path])
        let named = try Fields(JSONDecoder().decode(JSON.self, from: Data(contentsOf: town)))
        let areas = try named.list("areas").map { try Fields($0) }
        func id(_ list: [Fields], _ key: String, _ name: String) throws -> String {
            try XCTUnwrap(list.first { try $0.text(key) == name }).text("id")
        }
        let station = try id(named.list("organisations").map { try Fields($0) }, "name", "Mfano police station (invented)")
        let (patch, ward) = try (id(areas, "name_en", "Mfano station area"), id(areas, "name_en", "Mfano Magharibi"))
        try await withPhone(hub: hub.address) { first in
            try await withPhone(hub: hub.address) { second in
                let (officer, resident) = (first.usalama, second.usalama)
                let words = ["invite", "--role", "police_officer", "--area", patch, "--org", station]
                _ = try await officer.enrolWithInvitation(invitation: hub.admin(words), deadline: .seconds(20))
                let sent = try await resident.requestCode(phone: "+254700000001", deadline: .seconds(20))
                _ = try await resident.enrolWithCode(
                    enrolment: sent.enrolment, code: hub.code(sent.enrolment), home: UUID(uuidString: ward),
                    deadline: .seconds(20))
                try await self.sync(officer)
                try await self.sync(resident)

                var shown = resident.alertsHereUpdates { here }.makeAsyncIterator()
                let none = try await shown.next()
                XCTAssertEqual(none?.count, 0)
                let centre = GeoPoint(lat: here.lat, lon: here.lon)
                let fire = NewAlert(
                    event: .fire, severity: .moderate, headline: Bilingual(en: "Fire at the market", sw: "Moto sokoni"),
                    place: AlertPlace(circles: [GeoCircle(centre: centre, radiusKm: 0.3)]),
                    expires: Date(timeIntervalSinceNow: 3_600), instructions: [.avoidArea], status: .actual)
                let id = try await officer.proposeAlert(alert: fire).id
                try await self.sync(officer)
                try await self.sync(resident)
                var alerts = try await shown.next()
                while alerts?.isEmpty == true { alerts = try await shown.next() }
                XCTAssertEqual(alerts?.map { $0.alert.infos.last?.headline }, ["Moto sokoni"])
                _ = try await officer.cancelAlert(of: id, why: Bilingual(en: "It is out.", sw: "Umezimwa."))
                try await self.sync(officer)
                try await self.sync(resident)
                while alerts?.isEmpty == false { alerts = try await shown.next() }
                XCTAssertEqual(alerts, [])
            }
        }
        withExtendedLifetime(watchdog) {}
    }

    private func sync(_ usalama: Usalama) async throws {
        let report = try await usalama.sync(deadline: .seconds(20))
        XCTAssertTrue(report.complete, "\(report)")
    }
}
