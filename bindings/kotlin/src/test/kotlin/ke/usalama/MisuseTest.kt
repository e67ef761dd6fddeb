package ke.usalama

import java.time.Instant
import java.util.UUID
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Whatever an app hands in, it gets an error with a code, and the client goes on. */
class MisuseTest {
    @Test
    fun `an identity that is none does not reach the library`() = test {
        newPhone().use { phone ->
            assertThrows<IllegalArgumentException> { UUID.fromString("not-an-identity") }
            failure(ErrorCode.NOT_FOUND) { phone.incident(UUID.fromString("1-2-3-4-5")) }
            failure(ErrorCode.NOT_FOUND) { phone.triage(UUID(0, 0), Severity.MINOR) }
        }
    }

    @Test
    fun `a wrong key is told from one that is none`() = test {
        val (directory, key) = Pair(newFolder().toString(), newKey())
        assertEquals(32, key.size)
        Usalama.open(directory, key).use { }
        failure(ErrorCode.WRONG_KEY) { Usalama.open(directory, newKey()) }
        failure(ErrorCode.INVALID) { Usalama.open(directory, key.copyOf(31)) }
        failure(ErrorCode.INVALID) { Usalama.open(directory, ByteArray(0)) }
        Usalama.open(directory, key).use { phone ->
            val actor = phone.signedIn()!!
            failure(ErrorCode.WRONG_KEY) { phone.signIn(actor, newKey()) }
            failure(ErrorCode.INVALID) { phone.signInNew(ByteArray(33)) }
            phone.signIn(actor, key)
        }
    }

    @Test
    fun `a second client on a directory is refused`() = test {
        val (directory, key) = Pair(newFolder().toString(), newKey())
        Usalama.open(directory, key).use {
            repeat(3) { failure(ErrorCode.IN_USE) { Usalama.open(directory, key) } }
        }
    }

    @Test
    fun `a directory or an address that is none is refused`() = test {
        failure(ErrorCode.STORAGE) { Usalama.open("/proc/self/nowhere", newKey()) }
        failure(ErrorCode.INVALID) { Usalama.open(newFolder().toString(), newKey(), "no address") }
        failure(ErrorCode.INVALID) { Usalama.open(newFolder().toString(), newKey(), "") }
    }

    @Test
    fun `texts that are too long, empty or strange are refused or kept as they are`() = test {
        newPhone().use { phone ->
            val id = phone.report(snatching).incident.id
            failure(ErrorCode.INVALID) { phone.report(snatching.copy(description = "x".repeat(2_001))) }
            failure(ErrorCode.INVALID) { phone.report(snatching.copy(description = "x".repeat(5_000_000))) }
            failure(ErrorCode.INVALID) { phone.reopen(id, "") }
            failure(ErrorCode.INVALID) { phone.report(snatching.copy(title = "x".repeat(81))) }
            for (text in listOf("Nyayo 🚨 夜", "'; drop table incident; --", "\u0645\u0631\u062d\u0628\u0627")) {
                phone.update(id, text)
                assertEquals(text, phone.incident(id).timeline.last().comment)
            }
            phone.update(id, "a\u0000b")
            assertEquals("ab", phone.incident(id).timeline.last().comment)
        }
    }

    @Test
    fun `places off the Earth are refused`() = test {
        newPhone().use { phone ->
            val wrong = listOf(
                here.copy(lat = 91.0), here.copy(lon = -180.1), here.copy(lat = Double.NaN), here.copy(lon = Double.POSITIVE_INFINITY),
                here.copy(accuracyM = -1f), here.copy(accuracyM = Float.NaN), here.copy(accuracyM = Float.POSITIVE_INFINITY),
            )
            for (position in wrong) {
                failure(ErrorCode.INVALID) { phone.report(snatching.copy(place = Place(position))) }
            }
            failure(ErrorCode.INVALID) { phone.incidents(Filter(near = Near(Double.NaN, 36.9, 100.0))) }
            failure(ErrorCode.INVALID) { phone.incidents(Filter(near = Near(here, -1))) }
            failure(ErrorCode.INVALID) { phone.incidents(Filter(near = Near(here, Double.NaN))) }
            assertEquals(0, phone.incidents(Filter()).incidents.size)
        }
    }

    @Test
    fun `limits beyond the range come back to it`() = test {
        newPhone().use { phone ->
            repeat(3) { phone.report(snatching) }
            assertTrue(phone.incidents(Filter(), limit = UInt.MAX_VALUE).incidents.size in 1..500)
            assertTrue(phone.incidents(Filter(), limit = 0u).incidents.size <= 1)
            val first = phone.incidents(Filter(), limit = 2u)
            assertEquals(1, phone.incidents(Filter(), first.next, 2u).incidents.size)
        }
    }

    @Test
    fun `times that no clock shows are kept, and those beyond every calendar refused`() = test {
        newPhone().use { phone ->
            fun at(time: Instant) = snatching.copy(occurred = Occurred(time, precision = TimePrecision.EXACT))
            for (time in listOf("1900-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "9999-12-31T23:59:59Z").map(Instant::parse)) {
                assertEquals(time, phone.report(at(time)).incident.report!!.occurred.from)
            }
            for (time in listOf(Instant.MIN, Instant.MAX)) {
                failure(ErrorCode.INVALID) { phone.report(at(time)) }
                failure(ErrorCode.INVALID) { phone.report(snatching.copy(place = Place(here.copy(capturedAt = time)))) }
            }
            assertEquals(3, phone.incidents(Filter()).incidents.size)
        }
    }

    @Test
    fun `deadlines that are none are none to wait for, and endless ones do not end the app`() = test {
        Silence().use { silence ->
            newPhone(silence.address).use { phone ->
                for (deadline in listOf(Duration.ZERO, (-1).seconds, -Duration.INFINITE)) {
                    failure(ErrorCode.OFFLINE) { phone.requestCode("+254712345678", deadline) }
                }
                val sync = phone.sync(Duration.INFINITE)
                assertFalse(sync.complete)
                assertFalse(phone.sync(java.time.Duration.ofSeconds(Long.MAX_VALUE)).complete)
                assertThrows<IllegalArgumentException> { runBlocking { phone.sync(java.time.Duration.ofSeconds(-1)) } }
                failure(ErrorCode.INVALID) { phone.requestCode("not a number", 1.seconds) }
            }
        }
    }

    @Test
    fun `codes and references that are none are told apart`() = test {
        newPhone().use { phone ->
            failure(ErrorCode.NOT_ENROLLED) { phone.takeUpCodes(listOf("WIFI:S:cafe;;")) }
            failure(ErrorCode.REFERENCE_SHAPE) { checkReference("047") }
            val reference = phone.report(snatching).incident.reference
            val misread = reference.dropLast(1) + if (reference.last() == '2') '3' else '2'
            failure(ErrorCode.REFERENCE_CHECK) { checkReference(misread) }
        }
    }

    @Test
    fun `half a character arrives as one that stands for it`() = test {
        newPhone().use { phone ->
            val id = phone.report(snatching.copy(description = "cut off: \uD83D")).incident.id
            assertEquals("cut off: \uFFFD", phone.incident(id).incident.report!!.description)
            phone.update(id, "\uDEA8 and \uD83D\uDEA8")
            assertEquals("\uFFFD and \uD83D\uDEA8", phone.incident(id).timeline.last().comment)
        }
    }
}
