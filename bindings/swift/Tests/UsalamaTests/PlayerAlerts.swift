// Alerts as the Swift player plays them (tests/scenarios/README.md).

import Foundation
import Usalama

final class Alerts {
    private unowned let player: Player

    init(_ player: Player) { self.player = player }

    /// Verbs that are done to no alert that is there already, or to whichever there are.
    func hear(_ usalama: Usalama, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "propose_alert":
            return seen(try await usalama.proposeAlert(alert: only(with, alert)))
        case "follow_areas":
            let areas = try only(with) { try $0.texts("areas").map { try player.area(named: $0) } }
            try await usalama.followAreas(areas: areas)
            return Seen()
        case "alerts_here":
            let here = try await usalama.alertsHere(position: only(with, mayPlace))
            let distance = here.first?.distanceM.map { Int($0.rounded()) }
            return Seen(facts: ["alerts": names(here.map(\.alert)), "distance_m": JSON(distance)])
        case "take_alert_notices":
            let notices = try await usalama.takeAlertNotices(position: only(with, mayPlace))
            return Seen(facts: [
                "notices": JSON(notices.count), "told": names(notices.filter { !$0.calledOff }.map(\.alert)),
                "called_off": names(notices.filter(\.calledOff).map(\.alert)),
            ])
        case "check_alert_text":
            return checked(try await usalama.checkAlertText(text: forwarded(with)))
        case "check_alert_codes":
            let (of, from) = try only(with) { (try player.subject($0.text("of")), try $0.text("from")) }
            let codes = try await player.phone(of: player.person(from)).usalama.alertCodes(id: of)
            return checked(try await usalama.checkAlertCodes(codes: codes))
        case "list_alerts":
            try with.end()
            let (alerts, waiting) = (try await usalama.alerts(limit: 500), try await usalama.alertsToRelease())
            return Seen(facts: ["alerts": names(alerts), "to_release": names(waiting)])
        default: return nil
        }
    }

    /// What is done to an alert.
    func onAnAlert(_ usalama: Usalama, _ id: UUID, _ does: String, _ with: Fields) async throws -> Seen? {
        switch does {
        case "update_alert":
            return seen(try await usalama.updateAlert(of: id, alert: only(with, alert)))
        case "release_alert":
            try with.end()
            return seen(try await usalama.releaseAlert(id: id))
        case "cancel_alert":
            return seen(try await usalama.cancelAlert(of: id, why: only(with, bilingual)))
        case "answer_alert":
            return seen(try await usalama.answerAlert(id: id, answer: only(with) { AlertAnswer(try $0.text("answer")) }))
        case "see_alert":
            try with.end()
            return seen(try await usalama.alert(id: id))
        default: return nil
        }
    }

    private func alert(_ with: Fields) throws -> NewAlert {
        let outline = try with.list("outline").map { corner in
            try only(Fields(corner)) { GeoPoint(lat: try $0.number("lat"), lon: try $0.number("lon")) }
        }
        let place = AlertPlace(
            areas: try with.texts("areas").map { try player.area(named: $0) }, polygons: outline.isEmpty ? [] : [outline])
        return NewAlert(
            event: AlertEvent(try with.text("event")), severity: Severity(try with.text("severity")),
            headline: try bilingual(with), place: place,
            expires: Date(timeIntervalSinceNow: 60 * (try with.number("for_min"))),
            instructions: try with.texts("instructions").map { Instruction($0) })
    }

    private func bilingual(_ with: Fields) throws -> Bilingual {
        Bilingual(en: try with.text("en"), sw: try with.text("sw"))
    }

    private func mayPlace(_ with: Fields) throws -> Position? {
        try with.any("place").map { try place(Fields($0)) }
    }

    /// What comes to somebody: words of an alert from another phone, as they are or changed on the way, or invented ones.
    private func forwarded(_ with: Fields) async throws -> String {
        if let text = try with.mayText("text") {
            try with.end()
            return text
        }
        let (of, from) = (try player.subject(with.text("of")), try player.person(with.text("from")))
        let language = try with.mayText("language") ?? "sw"
        let (word, becomes) = (try with.mayText("word"), try with.mayText("becomes") ?? "")
        try with.end()
        let text = try await player.phone(of: from).usalama.alertText(id: of, language: language)
        guard let word else { return text }
        return text.replacingCharacters(in: try there(text.range(of: word), "\(word) in: \(text)"), with: becomes)
    }

    /// What a screen shows of an alert.
    private func seen(_ alert: Alert) -> Seen {
        Seen(subject: alert.id, facts: [
            "alert": JSON(alert.state.code), "headline": JSON(headline(alert.infos)), "told": .bool(alert.told),
            "answer": JSON(alert.answer?.code), "safe": JSON(alert.counts?.safe), "need_help": JSON(alert.counts?.needHelp),
            "delivery": JSON(alert.delivery.code),
        ])
    }

    private func checked(_ checked: CheckedAlert) -> Seen {
        Seen(facts: ["verdict": JSON("\(checked.verdict)"), "headline": JSON(headline(checked.infos))])
    }

    private func headline(_ infos: [AlertInfo]) -> String? {
        infos.first { $0.language.hasPrefix("sw") }?.headline
    }

    private func names(_ alerts: [Alert]) -> JSON { JSON(player.names(of: alerts.map(\.id))) }
}
