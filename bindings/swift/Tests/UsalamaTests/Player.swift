// Plays a scenario of tests/scenarios on the generated API, with a real hub: the Swift one of three players. What the words mean
// is told in tests/scenarios/README.md; tests/src/play.rs is the one to compare with.

import Foundation
import Usalama

/// What a step brought to light: what `as` gives a name to, and the keys that can be expected of it.
struct Seen {
    var subject: UUID?
    var facts: [String: JSON] = [:]
}

/// A step went otherwise.
struct Mistake: Error, CustomStringConvertible {
    let description: String
}

struct Person {
    let phone: String
    let actor: UUID
    let key: Data
}

private let deadline = Swift.Duration.seconds(30)

/// Plays a scenario from its text, in a town of its own.
func play(_ text: Data, areas: URL) async throws {
    let scenario = try Fields(JSONDecoder().decode(JSON.self, from: text))
    _ = try (scenario.text("title"), scenario.text("source"))
    let (cast, steps) = try (scenario.list("cast"), scenario.list("steps"))
    try scenario.end()
    let player = try Player(areas: areas)
    do {
        try await player.setUp(cast)
        for (number, step) in zip(1..., steps) {
            do { try await player.step(Fields(step)) } catch {
                throw Mistake(description: "step \(number), \(step): \(error)")
            }
        }
        await player.end()
    } catch {
        await player.end()
        throw error
    }
}

final class Player {
    private let hub: Hub
    private lazy var guards = Guards(self)
    private lazy var alerts = Alerts(self)
    private var areas: [String: UUID] = [:]
    private var organisations: [String: UUID] = [:]
    private var phones: [String: Phone] = [:]
    private var people: [String: Person] = [:]
    private var names: [String: UUID] = [:]

    init(areas file: URL) throws {
        hub = try Hub()
        _ = try hub.admin(["reference", "import", file.path])
        guard case .object(let town) = try JSONDecoder().decode(JSON.self, from: Data(contentsOf: file)) else { return }
        areas = try ids(town["areas"], name: "name_en")
        organisations = try ids(town["organisations"], name: "name")
    }

    private func ids(_ list: JSON?, name: String) throws -> [String: UUID] {
        guard case .array(let list) = list else { throw Broken("the town has no list") }
        return try Dictionary(uniqueKeysWithValues: list.map { item in
            let fields = try Fields(item)
            return try (fields.text(name), id(of: fields.text("id")))
        })
    }

    private func id(of text: String) throws -> UUID { try there(UUID(uuidString: text), "an identity like \(text)") }

    func end() async {
        for phone in phones.values { await phone.discard() }
        hub.stop()
    }

    // MARK: Setting up

    func setUp(_ cast: [JSON]) async throws {
        var order: [String] = []
        for member in cast { order.append(try await admit(Fields(member))) }
        // Whoever came first has the phone in hand.
        for name in order.reversed() {
            let person = try person(name)
            try await phone(of: person).usalama.signIn(actor: person.actor, key: person.key)
        }
    }

    private func admit(_ member: Fields) async throws -> String {
        let (name, role, areaName) = try (member.text("name"), member.text("role"), member.text("area"))
        let org = try member.mayText("org").map(organisation)
        let at = try member.mayText("phone") ?? "the phone of \(name)"
        try member.end()
        let area = try there(areas[areaName], areaName)
        guard people[name] == nil else { throw Broken("\(name) is there twice") }
        let key: Data
        let phone: Phone
        if let shared = phones[at] {
            (phone, key) = (shared, try newKey())
            _ = try await phone.usalama.signInNew(key: key)
        } else {
            phone = try await Phone(hub: hub.address)
            (phones[at], key) = (phone, phone.key)
        }
        let usalama = phone.usalama
        if role == "resident" {
            let number = String(format: "+2547%08d", people.count)
            let sent = try await usalama.requestCode(phone: number, deadline: deadline)
            let code = try hub.code(sent.enrolment)
            _ = try await usalama.enrolWithCode(enrolment: sent.enrolment, code: code, home: area, deadline: deadline)
        } else {
            var words = ["invite", "--role", role, "--area", area.uuidString.lowercased()]
            if let org { words += ["--org", org.uuidString.lowercased()] }
            if role == "guard" { words += ["--gfn", "GFN-0001", "--gfn-status", "valid"] }
            _ = try await usalama.enrolWithInvitation(invitation: hub.admin(words), deadline: deadline)
        }
        let first = try await usalama.sync(deadline: deadline)
        guard first.complete else { throw Broken("\(name) cannot sync: \(first)") }
        people[name] = Person(phone: at, actor: try there(usalama.signedIn(), "one who is signed in"), key: key)
        return name
    }

    // MARK: Steps

    func step(_ step: Fields) async throws {
        let refused = try step.mayText("refused")
        let (name, expected) = try (step.mayText("as"), step.any("expect") ?? .object([:]))
        guard case .object(let expected) = expected else { throw Broken("expect is no object") }
        let seen: Seen
        do {
            seen = try await perform(step)
        } catch let error as UsalamaError where error.stable == refused {
            return try step.end()
        } catch let error as UsalamaError {
            throw Broken("\(error.stable) (\(error.reason))")
        }
        try step.end()
        if refused != nil { throw Broken("it was not refused") }
        if let name {
            let subject = try there(seen.subject, "anything to be named")
            guard names.updateValue(subject, forKey: name) == nil else { throw Broken("there is a \(name) already") }
        }
        for (key, value) in expected {
            guard let found = seen.facts[key] else { throw Broken("nothing is known of \(key) here") }
            guard found == value else { throw Broken("\(key) is \(found)") }
        }
        // What the hub refuses is never passed over in silence.
        if let refused = seen.facts["refused"], refused != .array([]), expected["refused"] == nil {
            throw Broken("the hub refused: \(refused)")
        }
    }

    private func perform(_ step: Fields) async throws -> Seen {
        let (does, with) = (try step.text("does"), try Fields(step.any("with")))
        let (who, to) = try (step.mayText("who"), step.mayText("to"))
        if does == "wait" {
            let (minutes, hours, days) = try (
                with.mayNumber("minutes") ?? 0, with.mayNumber("hours") ?? 0, with.mayNumber("days") ?? 0)
            try with.end()
            try hub.advance(seconds: Int(60 * (minutes + 60 * (hours + 24 * days))))
            return Seen()
        }
        let person = try person(there(who, "anybody who does it"))
        let usalama = try phone(of: person).usalama
        if let seen = try await onThePhone(usalama, person, does, with) { return seen }
        if let other = try usalama.signedIn(), other != person.actor {
            throw Broken("\(self.who(other)) is signed in there")
        }
        if does == "report" { return try await report(usalama, with) }
        if let seen = try await lookAround(usalama, does, with) { return seen }
        if let seen = try await guards.begin(usalama, does, with) { return seen }
        if let seen = try await alerts.hear(usalama, does, with) { return seen }
        let on = On(player: self, usalama: usalama, id: try subject(there(to, "something that it is done to")))
        if let seen = try await guards.onASite(usalama, on.id, does, with) { return seen }
        if let seen = try await guards.onAShift(usalama, on.id, does, with) { return seen }
        if let seen = try await guards.onAPatrol(usalama, on.id, does, with) { return seen }
        if let seen = try await alerts.onAnAlert(usalama, on.id, does, with) { return seen }
        if does == "see" {
            try with.end()
            return Seen(facts: on.facts(try await usalama.incident(id: on.id)))
        }
        if try await on.asReporter(does, with) { return Seen() }
        if try await on.asHandler(does, with) { return Seen() }
        if try await on.inAHandover(does, with) { return Seen() }
        if try await on.forNeighbours(does, with) { return Seen() }
        throw Broken("no group of verbs has \(does)")
    }

    private func onThePhone(_ usalama: Usalama, _ person: Person, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "sync":
            try with.end()
            let before = try await refusals(usalama).count
            let report = try await usalama.sync(deadline: deadline)
            if let problem = report.problem {
                throw UsalamaError.Failed(
                    code: problem.code, reason: problem.reason, retryable: problem.retryable, refusal: nil)
            }
            let refused = try await refusals(usalama).dropFirst(before)
            return Seen(facts: ["accepted": JSON(report.accepted), "refused": JSON(Array(refused))])
        case "sign_in":
            let key = try with.mayText("key_of").map(self.person)?.key ?? person.key
            try with.end()
            try await usalama.signIn(actor: person.actor, key: key)
        case "sign_out":
            try with.end()
            try await usalama.signOut()
        case "see_profiles":
            try with.end()
            let unsent = try await usalama.profiles().map { (who($0.actor), JSON($0.unsent)) }
            let signedIn = try usalama.signedIn().map(who)
            return Seen(facts: [
                "signed_in": JSON(signedIn), "unsent": .object(Dictionary(uniqueKeysWithValues: unsent)),
            ])
        default: return nil
        }
        return Seen()
    }

    private func report(_ usalama: Usalama, _ with: Fields) async throws -> Seen {
        let new = try NewIncident(
            category: Category(with.text("category")), place: Place(position(with)), description: with.mayText("text"),
            severity: with.mayText("severity").map { Severity($0) }, flags: with.texts("flags").map { Flag($0) },
            visibility: with.mayText("visibility").map { Audience($0) })
        try with.end()
        let reported = try await usalama.report(incident: new)
        return Seen(subject: reported.incident.id, facts: ["advice": JSON(reported.advice.count)])
    }

    private func lookAround(_ usalama: Usalama, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "list":
            try with.end()
            let page = try await usalama.incidents(filter: Filter(), after: nil, limit: 500)
            return Seen(facts: ["incidents": JSON(names(of: page.incidents.map(\.id)))])
        case "see_copies":
            try with.end()
            let copies = try await usalama.publications(limit: 500)
            let newest = copies.first
            return Seen(subject: newest?.id, facts: [
                "count": JSON(copies.count), "category": JSON(newest?.category.code), "text": JSON(newest?.text),
                "cell_m": JSON(newest?.cell?.edgeM), "area": JSON(area(newest?.area)),
                "supporting": JSON(newest?.supporting),
            ])
        case "see_outbox":
            try with.end()
            let unsent = try await usalama.syncStatus().unsent
            return Seen(facts: ["unsent": JSON(unsent), "parked": JSON(try await refusals(usalama))])
        default: return nil
        }
    }

    // MARK: Names

    func person(_ name: String) throws -> Person { try there(people[name], "\(name) of the cast") }
    func phone(of person: Person) throws -> Phone { try there(phones[person.phone], person.phone) }
    func subject(_ name: String) throws -> UUID { try there(names[name], "anything called \(name) yet") }
    func organisation(_ name: String) throws -> UUID { try there(organisations[name], name) }
    func area(named name: String) throws -> UUID { try there(areas[name], name) }
    func who(_ actor: UUID) -> String { people.first { $0.value.actor == actor }?.key ?? "somebody else" }
    func area(_ id: UUID?) -> String? { areas.first { $0.value == id }?.key }

    /// Sorted, so that no order has to be written down.
    func names(of ids: [UUID]) -> [String] {
        ids.map { id in names.first { $0.value == id }?.key ?? "?" }.sorted()
    }
}

/// Somebody's app, turned to an incident or a copy. Each group of verbs says whether the verb is one of its own.
private struct On {
    let player: Player
    let usalama: Usalama
    let id: UUID

    func asReporter(_ does: String, _ with: Fields) async throws -> Bool {
        switch does {
        case "answer":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.answer(id: id, answer: text)
        case "confirm_resolution":
            try with.end()
            _ = try await usalama.confirmResolution(id: id)
        case "withdraw":
            try with.end()
            _ = try await usalama.withdraw(id: id)
        case "reopen":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.reopen(id: id, reason: text)
        default: return false
        }
        return true
    }

    func asHandler(_ does: String, _ with: Fields) async throws -> Bool {
        switch does {
        case "triage":
            let severity = try only(with) { Severity(try $0.text("severity")) }
            _ = try await usalama.triage(id: id, severity: severity)
        case "ask":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.ask(id: id, question: text)
        case "update":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.update(id: id, comment: text, internal: false, audience: nil)
        case "assign":
            let (assignee, unit) = try only(with) {
                (try player.person($0.text("assignee")).actor, try player.organisation($0.text("unit")))
            }
            _ = try await usalama.assign(id: id, to: assignee, unit: unit)
        case "accept_assignment":
            try with.end()
            _ = try await usalama.acceptAssignment(id: id)
        case "decline_assignment":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.declineAssignment(id: id, reason: text)
        case "set_out":
            try with.end()
            _ = try await usalama.setOut(id: id)
        case "arrive":
            let here = try only(with) { try position($0) }
            _ = try await usalama.arrive(id: id, here: here)
        case "arrive_by_hand":
            let text = try only(with) { try $0.text("text") }
            _ = try await usalama.arriveByHand(id: id, reason: text)
        case "resolve":
            let outcome = try only(with) { Outcome(try $0.text("outcome")) }
            _ = try await usalama.resolve(id: id, outcome: outcome)
        case "resolve_online":
            let outcome = try only(with) { Outcome(try $0.text("outcome")) }
            _ = try await usalama.resolveOnline(id: id, outcome: outcome, deadline: deadline)
        case "mark_duplicate":
            let of = try only(with) { try player.subject($0.text("of")) }
            _ = try await usalama.markDuplicate(id: id, of: of)
        case "unlink_duplicate":
            try with.end()
            _ = try await usalama.unlinkDuplicate(id: id)
        default: return false
        }
        return true
    }

    func inAHandover(_ does: String, _ with: Fields) async throws -> Bool {
        switch does {
        case "offer_handover":
            let offer = try only(with) {
                HandoverOffer(
                    toStation: try player.organisation($0.text("station")), summary: try $0.text("text"),
                    persons: UInt8(try $0.mayNumber("persons") ?? 0), injured: UInt8(try $0.mayNumber("injured") ?? 0),
                    property: try $0.texts("property"))
            }
            _ = try await usalama.offerHandover(id: id, offer: offer)
        case "accept_handover":
            let acceptance = try only(with) {
                HandoverAcceptance(obNumber: try $0.mayText("ob_number"), withoutOb: try $0.mayText("text"))
            }
            _ = try await usalama.acceptHandover(id: id, acceptance: acceptance)
        case "refuse_handover":
            let (reason, text) = try only(with) {
                (HandoverRefusalReason(try $0.text("reason")), try $0.text("text"))
            }
            _ = try await usalama.refuseHandover(id: id, reason: reason, instead: text)
        case "record_ob":
            let number = try only(with) { try $0.text("ob_number") }
            _ = try await usalama.recordOb(id: id, obNumber: number)
        case "take_up_codes":
            let (from, damaged) = try only(with) { (try $0.text("from"), try $0.flag("damaged")) }
            let theirs = try player.phone(of: player.person(from)).usalama
            let codes = try await theirs.handoverCodes(id: id)
            let read = damaged ? codes.map { $0.replacingOccurrences(of: "7", with: "8") } : codes
            _ = try await usalama.takeUpCodes(codes: read)
        default: return false
        }
        return true
    }

    func forNeighbours(_ does: String, _ with: Fields) async throws -> Bool {
        switch does {
        case "approve_publication":
            let (scope, text) = try only(with) { (Audience(try $0.text("scope")), try $0.mayText("text")) }
            _ = try await usalama.approvePublication(id: id, scope: scope, wording: text)
        case "reject_publication":
            let reason = try only(with) { RejectReason(try $0.text("reason")) }
            _ = try await usalama.rejectPublication(id: id, reason: reason)
        case "corroborate":
            let kind = try only(with) { CorroborationKind(try $0.text("kind")) }
            try await usalama.corroborate(id: id, kind: kind)
        default: return false
        }
        return true
    }

    /// What a screen shows of an incident, each key as tests/scenarios/README.md says.
    func facts(_ detail: IncidentDetail) -> [String: JSON] {
        let incident = detail.incident
        let live = incident.assignment.flatMap { $0.clearedAt == nil ? $0 : nil }
        return [
            "status": JSON(incident.status?.code),
            "delivery": JSON(incident.delivery.code),
            "mine": .bool(incident.mine),
            "category": JSON(incident.report?.category.code),
            "severity": JSON(incident.severity.code),
            "text": JSON(incident.report?.description),
            "area": JSON(player.area(incident.place.area)),
            "exact_place": .bool(incident.place.position != nil),
            "visibility": JSON(incident.visibility.code),
            "reporter_known": .bool(incident.reporter != nil),
            "question": JSON(incident.question),
            "comment": JSON(detail.timeline.last?.comment),
            "assigned_to": JSON(live.map { player.who($0.to) }),
            "persons": JSON(incident.handover?.persons),
            "ob_number": JSON(incident.externalReferences.last { $0.system == .ob }?.value),
            "outcome": JSON(incident.outcome?.code),
            "resolution_confirmed": .bool(incident.resolutionConfirmed),
            "withdrawal_requested": .bool(incident.withdrawalRequested),
            "duplicate_of": JSON(incident.duplicateOf.map { player.names(of: [$0])[0] }),
            "possible_duplicates": JSON(player.names(of: detail.possibleDuplicates)),
            "publication": JSON(incident.publication.code),
            "supporting": JSON(incident.supporting),
            "timeline": JSON(detail.timeline.map(\.kind)),
        ]
    }
}

/// Reads what a verb takes, and nothing else may be there.
func only<T>(_ with: Fields, _ read: (Fields) throws -> T) throws -> T {
    let value = try read(with)
    try with.end()
    return value
}

/// A satellite fix.
func position(_ with: Fields) throws -> Position { try place(Fields(with.any("place"))) }

func place(_ fields: Fields) throws -> Position {
    try only(fields) {
        Position(lat: try $0.number("lat"), lon: try $0.number("lon"), accuracyM: Float(try $0.number("accuracy_m")))
    }
}

func there<T>(_ value: T?, _ what: String) throws -> T {
    guard let value else { throw Broken("there is not \(what)") }
    return value
}

/// The codes of what the hub refused, oldest first; none where nobody is signed in.
private func refusals(_ usalama: Usalama) async throws -> [String] {
    do {
        return try await usalama.syncStatus().parked.map(\.refusal.code.code)
    } catch let error as UsalamaError where error.code == .notSignedIn {
        return []
    }
}

extension UsalamaError {
    /// The stable code, as scenarios write it.
    var stable: String {
        if let refusal { return refusal.code.code }
        return "\(code)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}
