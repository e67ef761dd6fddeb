// Every snippet of docs/kotlin.md but its program, compiled and run: what stands there is what stands here.
package ke.usalama.docs

import java.util.concurrent.CopyOnWriteArrayList
import ke.usalama.*
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.launchIn
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

// [first report]
suspend fun firstReport(directory: String, key: ByteArray) {
    Usalama.open(directory, key).use { usalama -> // no network, no account needed yet
        val here = Position(lat = -1.2886, lon = 36.8233, accuracyM = 12f)
        val incident = usalama.report(NewIncident(Category.PHONE_SNATCHING, here)).incident
        println("${incident.reference}: ${incident.delivery.sw}") // to be read over a telephone
        for (entry in usalama.incident(incident.id).timeline) println("${entry.at} ${entry.kind}")
    }
}
// [end]

// [key]
fun keyOf(phone: KeyStorage): ByteArray = phone.read() ?: newKey().also(phone::write)
// [end]

interface KeyStorage {
    fun read(): ByteArray?
    fun write(key: ByteArray)
}

// [enrol]
suspend fun enrol(usalama: Usalama, phone: String, askForCode: suspend () -> String): List<Grant> {
    val sent = usalama.requestCode(phone, 20.seconds)
    return usalama.enrolWithCode(sent.enrolment, askForCode(), deadline = 20.seconds)
}
// [end]

// [sync]
suspend fun syncInBackground(usalama: Usalama): Boolean {
    val report = usalama.sync(deadline = 9.minutes) // resumes where it stopped
    return report.complete || report.problem?.retryable == false // else: try again later
}
// [end]

// [observe]
fun CoroutineScope.showIncidents(usalama: Usalama, here: Position, show: (List<Incident>) -> Unit): Job =
    usalama.watchIncidents(Filter(near = Near(here, metres = 1_000))).onEach(show).launchIn(this)
// [end]

// [foreground]
fun CoroutineScope.onForeground(usalama: Usalama): Job = launch {
    usalama.resume()
    usalama.stayInStep() // until this job is cancelled
}

suspend fun onBackground(usalama: Usalama, foreground: Job) {
    foreground.cancel()
    usalama.pause() // finishes its step; files are left as they should be
}
// [end]

// [guards]
suspend fun walk(usalama: Usalama, night: Route, gate: Checkpoint, roof: Checkpoint, tag: Scan, here: Position) {
    val shift = usalama.bookOn(BookOn(site = night.site, at = here)) // no network needed, here or below
    val patrol = usalama.startPatrol(route = night, transport = Transport.FOOT)
    patrol.fix(Fix(here)) // every second; or `fixes`, as the receiver gathers them
    println(patrol.scan(gate, tag, here).verdict.sw) // at once, offline
    patrol.skip(roof, SkipReason.BLOCKED, "Lori limesimama langoni.")
    patrol.complete(here) // signed and chained
    usalama.bookOff(shift.id, here)
}

fun CoroutineScope.showPatrols(usalama: Usalama, show: (List<PatrolDetail>) -> Unit): Job =
    usalama.watchPatrols().onEach(show).launchIn(this)
// [end]

// [errors]
suspend fun close(usalama: Usalama, incident: Incident, show: (String) -> Unit) = try {
    usalama.resolve(incident.id, Outcome.FIXED)
} catch (failed: UsalamaException.Failed) {
    when (failed.code) {
        ErrorCode.REFUSED -> show(failed.refusal?.sw ?: failed.reason)
        ErrorCode.NOT_SIGNED_IN -> show("Ingia kwanza.")
        else -> if (failed.retryable) show("Jaribu tena.") else throw failed
    }
}
// [end]

class QuickStartTest {
    private val snippets: List<String> = Regex("// \\[(?!end)[^\\]]*]\n(.*?)// \\[end]", RegexOption.DOT_MATCHES_ALL)
        .findAll(repository.resolve("bindings/kotlin/src/test/kotlin/ke/usalama/QuickStartTest.kt").readText().substringBefore("class QuickStartTest"))
        .map { it.groupValues[1].trim() }.toList()

    @Test
    fun `every snippet of the page is compiled here`() {
        // The first section is a program: `cargo xtask test` follows it.
        val page = repository.resolve("docs/kotlin.md").readText().substringAfter("\n## A first report")
        val shown = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(page).map { it.groupValues[1].trim() }.toList()
        assertEquals(snippets, shown)
        val readme = repository.resolve("README.md").readText()
        assertTrue(readme.contains("```kotlin\n${shown.first()}\n```"), "README.md has another first report")
        assertTrue(shown.first().lines().size <= 10)
    }

    @Test
    fun `what the page says works`() = test {
        val here = Position(lat = -1.301, lon = 36.91, accuracyM = 12f)
        val key = keyOf(object : KeyStorage {
            override fun read() = null
            override fun write(key: ByteArray) = assertEquals(32, key.size)
        })
        val directory = newFolder().toString()
        firstReport(directory, key)
        Hub().use { hub ->
            Usalama.open(directory, key, hub.address).use { usalama ->
                val sizes = CopyOnWriteArrayList<Int>()
                val showing = showIncidents(usalama, here) { sizes += it.size }
                val incident = usalama.report(NewIncident(Category.PHONE_SNATCHING, here)).incident
                val said = mutableListOf<String>()
                close(usalama, incident) { said += it }
                assertEquals(1, said.size)
                enrol(usalama, "+254712345678") { hub.lastCode() }
                val foreground = onForeground(usalama)
                while (usalama.incident(incident.id).incident.delivery != Delivery.DELIVERED) delay(20)
                assertTrue(syncInBackground(usalama))
                onBackground(usalama, foreground)
                foreground.join()
                until { sizes.lastOrNull() == 1 }
                showing.cancel()
            }
        }
    }
}
