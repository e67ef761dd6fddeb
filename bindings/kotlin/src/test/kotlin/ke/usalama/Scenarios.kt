package ke.usalama

import java.util.UUID
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import kotlinx.serialization.json.put

// Plays a scenario on the generated API, with a real hub: the Kotlin one of three players (tests/scenarios/README.md).

/** A scenario that did not go as it is written. */
class Mistake(what: String) : Exception(what)

/** Plays a scenario from its text, in a town of its own. */
suspend fun play(text: String) {
    val scenario = Keys(Json.parseToJsonElement(text).jsonObject)
    scenario.text("title")
    scenario.text("source")
    val cast = scenario.list("cast").map { Keys(it.jsonObject) }
    val steps = scenario.list("steps").map { it.jsonObject }
    scenario.done()
    Hub().use { hub ->
        val player = Player(hub)
        try {
            cast.forEach { player.admit(it) }
            player.handOut()
            steps.forEachIndexed { number, step ->
                try {
                    player.step(Keys(step))
                } catch (mistake: Mistake) {
                    throw Mistake("step ${number + 1}, $step: ${mistake.message}")
                }
            }
        } finally {
            player.close()
        }
    }
}

/** The keys of an object, each of which must be asked for: one that nobody knows is a mistake. */
internal class Keys(private val of: JsonObject) {
    private val left = of.keys.toMutableSet()

    operator fun get(key: String): JsonElement? = of[key].also { left -= key }
    fun textOrNull(key: String): String? = get(key)?.let { value ->
        (value as? JsonPrimitive)?.takeIf { it.isString }?.content ?: throw Mistake("$key is no text: $value")
    }
    fun text(key: String): String = textOrNull(key) ?: throw Mistake("$key is missing")
    fun number(key: String): Long? = get(key)?.let { it.jsonPrimitive.longOrNull ?: throw Mistake("$key is no number: $it") }
    fun flag(key: String): Boolean = get(key)?.let { it.jsonPrimitive.booleanOrNull ?: throw Mistake("$key is neither: $it") } ?: false
    fun list(key: String): List<JsonElement> = get(key)?.jsonArray.orEmpty()
    fun texts(key: String): List<String> = list(key).map { it.jsonPrimitive.content }
    fun keys(key: String): Keys? = get(key)?.let { Keys(it.jsonObject) }
    fun place(key: String): Position = placeOrNull(key) ?: throw Mistake("$key is missing")
    fun placeOrNull(key: String): Position? = keys(key)?.position()
    fun position(): Position {
        fun degrees(name: String) = get(name)?.jsonPrimitive?.doubleOrNull ?: throw Mistake("$name is missing")
        return Position(degrees("lat"), degrees("lon"), degrees("accuracy_m").toFloat()).also { done() }
    }
    fun done() {
        if (left.isNotEmpty()) throw Mistake("nobody knows $left")
    }
}

/** What a step brought to light: the keys that can be expected of it, and what `as` gives a name to. */
internal class Seen(val facts: JsonObject = JsonObject(emptyMap()), val subject: UUID? = null)

internal class Person(val app: Usalama, val actor: UUID, val key: ByteArray)

internal class Player(private val hub: Hub) {
    private val guards = Guards(this)
    private val alerts = Alerts(this)
    private val phones = linkedMapOf<String, Usalama>()
    private val people = linkedMapOf<String, Person>()
    private val names = linkedMapOf<String, UUID>()

    suspend fun admit(member: Keys) {
        val name = member.text("name")
        val role = member.text("role")
        val area = named(member.text("area"))
        val organisation = member.textOrNull("org")?.let(::named)
        val phone = member.textOrNull("phone") ?: "the phone of $name"
        member.done()
        val key = newKey()
        val there = phones[phone]
        val app = there ?: Usalama.open(newFolder().toString(), key, hub.address).also { phones[phone] = it }
        if (there != null) app.signInNew(key)
        val actor = app.signedIn() ?: throw Mistake("nobody is signed in on $phone")
        if (people.put(name, Person(app, actor, key)) != null) throw Mistake("$name is there twice")
        if (role == Role.RESIDENT.code) hub.enrolResident(app, area) else hub.appoint(app, role, area, organisation)
    }

    /** Whoever came first has the phone in hand. */
    suspend fun handOut() {
        people.values.reversed().forEach { it.app.signIn(it.actor, it.key) }
    }

    suspend fun close() {
        phones.values.forEach { it.closeForGood() }
    }

    suspend fun step(step: Keys) {
        val who = step.textOrNull("who")
        val does = step.text("does")
        val to = step.textOrNull("to")
        val name = step.textOrNull("as")
        val refused = step.textOrNull("refused")
        val expected = step["expect"]?.jsonObject.orEmpty()
        val with = step.keys("with") ?: Keys(JsonObject(emptyMap()))
        step.done()
        val seen = try {
            perform(who, does, to, with)
        } catch (error: UsalamaException.Failed) {
            val code = error.refusal?.code?.code ?: error.code.name.lowercase()
            if (code == refused) return
            throw Mistake("$code (${error.reason})")
        }
        if (refused != null) throw Mistake("it was not refused")
        if (name != null) {
            val subject = seen.subject ?: throw Mistake("there is nothing to be named")
            if (names.put(name, subject) != null) throw Mistake("there is a $name already")
        }
        for ((key, value) in expected) {
            val found = seen.facts[key] ?: throw Mistake("nothing is known of $key here")
            if (found != value) throw Mistake("$key is $found")
        }
        // What the hub refuses is never passed over in silence.
        val passedOver = seen.facts["refused"]?.jsonArray.orEmpty()
        if (passedOver.isNotEmpty() && "refused" !in expected) throw Mistake("the hub refused: $passedOver")
    }

    private suspend fun perform(who: String?, does: String, to: String?, with: Keys): Seen {
        if (does == "wait") {
            val (minutes, hours, days) = listOf("minutes", "hours", "days").map { with.number(it) ?: 0 }
            with.done()
            hub.advance(60 * (minutes + 60 * (hours + 24 * days)))
            return Seen()
        }
        val person = person(who ?: throw Mistake("who does it?"))
        onThePhone(person, does, with)?.let { return it }
        person.app.signedIn()?.takeIf { it != person.actor }?.let {
            throw Mistake("not $who but ${who(it)} is signed in there")
        }
        if (does == "report") return report(person.app, with)
        lookAround(person.app, does, with)?.let { return it }
        guards.begin(person.app, does, with)?.let { return it }
        alerts.hear(person.app, does, with)?.let { return it }
        val id = subject(to ?: throw Mistake("to what?"))
        if (does == "see") {
            with.done()
            return Seen(facts(person.app.incident(id)))
        }
        guards.onDuty(person.app, id, does, with)?.let { return it }
        alerts.onAnAlert(person.app, id, does, with)?.let { return it }
        val played = asReporter(person.app, id, does, with) ||
            asHandler(person.app, id, does, with) ||
            inAHandover(person.app, id, does, with) ||
            forNeighbours(person.app, id, does, with)
        return if (played) Seen() else throw Mistake("no group of verbs has $does")
    }

    private suspend fun onThePhone(person: Person, does: String, with: Keys): Seen? {
        val app = person.app
        return when (does) {
            "sync" -> {
                with.done()
                val before = refusals(app).size
                val report = app.sync(30.seconds)
                report.problem?.let { throw UsalamaException.Failed(it.code, it.reason, it.retryable, null) }
                val now = refusals(app).drop(before)
                Seen(buildJsonObject {
                    put("accepted", report.accepted.toLong())
                    put("refused", texts(now))
                })
            }
            "sign_in" -> {
                val keyOf = with.textOrNull("key_of")
                with.done()
                app.signIn(person.actor, (keyOf?.let(::person) ?: person).key)
                Seen()
            }
            "sign_out" -> {
                with.done()
                app.signOut()
                Seen()
            }
            "see_profiles" -> {
                with.done()
                val profiles = app.profiles()
                Seen(buildJsonObject {
                    put("signed_in", app.signedIn()?.let(::who))
                    put("unsent", JsonObject(profiles.associate { who(it.actor) to JsonPrimitive(it.unsent?.toLong()) }))
                })
            }
            else -> null
        }
    }

    private suspend fun report(app: Usalama, with: Keys): Seen {
        val new = NewIncident(
            category = Category(with.text("category")),
            place = Place(with.place("place")),
            severity = with.textOrNull("severity")?.let(::Severity),
            description = with.textOrNull("text"),
            flags = with.texts("flags").map(::Flag),
            visibility = with.textOrNull("visibility")?.let(::Audience),
        )
        with.done()
        val reported = app.report(new)
        return Seen(buildJsonObject { put("advice", reported.advice.size.toLong()) }, reported.incident.id)
    }

    private suspend fun lookAround(app: Usalama, does: String, with: Keys): Seen? = when (does) {
        "list" -> {
            with.done()
            val page = app.incidents(Filter(), null, 500u)
            Seen(buildJsonObject { put("incidents", texts(namesOf(page.incidents.map { it.id }))) })
        }
        "see_copies" -> {
            with.done()
            val rows = app.publications(500u)
            val newest = rows.firstOrNull()
            Seen(buildJsonObject {
                put("count", rows.size.toLong())
                put("category", newest?.category?.code)
                put("text", newest?.text)
                put("cell_m", newest?.cell?.edgeM?.toLong())
                put("area", newest?.area?.let(::area))
                put("supporting", newest?.supporting?.toLong())
            }, newest?.id)
        }
        "see_outbox" -> {
            with.done()
            val unsent = app.syncStatus().unsent.toLong()
            val parked = refusals(app)
            Seen(buildJsonObject {
                put("unsent", unsent)
                put("parked", texts(parked))
            })
        }
        else -> null
    }

    private suspend fun asReporter(app: Usalama, id: UUID, does: String, with: Keys): Boolean {
        when (does) {
            "answer" -> with.only { text("text") }.let { app.answer(id, it) }
            "confirm_resolution" -> with.only { }.let { app.confirmResolution(id) }
            "withdraw" -> with.only { }.let { app.withdraw(id) }
            "reopen" -> with.only { text("text") }.let { app.reopen(id, it) }
            else -> return false
        }
        return true
    }

    private suspend fun asHandler(app: Usalama, id: UUID, does: String, with: Keys): Boolean {
        when (does) {
            "triage" -> with.only { Severity(text("severity")) }.let { app.triage(id, it) }
            "ask" -> with.only { text("text") }.let { app.ask(id, it) }
            "update" -> with.only { text("text") }.let { app.update(id, it, false, null) }
            "assign" -> with.only { Pair(person(text("assignee")).actor, named(text("unit"))) }
                .let { (to, unit) -> app.assign(id, to, unit) }
            "accept_assignment" -> with.only { }.let { app.acceptAssignment(id) }
            "decline_assignment" -> with.only { text("text") }.let { app.declineAssignment(id, it) }
            "set_out" -> with.only { }.let { app.setOut(id) }
            "arrive" -> with.only { place("place") }.let { app.arrive(id, it) }
            "arrive_by_hand" -> with.only { text("text") }.let { app.arriveByHand(id, it) }
            "resolve" -> with.only { Outcome(text("outcome")) }.let { app.resolve(id, it) }
            "resolve_online" -> with.only { Outcome(text("outcome")) }.let { app.resolveOnline(id, it, 30.seconds) }
            "mark_duplicate" -> with.only { subject(text("of")) }.let { app.markDuplicate(id, it) }
            "unlink_duplicate" -> with.only { }.let { app.unlinkDuplicate(id) }
            else -> return false
        }
        return true
    }

    private suspend fun inAHandover(app: Usalama, id: UUID, does: String, with: Keys): Boolean {
        when (does) {
            "offer_handover" -> with.only {
                HandoverOffer(
                    toStation = named(text("station")),
                    summary = text("text"),
                    persons = (number("persons") ?: 0).toUByte(),
                    injured = (number("injured") ?: 0).toUByte(),
                    property = texts("property"),
                )
            }.let { app.offerHandover(id, it) }
            "accept_handover" -> with.only {
                HandoverAcceptance(obNumber = textOrNull("ob_number"), withoutOb = textOrNull("text"))
            }.let { app.acceptHandover(id, it) }
            "refuse_handover" -> with.only { Pair(HandoverRefusalReason(text("reason")), text("text")) }
                .let { (reason, instead) -> app.refuseHandover(id, reason, instead) }
            "record_ob" -> with.only { text("ob_number") }.let { app.recordOb(id, it) }
            "take_up_codes" -> {
                val (from, damaged) = with.only { Pair(person(text("from")), flag("damaged")) }
                val codes = from.app.handoverCodes(id)
                app.takeUpCodes(if (damaged) codes.map { it.replace('7', '8') } else codes)
            }
            else -> return false
        }
        return true
    }

    private suspend fun forNeighbours(app: Usalama, id: UUID, does: String, with: Keys): Boolean {
        when (does) {
            "approve_publication" -> with.only { Pair(Audience(text("scope")), textOrNull("text")) }
                .let { (scope, wording) -> app.approvePublication(id, scope, wording) }
            "reject_publication" -> with.only { RejectReason(text("reason")) }.let { app.rejectPublication(id, it) }
            "corroborate" -> with.only { CorroborationKind(text("kind")) }.let { app.corroborate(id, it) }
            else -> return false
        }
        return true
    }

    /** What a screen shows of an incident, each key as `scenarios/README.md` says. */
    private fun facts(detail: IncidentDetail): JsonObject {
        val incident = detail.incident
        return buildJsonObject {
            put("status", incident.status?.code)
            put("delivery", incident.delivery.code)
            put("mine", incident.mine)
            put("category", incident.report?.category?.code)
            put("severity", incident.severity.code)
            put("text", incident.report?.description)
            put("area", incident.place.area?.let(::area))
            put("exact_place", incident.place.position != null)
            put("visibility", incident.visibility.code)
            put("reporter_known", incident.reporter != null)
            put("question", incident.question)
            put("comment", detail.timeline.lastOrNull()?.comment)
            put("assigned_to", incident.assignment?.takeIf { it.clearedAt == null }?.let { who(it.to) })
            put("persons", incident.handover?.persons?.toLong())
            put("ob_number", incident.externalReferences.lastOrNull { it.system == ReferenceSystem.OB }?.value)
            put("outcome", incident.outcome?.code)
            put("resolution_confirmed", incident.resolutionConfirmed)
            put("withdrawal_requested", incident.withdrawalRequested)
            put("duplicate_of", incident.duplicateOf?.let { namesOf(listOf(it)).single() })
            put("possible_duplicates", texts(namesOf(detail.possibleDuplicates)))
            put("publication", incident.publication.code)
            put("supporting", incident.supporting?.toLong())
            put("timeline", texts(detail.timeline.map { it.kind }))
        }
    }

    private suspend fun refusals(app: Usalama): List<String> = try {
        app.syncStatus().parked.map { it.refusal.code.code }
    } catch (error: UsalamaException.Failed) {
        if (error.code == ErrorCode.NOT_SIGNED_IN) emptyList() else throw error
    }

    fun person(name: String) = people[name] ?: throw Mistake("$name is not of the cast")
    fun subject(name: String) = names[name] ?: throw Mistake("nothing is called $name yet")
    fun named(name: String) = hub.named[name] ?: throw Mistake("there is no $name")
    private fun area(id: UUID) = hub.named.entries.firstOrNull { it.value == id }?.key
    fun who(actor: UUID) = people.entries.firstOrNull { it.value.actor == actor }?.key ?: "somebody else"
    fun namesOf(ids: List<UUID>) = ids.map { id -> names.entries.firstOrNull { it.value == id }?.key ?: "?" }.sorted()
}

internal fun texts(of: List<String>): JsonArray = JsonArray(of.map { JsonPrimitive(it) })

/** Reads what a verb takes; anything more is a mistake. */
internal inline fun <T> Keys.only(read: Keys.() -> T): T = read().also { done() }
