package ke.usalama

import java.time.Instant
import java.util.UUID
import kotlin.math.roundToLong
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put

/** Alerts as the Kotlin player plays them (tests/scenarios/README.md). */
internal class Alerts(private val player: Player) {
    /** Verbs that are done to no alert that is there already, or to whichever there are. */
    suspend fun hear(app: Usalama, does: String, with: Keys): Seen? = when (does) {
        "propose_alert" -> seen(app.proposeAlert(with.only { alert() }))
        "follow_areas" -> Seen().also { app.followAreas(with.only { texts("areas") }.map(player::named)) }
        "alerts_here" -> {
            val here = app.alertsHere(with.only { placeOrNull("place") })
            Seen(buildJsonObject {
                put("alerts", names(here.map { it.alert }))
                put("distance_m", here.firstOrNull()?.distanceM?.roundToLong())
            })
        }
        "take_alert_notices" -> {
            val notices = app.takeAlertNotices(with.only { placeOrNull("place") })
            val (calledOff, told) = notices.partition { it.calledOff }
            Seen(buildJsonObject {
                put("notices", notices.size.toLong())
                put("told", names(told.map { it.alert }))
                put("called_off", names(calledOff.map { it.alert }))
            })
        }
        "check_alert_text" -> checked(app.checkAlertText(forwarded(with)))
        "check_alert_codes" -> {
            val (of, from) = with.only { Pair(player.subject(text("of")), player.person(text("from"))) }
            checked(app.checkAlertCodes(from.app.alertCodes(of)))
        }
        "list_alerts" -> with.only { }.let {
            val (alerts, waiting) = Pair(app.alerts(500u), app.alertsToRelease())
            Seen(buildJsonObject {
                put("alerts", names(alerts))
                put("to_release", names(waiting))
            })
        }
        else -> null
    }

    /** What is done to an alert. */
    suspend fun onAnAlert(app: Usalama, id: UUID, does: String, with: Keys): Seen? = when (does) {
        "update_alert" -> seen(app.updateAlert(id, with.only { alert() }))
        "release_alert" -> with.only { }.let { seen(app.releaseAlert(id)) }
        "cancel_alert" -> seen(app.cancelAlert(id, with.only { bilingual() }))
        "answer_alert" -> seen(app.answerAlert(id, with.only { AlertAnswer(text("answer")) }))
        "see_alert" -> with.only { }.let { seen(app.alert(id)) }
        else -> null
    }

    private fun Keys.alert(): NewAlert {
        val outline = list("outline").map { Keys(it.jsonObject).only { corner() } }
        val place = AlertPlace(
            areas = texts("areas").map(player::named),
            polygons = if (outline.isEmpty()) emptyList() else listOf(outline),
        )
        return NewAlert(
            event = AlertEvent(text("event")),
            severity = Severity(text("severity")),
            headline = bilingual(),
            place = place,
            expires = Instant.now().plusSeconds(60 * (number("for_min") ?: throw Mistake("for_min is missing"))),
            instructions = texts("instructions").map(::Instruction),
        )
    }

    private fun Keys.bilingual() = Bilingual(en = text("en"), sw = text("sw"))

    private fun Keys.corner(): GeoPoint {
        fun degrees(name: String) = get(name)?.jsonPrimitive?.doubleOrNull ?: throw Mistake("$name is missing")
        return GeoPoint(degrees("lat"), degrees("lon"))
    }

    /** What comes to somebody: words of an alert from another phone, as they are or changed on the way, or invented ones. */
    private suspend fun forwarded(with: Keys): String {
        with.textOrNull("text")?.let { invented -> return invented.also { with.done() } }
        val (of, from) = Pair(player.subject(with.text("of")), player.person(with.text("from")))
        val language = with.textOrNull("language") ?: "sw"
        val (word, becomes) = Pair(with.textOrNull("word"), with.textOrNull("becomes"))
        with.done()
        val text = from.app.alertText(of, language)
        if (word == null) return text
        if (word !in text) throw Mistake("there is no $word in: $text")
        return text.replaceFirst(word, becomes.orEmpty())
    }

    /** What a screen shows of an alert. */
    private fun seen(alert: Alert) = Seen(
        buildJsonObject {
            put("alert", alert.state.code)
            put("headline", headline(alert.infos))
            put("told", alert.told)
            put("answer", alert.answer?.code)
            put("safe", alert.counts?.safe?.toLong())
            put("need_help", alert.counts?.needHelp?.toLong())
            put("delivery", alert.delivery.code)
        },
        alert.id,
    )

    private fun checked(checked: CheckedAlert): Seen = Seen(buildJsonObject {
        put("verdict", checked.verdict.name.lowercase())
        put("headline", headline(checked.infos))
    })

    private fun headline(infos: List<AlertInfo>) = infos.firstOrNull { it.language.startsWith("sw") }?.headline

    private fun names(alerts: List<Alert>) = texts(player.namesOf(alerts.map { it.id }))
}
