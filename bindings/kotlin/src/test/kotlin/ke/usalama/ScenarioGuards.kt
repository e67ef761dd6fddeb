package ke.usalama

import java.time.Instant
import java.util.UUID
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put

/**
 * Guards' work as the Kotlin player plays it (tests/scenarios/README.md). What hangs at the checkpoints, what is on a screen to be
 * scanned and which patrols are walked on which phone is kept here, as it would be by the things themselves.
 */
internal class Guards(private val player: Player) {
    private class Tag(val kind: CheckpointKind, val content: String, val secret: String?, val signature: String?)

    private val tags = mutableMapOf<Pair<UUID, Long>, Tag>()
    private val screens = mutableMapOf<UUID, List<String>>()
    private val active = mutableMapOf<Pair<Usalama, UUID>, ActivePatrol>()
    private val paused = mutableMapOf<Pair<Usalama, UUID>, PausedPatrol>()

    /** Verbs of guards' work that are done to nothing that is there already. */
    suspend fun begin(app: Usalama, does: String, with: Keys): Seen? = when (does) {
        "describe_site" -> Seen(subject = app.describeSite(with.only { site() }).id)
        "list_sites" -> with.only { }.let { Seen(facts("sites", app.sites().map { it.id })) }
        "plan_shift" -> Seen(subject = app.planShift(with.only { plan() }).id)
        "book_on" -> Seen(subject = app.bookOn(with.only { bookOn() }).id)
        "current_shift" -> with.only { }.let {
            val shift = app.currentShift()?.let { player.namesOf(listOf(it.id)).single() }
            Seen(buildJsonObject { put("shift", shift) })
        }
        "list_shifts" -> with.only { }.let { Seen(facts("shifts", app.shifts(limit = 500u).map { it.id })) }
        "start_patrol" -> {
            val patrol = app.startPatrol(with.only { patrol() })
            active[Pair(app, patrol.id())] = patrol
            Seen(subject = patrol.id())
        }
        "patrol_under_way" -> with.only { }.let { patrolUnderWay(app) }
        "list_patrols" -> with.only { }.let { Seen(facts("patrols", app.patrols(limit = 500u).map { it.id })) }
        else -> null
    }

    private suspend fun patrolUnderWay(app: Usalama): Seen {
        val (id, state) = when (val found = app.patrolUnderWay()) {
            null -> Pair(null, null)
            is PatrolUnderWay.Active -> {
                active[Pair(app, found.patrol.id())] = found.patrol
                Pair(found.patrol.id(), PatrolState.ACTIVE)
            }
            is PatrolUnderWay.Paused -> {
                paused[Pair(app, found.patrol.id())] = found.patrol
                Pair(found.patrol.id(), PatrolState.PAUSED)
            }
        }
        return Seen(buildJsonObject {
            put("patrol", id?.let { player.namesOf(listOf(it)).single() })
            put("state", state?.code)
        })
    }

    /** What is done to a site, a shift or a patrol. */
    suspend fun onDuty(app: Usalama, id: UUID, does: String, with: Keys): Seen? =
        onASite(app, id, does, with) ?: onAShift(app, id, does, with) ?: onAPatrol(app, id, does, with)

    private suspend fun onASite(app: Usalama, id: UUID, does: String, with: Keys): Seen? {
        when (does) {
            "describe_site_anew" -> with.only { site() }.let { app.describeSiteAnew(id, it) }
            "issue_post_orders" -> with.only { text("text") }.let { app.issuePostOrders(id, it) }
            "set_checkpoint" -> setCheckpoint(app, id, with)
            "remove_checkpoint" -> with.only { small("no") }.let { app.removeCheckpoint(id, it) }
            "set_route" -> with.only {
                NewRoute(
                    no = small("no"),
                    name = text("name"),
                    stops = numbers("stops").map { Stop(it.toUShort()) },
                    order = textOrNull("order")?.let(::OrderMode),
                    everyMin = smallOrNull("every_min"),
                )
            }.let { app.setRoute(id, it) }
            "comment_on_site" -> with.only { text("text") }.let { app.commentOnSite(id, it) }
            "see_site" -> with.only { }.let { return Seen(siteFacts(app.site(id))) }
            else -> return null
        }
        return Seen()
    }

    private suspend fun setCheckpoint(app: Usalama, id: UUID, with: Keys) {
        val no = with.number("no") ?: throw Mistake("no is missing")
        val kind = CheckpointKind(with.text("kind"))
        val content = with.textOrNull("content")
        val secret = if (kind == CheckpointKind.QR_ROTATING) newCodeSecret() else null
        val new = with.only {
            NewCheckpoint(
                no = no.toUShort(),
                name = text("name"),
                kind = kind,
                position = placeOrNull("place")?.let { LatLon(it.lat, it.lon) },
                radiusM = smallOrNull("radius_m"),
                questions = texts("questions"),
                content = content?.toByteArray(),
                secret = secret,
            )
        }
        app.setCheckpoint(id, new)
        val says = content.orEmpty()
        val signature =
            if (kind == CheckpointKind.NFC_SIGNED) app.signCheckpointTag(id, new.no, says.toByteArray()) else null
        tags[Pair(id, no)] = Tag(kind, says, secret, signature)
    }

    private suspend fun onAShift(app: Usalama, id: UUID, does: String, with: Keys): Seen? {
        val detail = when (does) {
            "start_break" -> with.only { }.let { app.startBreak(id) }
            "end_break" -> with.only { }.let { app.endBreak(id) }
            "answer_welfare" -> with.only { Pair(flag("ok"), textOrNull("text")) }
                .let { (ok, text) -> app.answerWelfare(id, ok, text) }
            "pass_down" -> with.only { Pair(note(), textOrNull("text")) }
                .let { (note, text) -> app.passDown(id, note, text) }
            "pass_down_codes" -> {
                with.done()
                screens[id] = app.passDownCodes(id)
                return Seen()
            }
            "take_up_pass_down" -> {
                val damaged = with.only { flag("damaged") }
                val codes = screens[id] ?: throw Mistake("no screen shows that note")
                val taken = app.takeUpPassDown(if (damaged) codes.map { it.replace('7', '8') } else codes)
                if (taken != id) throw Mistake("it is another note")
                return Seen()
            }
            "sign_pass_down" -> with.only { }.let { app.signPassDown(id) }
            "refuse_pass_down" -> with.only { text("text") }.let { app.refusePassDown(id, it) }
            "book_off" -> with.only { placeOrNull("place") }.let { app.bookOff(id, it) }
            "mark_no_show" -> with.only { }.let { app.markNoShow(id) }
            "mark_abandoned" -> with.only { text("text") }.let { app.markAbandoned(id, it) }
            "explain_shift" -> with.only { Pair(ExceptionKind(text("exception")), text("text")) }
                .let { (kind, text) -> app.explainShift(id, exception(app.shift(id).exceptions, kind), text) }
            "see_shift" -> with.only { }.let { app.shift(id) }
            else -> return null
        }
        return Seen(shiftFacts(detail))
    }

    private suspend fun onAPatrol(app: Usalama, id: UUID, does: String, with: Keys): Seen? {
        val key = Pair(app, id)
        fun walked() = active[key] ?: throw Mistake("nobody walks it with this phone")
        when (does) {
            "review_patrol" -> with.only { Pair(ReviewDecision(text("decision")), textOrNull("text")) }
                .let { (decision, text) -> app.reviewPatrol(id, decision, text) }
            "explain_patrol" -> with.only { Pair(ExceptionKind(text("exception")), text("text")) }
                .let { (kind, text) -> app.explainPatrol(id, exception(app.patrol(id).exceptions, kind), text) }
            "see_patrol" -> with.only { }.let {
                val patrol = app.patrol(id)
                return Seen(patrolFacts(patrol, app.patrolTrack(id)))
            }
            "scan" -> return scan(walked(), with)
            "skip" -> with.only { Triple(small("checkpoint"), SkipReason(text("reason")), textOrNull("text")) }
                .let { (checkpoint, reason, text) -> walked().skip(checkpoint, reason, text) }
            "observe" -> {
                val kind = ObservationType(with.text("kind"))
                val severity = Severity(with.text("severity"))
                with.only { Pair(textOrNull("text"), placeOrNull("place")) }
                    .let { (text, place) -> walked().observe(kind, severity, text, place) }
            }
            "observe_and_report" -> {
                val kind = ObservationType(with.text("kind"))
                val new = NewIncident(category = Category(with.text("category")), place = Place(with.place("place")))
                val reported = with.only { textOrNull("text") }.let { walked().observeAndReport(kind, new, it) }
                return Seen(subject = reported.incident.id)
            }
            "fix" -> with.only { place("place") }.let { walked().fix(Fix(it)) }
            "fixes" -> {
                val places = with.list("places").map { Keys(it.jsonObject).position() }
                val every = with.only { number("every_s") ?: throw Mistake("every_s is missing") }
                walked().fixes(places.mapIndexed { number, place -> Fix(place, (places.size - 1 - number) * every * 1_000) })
            }
            "note_exception" -> with.only { ExceptionKind(text("exception")) }.let { walked().noteException(it) }
            "change_leg" -> with.only { Triple(Transport(text("transport")), people("members"), textOrNull("text")) }
                .let { (transport, members, text) -> walked().changeLeg(transport, members, reason = text) }
            "pause" -> with.only { }.let { paused[key] = walked().pause() }
            "resume" -> with.only { }.let {
                active[key] = (paused[key] ?: throw Mistake("it is not interrupted on this phone")).resume()
            }
            "complete" -> with.only { placeOrNull("place") }.let { walked().complete(it) }
            "abort" -> with.only { text("text") }.let { walked().abort(it) }
            else -> return null
        }
        return Seen()
    }

    private suspend fun scan(patrol: ActivePatrol, with: Keys): Seen {
        val checkpoint = with.number("checkpoint") ?: throw Mistake("checkpoint is missing")
        val tagOf = with.number("tag_of") ?: checkpoint
        val minutesAgo = with.number("minutes_ago") ?: 0
        val byHand = with.flag("by_hand")
        val read = if (byHand) {
            Scan.Manual
        } else {
            val site = patrol.detail().site ?: throw Mistake("the patrol has no site")
            read(tags[Pair(site, tagOf)] ?: throw Mistake("nothing hangs at $tagOf"), minutesAgo)
        }
        val (here, answers, remarks) = with.only { Triple(placeOrNull("place"), texts("answers"), textOrNull("text")) }
        val scanned = patrol.scan(checkpoint.toUShort(), read, here, answers, remarks)
        return Seen(buildJsonObject {
            put("verdict", scanned.verdict.code)
            put("strength", scanned.strength.code)
            put("distance_m", scanned.distanceM?.toLong())
        })
    }

    /** What a phone reads now, or read so long ago. */
    private fun read(tag: Tag, minutesAgo: Long): Scan = when (tag.kind) {
        CheckpointKind.QR_ROTATING -> Scan.Qr(codeAt(tag.secret.orEmpty(), Instant.now().minusSeconds(60 * minutesAgo)))
        CheckpointKind.NFC_STATIC, CheckpointKind.NFC_SIGNED -> Scan.Nfc(tag.content.toByteArray(), tag.signature)
        CheckpointKind.BLE -> Scan.Ble(tag.content)
        CheckpointKind.GPS -> Scan.Gps
        CheckpointKind.MANUAL -> Scan.Manual
        else -> Scan.Qr(tag.content)
    }

    private fun exception(found: List<FoundException>, kind: ExceptionKind): ExceptionRef =
        found.firstOrNull { it.what.kind == kind }?.what ?: ExceptionRef(kind)

    private fun Keys.site() = NewSite(
        area = player.named(text("area")),
        name = text("name"),
        firm = player.named(text("firm")),
        client = textOrNull("client")?.let(player::named),
        posts = texts("posts"),
        emergencyContacts = listOfNotNull(textOrNull("phone")?.let { EmergencyContact("Control room", it) }),
    )

    private fun Keys.plan() = ShiftPlan(
        guard = player.person(text("guard")).actor,
        firm = player.named(text("firm")),
        site = player.subject(text("site")),
        from = Instant.now().plusSeconds(60 * (number("from_min") ?: throw Mistake("from_min is missing"))),
        to = Instant.now().plusSeconds(60 * (number("to_min") ?: throw Mistake("to_min is missing"))),
        post = textOrNull("post"),
        welfareEveryMin = smallOrNull("welfare_every_min"),
    )

    private fun Keys.bookOn() = BookOn(
        planned = textOrNull("planned")?.let(player::subject),
        site = textOrNull("site")?.let(player::subject),
        post = textOrNull("post"),
        welfareEveryMin = smallOrNull("welfare_every_min"),
        at = placeOrNull("place"),
    )

    private fun Keys.note() = PassDown(
        to = textOrNull("to")?.let { player.person(it).actor },
        items = texts("items").map { PassDownItem(it, Priority.HIGH) },
        equipment = texts("equipment").map { Equipment(it, true) },
        keys = texts("keys"),
        openIncidents = texts("open_incidents").map(player::subject),
    )

    private fun Keys.patrol() = NewPatrol(
        site = textOrNull("site")?.let(player::subject),
        route = smallOrNull("route"),
        transport = textOrNull("transport")?.let(::Transport),
        mandate = textOrNull("mandate")?.let(::Mandate),
        members = people("members"),
        at = placeOrNull("place"),
    )

    private fun Keys.people(key: String) = texts(key).map { player.person(it).actor }
    private fun Keys.numbers(key: String) = list(key).map { it.jsonPrimitive.long }
    private fun Keys.smallOrNull(key: String) = number(key)?.toUShort()
    private fun Keys.small(key: String) = smallOrNull(key) ?: throw Mistake("$key is missing")

    private fun facts(key: String, ids: List<UUID>) = buildJsonObject { put(key, texts(player.namesOf(ids))) }

    private fun siteFacts(site: Site) = buildJsonObject {
        put("name", site.name)
        put("posts", if (site.name == null) JsonNull else texts(site.posts))
        put("phone", site.emergencyContacts.firstOrNull()?.phone)
        put("orders", site.orders.lastOrNull()?.text)
        put("checkpoints", numbers(site.checkpoints.map { it.no }))
        put("routes", JsonObject(site.routes.associate { route -> "${route.no}" to numbers(route.stops.map { it.checkpoint }) }))
        put("remark", site.remarks.lastOrNull()?.text)
    }

    private fun shiftFacts(shift: ShiftDetail): JsonObject {
        val last = shift.passDowns.lastOrNull()
        val (answer, by) = when (val said = last?.answer) {
            null -> Pair(if (last == null) null else "waiting", null)
            is PassDownAnswer.Signed -> Pair("signed", said.by)
            is PassDownAnswer.Refused -> Pair("refused", said.by)
        }
        return buildJsonObject {
            put("state", shift.state?.code)
            put("guard", shift.guard?.let(player::who))
            put("post", shift.post)
            put("shared_phone", shift.bookedOn?.sharedPhone)
            put("breaks", shift.breaks.size.toLong())
            put("welfare", texts(shift.welfare.map(::welfare)))
            put("alarms", shift.welfare.count { it.alarmed }.toLong())
            put("items", texts(last?.note?.items.orEmpty().map { it.text }))
            put("remarks", last?.remarks)
            put("pass_down", answer)
            put("answered_by", by?.let(player::who))
            put("was_no_show", shift.wasNoShow)
            put("exceptions", kinds(shift.exceptions))
            put("explained", kinds(shift.exceptions.filter { it.explainedAt != null }))
            put("delivery", shift.delivery.code)
        }
    }

    private fun patrolFacts(patrol: PatrolDetail, track: List<List<TrackPoint>>) = buildJsonObject {
        fun <T> byNumber(of: List<T>, no: (T) -> UShort, word: (T) -> String): JsonElement =
            JsonObject(of.associate { "${no(it)}" to JsonPrimitive(word(it)) })
        put("state", patrol.state?.code)
        put("ended_as", patrol.endedAs?.code)
        put("guard", patrol.guard?.let(player::who))
        put("mandate", patrol.mandate?.code)
        put("legs", texts(patrol.legs.map { it.transport.code }))
        put("verdicts", byNumber(patrol.visits, { it.checkpoint }, { it.verdict.code }))
        val firstRound = patrol.occurrences.filter { it.round == 0.toUShort() }
        put("occurrences", byNumber(firstRound, { it.checkpoint }, { it.state.code }))
        put("skipped", byNumber(patrol.skips, { it.checkpoint }, { it.reason.code }))
        put("observations", texts(patrol.observations.map { it.kind.code }))
        put("raised", texts(player.namesOf(patrol.observations.mapNotNull { it.raisesIncident })))
        put("walked_m", patrol.legs.mapNotNull { it.track }.sumOf { it.distanceM.toLong() })
        put("sees_track", track.any { it.isNotEmpty() })
        put("alarms", patrol.alarms.size.toLong())
        put("exceptions", kinds(patrol.exceptions))
        put("explained", kinds(patrol.exceptions.filter { it.explainedAt != null }))
        put("reviews", texts(patrol.reviews.map { it.decision.code }))
        put("remarks", patrol.reviews.lastOrNull()?.remarks)
        put("delivery", patrol.delivery.code)
    }

    private fun welfare(check: WelfareCheck) = when {
        check.ok == true -> "ok"
        check.ok == false -> "not_ok"
        check.missed -> "missed"
        check.unknownOffline -> "unknown_offline"
        else -> "due"
    }

    private fun kinds(of: List<FoundException>) = texts(of.map { it.what.kind.code })
    private fun numbers(of: List<UShort>) = JsonArray(of.map { JsonPrimitive(it.toLong()) })
}
