import Foundation
import Usalama
import XCTest

/// Each ends in a typed error, and none ends the app.
final class BadInputTests: XCTestCase {
    func testAnIdentityThatIsNoneIsStoppedByItsType() async throws {
        XCTAssertNil(UUID(uuidString: "not-a-uuid"))
        try await withPhone { phone in
            let error = await failure { try await phone.usalama.incident(id: UUID()) }
            XCTAssertEqual(error?.code, .notFound)
        }
    }

    func testAClosedClientSaysSo() async throws {
        try await withPhone { phone in
            let usalama = phone.usalama
            await usalama.shutDown()
            await usalama.shutDown()
            usalama.cancel()
            let codes = [
                await failure { try await usalama.report(incident: snatching) },
                await failure { try await usalama.sync(deadline: .seconds(1)) },
                await failure { try usalama.signedIn() },
                await failure { try usalama.resume() },
                await failure { try await usalama.pause() },
                await failure { try usalama.observe(topics: [], listener: Listener { _ in }) },
            ].map { $0?.code }
            XCTAssertEqual(codes, Array(repeating: .closed, count: 6))
            for await _ in usalama.changes() { XCTFail("nothing changes any more") }
            let pages = await failure { for try await _ in usalama.incidentPages() {} }
            XCTAssertEqual(pages?.code, .closed)
        }
    }

    func testASecondClientOnTheSameDirectoryIsInUse() async throws {
        try await withPhone { phone in
            let error = await failure { try await Usalama.open(directory: phone.folder.path, key: phone.key, hub: nil) }
            XCTAssertEqual(error?.code, .inUse)
        }
    }

    func testAWrongKeyOpensNothing() async throws {
        try await withPhone { phone in
            await phone.usalama.shutDown()
            let key = try newKey()
            let error = await failure { try await Usalama.open(directory: phone.folder.path, key: key, hub: nil) }
            XCTAssertEqual(error?.code, .wrongKey)
        }
    }

    func testAKeyMustHave32Bytes() async throws {
        let folder = try temporaryFolder("phone")
        for count in [0, 31, 33] {
            let key = Data(repeating: 7, count: count)
            let error = await failure { try await Usalama.open(directory: folder.path, key: key, hub: nil) }
            XCTAssertEqual(error?.code, .invalid, "\(count)")
        }
        try FileManager.default.removeItem(at: folder)
    }

    func testATextMayBeTooLong() async throws {
        try await withPhone { phone in
            let long = String(repeating: "a", count: 1_000_000)
            let new = NewIncident(category: .barrier, place: Place(here), description: long)
            let report = await failure { try await phone.usalama.report(incident: new) }
            XCTAssertEqual(report?.code, .invalid)
            let id = try await phone.usalama.report(incident: snatching).incident.id
            let update = await failure {
                try await phone.usalama.update(id: id, comment: long, internal: false, audience: nil)
            }
            XCTAssertEqual(update?.code, .invalid)
        }
    }

    func testCoordinatesMustBeOnTheEarth() async throws {
        try await withPhone { phone in
            let absurd: [(Double, Double, Float)] = [
                (91, 0, 1), (-90.0001, 0, 1), (0, 181, 1), (.nan, 0, 1), (0, .nan, 1), (.infinity, 0, 1),
                (0, -.infinity, 1), (0, 0, -1), (0, 0, .nan), (0, 0, .infinity),
            ]
            for (lat, lon, accuracy) in absurd {
                let place = Place(Position(lat: lat, lon: lon, accuracyM: accuracy))
                let new = NewIncident(category: .barrier, place: place)
                let error = await failure { try await phone.usalama.report(incident: new) }
                XCTAssertEqual(error?.code, .invalid, "\(lat) \(lon) \(accuracy)")
            }
            for metres in [Double.nan, -1, .infinity, 2_000_000] {
                let filter = Filter(near: Near(here, metres: metres))
                let error = await failure { try await phone.usalama.incidents(filter: filter, after: nil, limit: 10) }
                XCTAssertEqual(error?.code, .invalid, "\(metres)")
            }
        }
    }

    func testATimeMustBeOne() async throws {
        try await withPhone { phone in
            for seconds in [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
                let time = Date(timeIntervalSince1970: seconds)
                let occurred = Occurred(from: time, precision: .exact)
                let found = Position(lat: here.lat, lon: here.lon, accuracyM: 12, capturedAt: time)
                for new in [
                    NewIncident(category: .barrier, place: Place(here), occurred: occurred),
                    NewIncident(category: .barrier, place: Place(found)),
                ] {
                    let error = await failure { try await phone.usalama.report(incident: new) }
                    XCTAssertEqual(error?.code, .invalid, "\(seconds)")
                }
            }
            for seconds in [-2_208_988_800, -0.001, 1_764_000_000.123] {
                let occurred = Occurred(from: Date(timeIntervalSince1970: seconds), precision: .exact)
                let new = NewIncident(category: .barrier, place: Place(here), occurred: occurred)
                let kept = try await phone.usalama.report(incident: new).incident.report?.occurred.from
                XCTAssertEqual(kept?.timeIntervalSince1970 ?? .nan, seconds, accuracy: 0.000_1)
            }
        }
    }

    func testADeadlineMustBeANumberOfSeconds() async throws {
        let silent = try SilentHub()
        try await withPhone(hub: silent.address) { phone in
            for deadline in [-1, .nan, -.infinity] as [TimeInterval] {
                let error = await failure { try await phone.usalama.sync(deadline: deadline) }
                XCTAssertEqual(error?.code, .invalid, "\(deadline)")
            }
            let error = await failure { try await phone.usalama.requestCode(phone: "+254700000001", deadline: 0.2) }
            XCTAssertEqual(error?.code, .offline)
        }
    }

    func testAnAddressThatIsNone() async throws {
        let folder = try temporaryFolder("phone")
        let key = try newKey()
        let error = await failure { try await Usalama.open(directory: folder.path, key: key, hub: "not an address") }
        XCTAssertEqual(error?.code, .invalid)
        try FileManager.default.removeItem(at: folder)
    }
}
