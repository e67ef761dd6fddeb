package ke.usalama

import java.util.UUID
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ClientTest {
    @Test
    fun `a report made offline is on this phone at once and with the hub after a sync`() = test {
        Hub().use { hub ->
            newPhone(hub.address).use { phone ->
                val incident = phone.report(snatching).incident
                assertEquals(Delivery.QUEUED, incident.delivery)
                assertEquals("Only on this phone", incident.delivery.en)
                assertTrue(incident.mine)
                assertEquals(incident.reference, checkReference(incident.reference.lowercase()))
                failure(ErrorCode.NOT_ENROLLED) { phone.stayInStep() }
                hub.enrolResident(phone)
                failure(ErrorCode.QR) { phone.takeUpCodes(listOf("WIFI:S:cafe;;", "x".repeat(100_000))) }
                failure(ErrorCode.QR) { phone.takeUpCodes(emptyList()) }
                assertEquals(Delivery.DELIVERED, phone.incident(incident.id).incident.delivery)
                assertEquals(emptyList<UUID>(), phone.verifySignatures(incident.id))

                phone.report(snatching)
                assertEquals(1uL, phone.syncStatus().unsent)
                val report = phone.sync(20.seconds)
                assertTrue(report.complete)
                assertEquals(1uL, report.accepted)
                assertEquals(0uL, phone.syncStatus().unsent)
                val near = Filter(near = Near(here, 1_000))
                assertEquals(2, phone.incidents(near, limit = 10u).incidents.size)
                assertEquals(0, phone.incidents(Filter(near = Near(here.copy(lat = -1.4), 1_000))).incidents.size)
            }
        }
    }

    @Test
    fun `what policy refuses says why in both languages`() = test {
        newPhone().use { phone ->
            val id = phone.report(snatching).incident.id
            val refusal = failure(ErrorCode.REFUSED) { phone.triage(id, Severity.MINOR) }.refusal!!
            assertEquals(RefusalCode.NO_GRANT, refusal.code)
            assertTrue(refusal.en.contains(' ') && refusal.sw.contains(' ') && refusal.en != refusal.sw, "$refusal")
            val why = phone.whatMayIDo(id).first { it.kind == "incident.triaged" }
            assertEquals(Pair(Answer.NO, refusal.code), Pair(why.answer, why.refusal?.code))
            assertEquals(1, phone.incident(id).timeline.size)
        }
    }

    @Test
    fun `a client that was closed says so, and its directory can be opened again at once`() = test {
        val (directory, key) = Pair(newFolder().toString(), newKey())
        val closed = Usalama.open(directory, key)
        val id = closed.report(snatching).incident.id
        failure(ErrorCode.IN_USE) { Usalama.open(directory, key) }
        closed.shutDown()
        failure(ErrorCode.CLOSED) { closed.report(snatching) }
        failure(ErrorCode.CLOSED) { closed.sync(1.seconds) }
        failure(ErrorCode.CLOSED) { closed.signedIn() }
        failure(ErrorCode.CLOSED) { closed.watchIncidents().collect { } }
        closed.shutDown()
        Usalama.open(directory, key).use { again -> assertTrue(again.incident(id).incident.mine) }
        // Freed as well: the generated code answers now.
        closed.close()
        assertThrows<IllegalStateException> { runBlocking { closed.syncStatus() } }
    }

    @Test
    fun `a block's end closes the client, whatever ended it`() = test {
        val (directory, key) = Pair(newFolder().toString(), newKey())
        assertThrows<ArithmeticException> {
            runBlocking { Usalama.open(directory, key).use { throw ArithmeticException() } }
        }
        repeat(20) {
            Silence().use { silence ->
                val working = launch {
                    Usalama.open(directory, key, silence.address).use { phone ->
                        launch { runCatching { phone.requestCode("+254700000001", 20.seconds) } }
                        phone.requestCode("+254700000002", 20.seconds)
                    }
                }
                until { silence.called > 0 }
                working.cancelAndJoin()
            }
        }
        Usalama.open(directory, key).use { phone -> assertNotNull(phone.signedIn()) }
    }

    @Test
    fun `a coroutine that is cancelled in the midst of a sync returns at once, and nothing is lost`() = test {
        val (directory, key) = Pair(newFolder().toString(), newKey())
        Hub().use { hub -> Usalama.open(directory, key, hub.address).use { phone -> hub.enrolResident(phone) } }
        Silence().use { silence ->
            Usalama.open(directory, key, silence.address).use { phone ->
                phone.report(snatching)
                val syncing = launch { phone.sync(1.hours) }
                until { silence.called > 0 }
                delay(50)
                val took = measureTime { syncing.cancelAndJoin() }
                assertTrue(took < 1.seconds, "it took $took")
                assertEquals(1uL, phone.syncStatus().unsent)

                // `cancel` ends the call, not the coroutine.
                val calls = silence.called
                val other = async { failure(ErrorCode.CANCELLED) { phone.sync(1.hours) } }
                until { silence.called > calls }
                val then = measureTime {
                    phone.cancel()
                    other.await()
                }
                assertTrue(then < 1.seconds, "it took $then")

                val deadline = measureTime {
                    val report = phone.sync(300.milliseconds)
                    assertFalse(report.complete)
                    assertEquals(ErrorCode.OFFLINE, report.problem?.code)
                    assertTrue(report.problem!!.retryable)
                }
                assertTrue(deadline < 2.seconds, "it took $deadline")

                phone.pause()
                assertEquals(ErrorCode.PAUSED, phone.sync(5.seconds).problem?.code)
                phone.resume()
            }
        }
    }

    @Test
    fun `sixty-four threads report, act and read at once`() = test {
        newPhone().use { phone ->
            val id = phone.report(snatching).incident.id
            val start = CountDownLatch(1)
            val threads = Executors.newFixedThreadPool(64)
            val done = List(64) { number ->
                threads.submit(Callable {
                    start.await()
                    runBlocking {
                        when {
                            number < 4 -> phone.report(snatching).incident.id.also { phone.incident(it) }
                            number < 32 -> phone.update(id, "Nambari $number.").id
                            else -> id.also { repeat(5) { phone.incidents(Filter(mine = true), limit = 100u) } }
                        }
                    }
                })
            }
            start.countDown()
            val touched = done.map { it.get(30, SECONDS) }.toSet()
            threads.shutdown()
            assertEquals(5, touched.size)
            assertEquals(touched, phone.incidents(Filter()).incidents.map { it.id }.toSet())
            assertEquals(1 + 28, phone.incident(id).timeline.size)
            assertEquals(5uL + 28uL, phone.syncStatus().unsent)
            assertEquals(emptyList<UUID>(), phone.verifySignatures(id))
        }
    }

    @Test
    fun `coroutines by the hundred act at once`() = test {
        newPhone().use { phone ->
            val id = phone.report(snatching).incident.id
            List(100) { async { phone.update(id, "Nambari $it.") } }.awaitAll()
            assertEquals(101uL, phone.syncStatus().unsent)
            assertEquals(RefusalCode.RATE_LIMITED, failure(ErrorCode.REFUSED) { repeat(5) { phone.report(snatching) } }.refusal?.code)
        }
    }

    @Test
    fun `a call without a hub says so`() = test {
        newPhone().use { phone ->
            failure(ErrorCode.NO_HUB) { phone.sync(1.seconds) }
            failure(ErrorCode.NO_HUB) { phone.requestCode("+254712345678", 1.seconds) }
        }
    }
}
