import Foundation
import Usalama
import XCTest

/// A guarded site with two tags and a route around them, its supervisor, and a guard who has heard of it.
private struct Watch: Sendable {
    let supervisor: Usalama
    let guardsPhone: Usalama
    let route: Route
    let gate: Checkpoint
    let roof: Checkpoint
    var tag: Scan { .nfc(uid: Data("04A25E01".utf8), text: nil) }
}

private func sync(_ usalama: Usalama) async throws {
    let report = try await usalama.sync(deadline: .seconds(20))
    XCTAssertTrue(report.complete, "\(report)")
}

private func onWatch(_ body: (Watch) async throws -> Void) async throws {
    let watchdog = Watchdog(seconds: 120)
    defer { withExtendedLifetime(watchdog) {} }
    let hub = try Hub()
    defer { hub.stop() }
    let town = try URL(fileURLWithPath: environment("USALAMA_SCENARIOS"))
        .deletingLastPathComponent().appendingPathComponent("data/areas/demo.json")
    _ = try hub.admin(["reference", "import", town.path])
    let named = try Fields(JSONDecoder().decode(JSON.self, from: Data(contentsOf: town)))
    func id(_ list: String, _ key: String, _ name: String) throws -> UUID {
        let found = try named.list(list).map { try Fields($0) }.first { try $0.text(key) == name }
        return try XCTUnwrap(UUID(uuidString: try XCTUnwrap(found).text("id")))
    }
    let (area, firm) = try (
        id("areas", "name_en", "Mfano Plaza"), id("organisations", "name", "Mfano Security Ltd (invented)"))
    func appoint(_ usalama: Usalama, _ role: String) async throws {
        var words = ["invite", "--role", role, "--area", area.uuidString.lowercased(), "--org", firm.uuidString.lowercased()]
        if role == "guard" { words += ["--gfn", "GFN-0001", "--gfn-status", "valid"] }
        _ = try await usalama.enrolWithInvitation(invitation: hub.admin(words), deadline: .seconds(20))
        try await sync(usalama)
    }
    try await withPhone(hub: hub.address) { first in
        try await withPhone(hub: hub.address) { second in
            let (supervisor, guardsPhone) = (first.usalama, second.usalama)
            try await appoint(supervisor, "firm_supervisor")
            try await appoint(guardsPhone, "guard")
            let site = try await supervisor.describeSite(new: NewSite(area: area, name: "Mfano Plaza", firm: firm)).id
            for (no, place) in [(UInt16(1), LatLon(lat: here.lat, lon: here.lon)), (2, nil)] {
                let new = NewCheckpoint(
                    no: no, name: "Kituo \(no)", kind: .nfcStatic, position: place, content: Data("04A25E0\(no)".utf8))
                _ = try await supervisor.setCheckpoint(id: site, new: new)
            }
            let route = NewRoute(no: 1, name: "Usiku", stops: [Stop(checkpoint: 1), Stop(checkpoint: 2)])
            _ = try await supervisor.setRoute(id: site, new: route)
            try await sync(supervisor)
            try await sync(guardsPhone)
            let seen = try await guardsPhone.site(id: site)
            try await body(Watch(
                supervisor: supervisor, guardsPhone: guardsPhone, route: try XCTUnwrap(seen.routes.first),
                gate: seen.checkpoints[0], roof: seen.checkpoints[1]))
        }
    }
}

private func refusal<T>(_ code: RefusalCode, line: UInt = #line, _ call: () async throws -> T) async {
    let error = await failure(call, line: line)
    XCTAssertEqual(error?.refusal?.code, code, line: line)
}

final class GuardsTests: XCTestCase {
    func testWhatThePageSaysOfGuardsWorks() async throws {
        try await onWatch { watch in
            try await walk(
                watch.guardsPhone, watch.route, gate: watch.gate, roof: watch.roof, tag: watch.tag, here: here)
            try await sync(watch.guardsPhone)
            try await sync(watch.supervisor)
            let patrols = try await watch.supervisor.patrols(site: watch.route.site)
            let patrol = try XCTUnwrap(patrols.first)
            XCTAssertEqual(patrol.visits.map(\.verdict), [.ok])
            XCTAssertEqual(patrol.visits.map(\.strength), [.medium])
            XCTAssertEqual(patrol.occurrences.map(\.state), [.visited, .skipped])
            let track = try await watch.supervisor.patrolTrack(id: patrol.id)
            XCTAssertEqual(track.map(\.count), [1])
            let reviewed = try await watch.supervisor.reviewPatrol(id: patrol.id, decision: .accepted)
            XCTAssertEqual(reviewed.state, .reviewed)
            var shown: [PatrolDetail] = []
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await showPatrol(watch.supervisor, patrol.id) { XCTAssertEqual($0.state, .reviewed) } }
                for try await update in watch.supervisor.patrolUpdates(id: patrol.id) {
                    shown.append(update)
                    break
                }
                group.cancelAll()
            }
            XCTAssertEqual(shown.map(\.id), [patrol.id])
        }
    }

    func testLettingGoOfAPatrolEndsNothingAndAHandleWhosePatrolIsOverSaysSo() async throws {
        try await onWatch { watch in
            let usalama = watch.guardsPhone
            let id = try await usalama.startPatrol(route: watch.route).id()
            guard case .active(let patrol) = try await usalama.patrolUnderWay() else { return XCTFail("it is gone") }
            XCTAssertEqual(patrol.id(), id)
            await refusal(.alreadyDone) { try await usalama.startPatrol(route: watch.route) }
            let paused = try await patrol.pause(here: here)
            guard case .paused = try await usalama.patrolUnderWay() else { return XCTFail("it is not interrupted") }
            await refusal(.wrongStatus) { try await patrol.fix(fix: Fix(here)) }
            await refusal(.wrongStatus) { try await patrol.scan(watch.gate, proof: watch.tag) }
            let again = try await paused.resume()
            try await again.fix(fix: Fix(here))
            await refusal(.wrongStatus) { try await paused.resume() }
            let aborted = try await again.abort(reason: "Mvua kubwa.")
            XCTAssertEqual(aborted.state, .aborted)
            await refusal(.wrongStatus) { try await patrol.fix(fix: Fix(here)) }
            await refusal(.wrongStatus) { try await patrol.fixes(fixes: [Fix(here)]) }
            await refusal(.wrongStatus) { try await patrol.complete() }
            let over = try await usalama.patrolUnderWay()
            XCTAssertNil(over)
            let missed = try XCTUnwrap(aborted.exceptions.first { $0.what.kind == .missedCheckpoint })
            let explained = try await usalama.explain(missed, of: aborted, explanation: "Ilibidi tujifiche.")
            XCTAssertEqual(explained.exceptions.first { $0.what == missed.what }?.explanation, "Ilibidi tujifiche.")
        }
    }

    func testPositionsComeOneByOneOrAllAtOnceAndWhatIsNoneIsRefusedWithAllThatCameWithIt() async throws {
        try await onWatch { watch in
            let patrol = try await watch.guardsPhone.startPatrol(route: watch.route)
            let steps = (0..<20).map { number in
                Fix(lat: here.lat + Double(number) * 0.0003, lon: here.lon, accuracyM: 12, ageMs: UInt64(20 - number) * 30_000)
            }
            try await patrol.fixes(fixes: steps)
            let none = [
                Fix(lat: 91, lon: 0, accuracyM: 5), Fix(lat: 0, lon: 0, accuracyM: .nan),
                Fix(lat: 0, lon: 0, accuracyM: 5, speedMps: -1), Fix(lat: 0, lon: 0, accuracyM: 5, ageMs: .max),
            ]
            for bad in none {
                let error = await failure { try await patrol.fixes(fixes: [Fix(here), bad]) }
                XCTAssertEqual(error?.code, .invalid)
            }
            _ = try await patrol.complete()
            let track = try await watch.guardsPhone.patrolTrack(id: patrol.id())
            XCTAssertTrue((15...20).contains(track.first?.count ?? 0), "\(track)")
        }
    }

    func testAShiftIsFollowedAsItChanges() async throws {
        try await onWatch { watch in
            let usalama = watch.guardsPhone
            var updates = usalama.currentShiftUpdates().makeAsyncIterator()
            let before = try await updates.next()
            XCTAssertEqual(before, .some(nil))
            let shift = try await usalama.bookOn(on: BookOn(site: watch.route.site, post: "Lango kuu"))
            let on = try await updates.next()
            XCTAssertEqual(on??.state, .onDuty)
            let changes = usalama.changes(.duty)
            let note = PassDown(items: [PassDownItem(text: "Taa haiwaki.", priority: .high)])
            _ = try await usalama.passDown(id: shift.id, note: note)
            for await topics in changes {
                XCTAssertEqual(topics, [.duty])
                break
            }
            let off = try await usalama.bookOff(id: shift.id)
            XCTAssertEqual(off.passDowns.map { $0.note.items.map(\.text) }, [["Taa haiwaki."]])
            let secret = try newCodeSecret()
            XCTAssertEqual(try codeAt(secret: secret, at: Date()).count, 6)
            XCTAssertThrowsError(try codeAt(secret: "1", at: Date())) { XCTAssertEqual(($0 as? UsalamaError)?.code, .invalid) }
        }
    }
}
