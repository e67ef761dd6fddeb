// Guards' work as the Swift player plays it (tests/scenarios/README.md). What hangs at the checkpoints, what is on a screen to be
// scanned and which patrols are walked on which phone is kept here, as it would be by the things themselves.

import Foundation
import Usalama

/// What hangs at a checkpoint.
private struct Tag {
    let kind: CheckpointKind
    let content: String
    let secret: String?
    let signature: String?

    /// What a phone reads now, or read so long ago.
    func read(minutesAgo: Double) throws -> Scan {
        switch kind {
        case .qrRotating:
            .qr(text: try codeAt(secret: secret ?? "", at: Date(timeIntervalSinceNow: -60 * minutesAgo)))
        case .nfcStatic, .nfcSigned: .nfc(uid: Data(content.utf8), text: signature)
        case .ble: .ble(id: content)
        case .gps: .gps
        case .manual: .manual
        default: .qr(text: content)
        }
    }
}

private struct On: Hashable {
    let phone: ObjectIdentifier
    let id: UUID

    init(_ usalama: Usalama, _ id: UUID) { (phone, self.id) = (ObjectIdentifier(usalama), id) }
}

private struct At: Hashable {
    let site: UUID
    let no: UInt16
}

final class Guards {
    private unowned let player: Player
    private var tags: [At: Tag] = [:]
    private var screens: [UUID: [String]] = [:]
    private var active: [On: ActivePatrol] = [:]
    private var paused: [On: PausedPatrol] = [:]

    init(_ player: Player) { self.player = player }

    /// Verbs of guards' work that are done to nothing that is there already.
    func begin(_ usalama: Usalama, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "describe_site":
            return Seen(subject: try await usalama.describeSite(new: only(with, site)).id)
        case "list_sites":
            try with.end()
            return names("sites", try await usalama.sites().map(\.id))
        case "plan_shift":
            return Seen(subject: try await usalama.planShift(plan: only(with, self.plan)).id)
        case "book_on":
            return Seen(subject: try await usalama.bookOn(on: only(with, bookOn)).id)
        case "current_shift":
            try with.end()
            let shift = try await usalama.currentShift().map { player.names(of: [$0.id])[0] }
            return Seen(facts: ["shift": JSON(shift)])
        case "list_shifts":
            try with.end()
            return names("shifts", try await usalama.shifts(limit: 500).map(\.id))
        case "start_patrol":
            let patrol = try await usalama.startPatrol(new: only(with, self.patrol))
            active[On(usalama, patrol.id())] = patrol
            return Seen(subject: patrol.id())
        case "patrol_under_way":
            try with.end()
            return try await patrolUnderWay(usalama)
        case "list_patrols":
            try with.end()
            return names("patrols", try await usalama.patrols(limit: 500).map(\.id))
        default: return nil
        }
    }

    private func patrolUnderWay(_ usalama: Usalama) async throws -> Seen {
        switch try await usalama.patrolUnderWay() {
        case .active(let patrol):
            active[On(usalama, patrol.id())] = patrol
            return Seen(facts: ["patrol": JSON(player.names(of: [patrol.id()])[0]), "state": .string("active")])
        case .paused(let patrol):
            paused[On(usalama, patrol.id())] = patrol
            return Seen(facts: ["patrol": JSON(player.names(of: [patrol.id()])[0]), "state": .string("paused")])
        case nil:
            return Seen(facts: ["patrol": .null, "state": .null])
        }
    }

    // MARK: Sites

    func onASite(_ usalama: Usalama, _ id: UUID, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "describe_site_anew":
            _ = try await usalama.describeSiteAnew(id: id, new: only(with, site))
        case "issue_post_orders":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.issuePostOrders(id: id, orders: text)
        case "set_checkpoint":
            try await setCheckpoint(usalama, id, with)
        case "remove_checkpoint":
            _ = try await usalama.removeCheckpoint(id: id, no: only(with) { try small($0, "no") })
        case "set_route":
            let route = try only(with) { with in
                NewRoute(
                    no: try small(with, "no"), name: try with.text("name"),
                    stops: try numbers(with, "stops").map { Stop(checkpoint: UInt16($0)) },
                    order: try with.mayText("order").map { OrderMode($0) }, everyMin: try maySmall(with, "every_min"))
            }
            _ = try await usalama.setRoute(id: id, new: route)
        case "comment_on_site":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.commentOnSite(id: id, comment: text)
        case "see_site":
            try with.end()
            return Seen(facts: facts(of: try await usalama.site(id: id)))
        default: return nil
        }
        return Seen()
    }

    private func setCheckpoint(_ usalama: Usalama, _ id: UUID, _ with: Fields) async throws {
        let (kind, content) = (CheckpointKind(try with.text("kind")), try with.mayText("content"))
        let secret = kind == .qrRotating ? try newCodeSecret() : nil
        let new = try only(with) { with in
            NewCheckpoint(
                no: try small(with, "no"), name: try with.text("name"), kind: kind,
                position: try mayPlace(with).map { LatLon(lat: $0.lat, lon: $0.lon) },
                radiusM: try maySmall(with, "radius_m"), questions: try with.texts("questions"),
                content: content.map { Data($0.utf8) }, secret: secret)
        }
        _ = try await usalama.setCheckpoint(id: id, new: new)
        let says = content ?? ""
        let signature =
            kind == .nfcSigned ? try await usalama.signCheckpointTag(id: id, no: new.no, uid: Data(says.utf8)) : nil
        tags[At(site: id, no: new.no)] = Tag(kind: kind, content: says, secret: secret, signature: signature)
    }

    // MARK: Shifts

    func onAShift(_ usalama: Usalama, _ id: UUID, _ does: String, _ with: Fields) async throws -> Seen? {
        let shift: ShiftDetail
        switch does {
        case "start_break":
            try with.end()
            shift = try await usalama.startBreak(id: id)
        case "end_break":
            try with.end()
            shift = try await usalama.endBreak(id: id)
        case "answer_welfare":
            let (ok, text) = try only(with) { (try $0.flag("ok"), try $0.mayText("text")) }
            shift = try await usalama.answerWelfare(id: id, ok: ok, remarks: text)
        case "pass_down":
            let (note, text) = try only(with) { (try self.note($0), try $0.mayText("text")) }
            shift = try await usalama.passDown(id: id, note: note, remarks: text)
        case "pass_down_codes":
            try with.end()
            screens[id] = try await usalama.passDownCodes(id: id)
            return Seen()
        case "take_up_pass_down":
            let damaged = try only(with) { try $0.flag("damaged") }
            let shown = try there(screens[id], "a screen that shows that note")
            let read = damaged ? shown.map { $0.replacingOccurrences(of: "7", with: "8") } : shown
            guard try await usalama.takeUpPassDown(codes: read) == id else { throw Broken("it is another note") }
            return Seen()
        case "sign_pass_down":
            try with.end()
            shift = try await usalama.signPassDown(id: id)
        case "refuse_pass_down":
            shift = try await usalama.refusePassDown(id: id, reason: only(with) { try $0.text("text") })
        case "book_off":
            shift = try await usalama.bookOff(id: id, at: only(with) { try mayPlace($0) })
        case "mark_no_show":
            try with.end()
            shift = try await usalama.markNoShow(id: id)
        case "mark_abandoned":
            shift = try await usalama.markAbandoned(id: id, reason: only(with) { try $0.text("text") })
        case "explain_shift":
            let (kind, text) = try only(with) { (ExceptionKind(try $0.text("exception")), try $0.text("text")) }
            let what = exception(kind, in: try await usalama.shift(id: id).exceptions)
            shift = try await usalama.explainShift(id: id, what: what, explanation: text)
        case "see_shift":
            try with.end()
            shift = try await usalama.shift(id: id)
        default: return nil
        }
        return Seen(facts: facts(of: shift))
    }

    // MARK: Patrols

    func onAPatrol(_ usalama: Usalama, _ id: UUID, _ does: String, _ with: Fields) async throws -> Seen? {
        let on = On(usalama, id)
        func walked() throws -> ActivePatrol { try there(active[on], "anybody who walks it with this phone") }
        switch does {
        case "review_patrol":
            let (decision, text) = try only(with) { (ReviewDecision(try $0.text("decision")), try $0.mayText("text")) }
            _ = try await usalama.reviewPatrol(id: id, decision: decision, remarks: text)
        case "explain_patrol":
            let (kind, text) = try only(with) { (ExceptionKind(try $0.text("exception")), try $0.text("text")) }
            let what = exception(kind, in: try await usalama.patrol(id: id).exceptions)
            _ = try await usalama.explainPatrol(id: id, what: what, explanation: text)
        case "see_patrol":
            try with.end()
            let patrol = try await usalama.patrol(id: id)
            return Seen(facts: facts(of: patrol, track: try await usalama.patrolTrack(id: id)))
        case "scan": return try await scan(walked(), with)
        case "skip":
            let (no, reason, text) = try only(with) {
                (try small($0, "checkpoint"), SkipReason(try $0.text("reason")), try $0.mayText("text"))
            }
            try await walked().skip(checkpoint: no, reason: reason, remarks: text)
        case "observe":
            let (kind, severity) = (ObservationType(try with.text("kind")), Severity(try with.text("severity")))
            let (text, here) = try only(with) { (try $0.mayText("text"), try mayPlace($0)) }
            try await walked().observe(kind: kind, severity: severity, note: text, here: here)
        case "observe_and_report":
            let (kind, text) = (ObservationType(try with.text("kind")), try with.mayText("text"))
            let new = try only(with) { NewIncident(category: Category(try $0.text("category")), place: Place(try position($0))) }
            let reported = try await walked().observeAndReport(kind: kind, incident: new, note: text)
            return Seen(subject: reported.incident.id)
        case "fix":
            let here = try only(with) { try position($0) }
            try await walked().fix(fix: Fix(here))
        case "fixes":
            let (places, every) = try only(with) {
                (try $0.list("places").map { try place(Fields($0)) }, try $0.number("every_s"))
            }
            let fixes = places.enumerated().map { number, here in
                Fix(here, ageMs: UInt64(places.count - 1 - number) * UInt64(every * 1_000))
            }
            try await walked().fixes(fixes: fixes)
        case "note_exception":
            let kind = try only(with) { ExceptionKind(try $0.text("exception")) }
            try await walked().noteException(kind: kind)
        case "change_leg":
            let (transport, members, text) = try only(with) {
                (Transport(try $0.text("transport")), try people($0, "members"), try $0.mayText("text"))
            }
            try await walked().changeLeg(transport: transport, members: members, reason: text)
        case "pause":
            try with.end()
            paused[on] = try await walked().pause()
        case "resume":
            try with.end()
            active[on] = try await there(paused[on], "a patrol that is interrupted on this phone").resume()
        case "complete":
            let here = try only(with) { try mayPlace($0) }
            _ = try await walked().complete(here: here)
        case "abort":
            let text = try only(with) { try $0.text("text") }
            _ = try await walked().abort(reason: text)
        default: return nil
        }
        return Seen()
    }

    private func scan(_ patrol: ActivePatrol, _ with: Fields) async throws -> Seen {
        let no = try small(with, "checkpoint")
        let (tagOf, minutesAgo) = (try maySmall(with, "tag_of") ?? no, try with.mayNumber("minutes_ago") ?? 0)
        let byHand = try with.flag("by_hand")
        let (here, answers, text) = try only(with) {
            (try mayPlace($0), try $0.texts("answers"), try $0.mayText("text"))
        }
        let read: Scan
        if byHand {
            read = .manual
        } else {
            let site = try there(try await patrol.detail().site, "a site of the patrol")
            read = try there(tags[At(site: site, no: tagOf)], "anything that hangs there").read(minutesAgo: minutesAgo)
        }
        let scanned = try await patrol.scan(checkpoint: no, scan: read, here: here, answers: answers, remarks: text)
        return Seen(facts: [
            "verdict": JSON(scanned.verdict.code), "strength": JSON(scanned.strength.code),
            "distance_m": JSON(scanned.distanceM),
        ])
    }

    // MARK: What a verb takes

    private func site(_ with: Fields) throws -> NewSite {
        NewSite(
            area: try player.area(named: with.text("area")), name: try with.text("name"),
            firm: try player.organisation(with.text("firm")), client: try with.mayText("client").map(player.organisation),
            posts: try with.texts("posts"),
            emergencyContacts: try with.mayText("phone").map { [EmergencyContact(name: "Control room", phone: $0)] } ?? [])
    }

    private func plan(_ with: Fields) throws -> ShiftPlan {
        ShiftPlan(
            guard: try player.person(with.text("guard")).actor, firm: try player.organisation(with.text("firm")),
            site: try player.subject(with.text("site")), from: Date(timeIntervalSinceNow: 60 * (try with.number("from_min"))),
            to: Date(timeIntervalSinceNow: 60 * (try with.number("to_min"))), post: try with.mayText("post"),
            welfareEveryMin: try maySmall(with, "welfare_every_min"))
    }

    private func bookOn(_ with: Fields) throws -> BookOn {
        BookOn(
            planned: try with.mayText("planned").map(player.subject), site: try with.mayText("site").map(player.subject),
            post: try with.mayText("post"), welfareEveryMin: try maySmall(with, "welfare_every_min"), at: try mayPlace(with))
    }

    private func note(_ with: Fields) throws -> PassDown {
        PassDown(
            to: try with.mayText("to").map { try player.person($0).actor },
            items: try with.texts("items").map { PassDownItem(text: $0, priority: .high) },
            equipment: try with.texts("equipment").map { Equipment(item: $0, ok: true) }, keys: try with.texts("keys"),
            openIncidents: try with.texts("open_incidents").map(player.subject))
    }

    private func patrol(_ with: Fields) throws -> NewPatrol {
        NewPatrol(
            site: try with.mayText("site").map(player.subject), route: try maySmall(with, "route"),
            transport: try with.mayText("transport").map { Transport($0) },
            mandate: try with.mayText("mandate").map { Mandate($0) }, members: try people(with, "members"),
            at: try mayPlace(with))
    }

    private func people(_ with: Fields, _ key: String) throws -> [UUID] {
        try with.texts(key).map { try player.person($0).actor }
    }

    private func exception(_ kind: ExceptionKind, in found: [FoundException]) -> ExceptionRef {
        found.first { $0.what.kind == kind }?.what ?? ExceptionRef(kind: kind)
    }

    // MARK: What screens show

    private func names(_ key: String, _ ids: [UUID]) -> Seen { Seen(facts: [key: JSON(player.names(of: ids))]) }

    private func facts(of site: Site) -> [String: JSON] {
        let routes = site.routes.map { ("\($0.no)", JSON.array($0.stops.map { JSON($0.checkpoint) })) }
        return [
            "name": JSON(site.name),
            "posts": site.name == nil ? .null : JSON(site.posts),
            "phone": JSON(site.emergencyContacts.first?.phone),
            "orders": JSON(site.orders.last?.text),
            "checkpoints": .array(site.checkpoints.map { JSON($0.no) }),
            "routes": .object(Dictionary(uniqueKeysWithValues: routes)),
            "remark": JSON(site.remarks.last?.text),
        ]
    }

    private func facts(of shift: ShiftDetail) -> [String: JSON] {
        let last = shift.passDowns.last
        let (answer, by): (String?, UUID?) =
            switch last?.answer {
            case nil: (last == nil ? nil : "waiting", nil)
            case .signed(let by, _): ("signed", by)
            case .refused(let by, _, _): ("refused", by)
            }
        return [
            "state": JSON(shift.state?.code),
            "guard": JSON(shift.guard.map(player.who)),
            "post": JSON(shift.post),
            "shared_phone": shift.bookedOn.map { .bool($0.sharedPhone) } ?? .null,
            "breaks": JSON(shift.breaks.count),
            "welfare": JSON(shift.welfare.map(welfare)),
            "alarms": JSON(shift.welfare.filter(\.alarmed).count),
            "items": JSON(last?.note.items.map(\.text) ?? []),
            "remarks": JSON(last?.remarks),
            "pass_down": JSON(answer),
            "answered_by": JSON(by.map(player.who)),
            "was_no_show": .bool(shift.wasNoShow),
            "exceptions": kinds(shift.exceptions),
            "explained": kinds(shift.exceptions.filter { $0.explainedAt != nil }),
            "delivery": JSON(shift.delivery.code),
        ]
    }

    private func facts(of patrol: PatrolDetail, track: [[TrackPoint]]) -> [String: JSON] {
        [
            "state": JSON(patrol.state?.code),
            "ended_as": JSON(patrol.endedAs?.code),
            "guard": JSON(patrol.guard.map(player.who)),
            "mandate": JSON(patrol.mandate?.code),
            "legs": JSON(patrol.legs.map(\.transport.code)),
            "verdicts": byNumber(patrol.visits.map { ($0.checkpoint, $0.verdict.code) }),
            "occurrences": byNumber(patrol.occurrences.filter { $0.round == 0 }.map { ($0.checkpoint, $0.state.code) }),
            "skipped": byNumber(patrol.skips.map { ($0.checkpoint, $0.reason.code) }),
            "observations": JSON(patrol.observations.map(\.kind.code)),
            "raised": JSON(player.names(of: patrol.observations.compactMap(\.raisesIncident))),
            "walked_m": JSON(patrol.legs.compactMap { $0.track?.distanceM }.reduce(0, +)),
            "sees_track": .bool(track.contains { !$0.isEmpty }),
            "alarms": JSON(patrol.alarms.count),
            "exceptions": kinds(patrol.exceptions),
            "explained": kinds(patrol.exceptions.filter { $0.explainedAt != nil }),
            "reviews": JSON(patrol.reviews.map(\.decision.code)),
            "remarks": JSON(patrol.reviews.last?.remarks),
            "delivery": JSON(patrol.delivery.code),
        ]
    }

    private func byNumber(_ words: [(UInt16, String)]) -> JSON {
        .object(Dictionary(words.map { ("\($0)", JSON.string($1)) }) { _, last in last })
    }

    private func welfare(_ check: WelfareCheck) -> String {
        switch check.ok {
        case true?: "ok"
        case false?: "not_ok"
        case nil: check.missed ? "missed" : check.unknownOffline ? "unknown_offline" : "due"
        }
    }

    private func kinds(_ exceptions: [FoundException]) -> JSON { JSON(exceptions.map(\.what.kind.code)) }
}

private func small(_ with: Fields, _ key: String) throws -> UInt16 { UInt16(try with.number(key)) }
private func maySmall(_ with: Fields, _ key: String) throws -> UInt16? { try with.mayNumber(key).map { UInt16($0) } }

private func numbers(_ with: Fields, _ key: String) throws -> [Double] {
    try with.list(key).map { item in
        guard case .number(let number) = item else { throw Broken("\(key) has \(item), which is no number") }
        return number
    }
}

private func mayPlace(_ with: Fields) throws -> Position? { try with.any("place").map { try place(Fields($0)) } }
