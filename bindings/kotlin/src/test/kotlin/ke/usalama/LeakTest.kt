package ke.usalama

import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.NativeLong
import com.sun.jna.Structure
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.isActive
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val ROUNDS = 10
private const val LISTENERS = 100
private const val CHANGES = 10
private const val CANCELLATIONS = 100
private const val ALLOWED: Long = 2L shl 20

/** What glibc has given out, over all its arenas. */
@Structure.FieldOrder("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
class Mallinfo : Structure(), Structure.ByValue {
    @JvmField var arena = NativeLong()
    @JvmField var ordblks = NativeLong()
    @JvmField var smblks = NativeLong()
    @JvmField var hblks = NativeLong()
    @JvmField var hblkhd = NativeLong()
    @JvmField var usmblks = NativeLong()
    @JvmField var fsmblks = NativeLong()
    @JvmField var uordblks = NativeLong()
    @JvmField var fordblks = NativeLong()
    @JvmField var keepcost = NativeLong()
}

interface Glibc : Library {
    fun mallinfo2(): Mallinfo
}

/** Bytes in use once what is garbage is collected. */
private class InUse(val native: Long, val heap: Long) {
    val all get() = native + heap
    override fun toString() = "${native / 1024}+${heap / 1024}"
}

private val glibc = Native.load("c", Glibc::class.java)

private suspend fun inUse(): InUse {
    // The least of some: what other threads are about comes and goes.
    return List(4) {
        System.gc()
        delay(80)
        val info = glibc.mallinfo2()
        val runtime = Runtime.getRuntime()
        InUse(info.uordblks.toLong() + info.hblkhd.toLong(), runtime.totalMemory() - runtime.freeMemory())
    }.minBy { it.all }
}

/** By how many bytes what is in use grows from the second round to the last. */
private suspend fun growth(round: suspend () -> Unit): Long {
    val after = List(ROUNDS) {
        round()
        inUse()
    }
    println("in use after each round, KiB, native + JVM: $after")
    return after.last().all - after[1].all
}

/** Ten thousand calls of listeners and a thousand cancellations, under load. */
class LeakTest {
    private class Counting(val heard: AtomicInteger, val late: AtomicInteger) : ChangeListener {
        val stopped = AtomicBoolean()
        override fun changed(topics: List<Topic>) {
            if (stopped.get()) late.incrementAndGet()
            heard.incrementAndGet()
        }
    }

    @Test
    fun `what is observed and cancelled leaves nothing behind`() = test(within = 80.seconds) {
        val (heard, late, cancelled) = List(3) { AtomicInteger() }
        Silence().use { silence ->
            newPhone(silence.address).use { phone ->
                phone.report(snatching)
                val grown = growth {
                    val load = launch { while (isActive) phone.incidents(Filter(), limit = 50u) }
                    val listeners = List(LISTENERS) { Counting(heard, late).let { it to phone.observe(listOf(Topic.SESSION), it) } }
                    repeat(CHANGES) {
                        val before = heard.get()
                        phone.actAs(if (it % 2 == 0) Role.RESIDENT else null)
                        until { heard.get() >= before + LISTENERS }
                    }
                    List(CANCELLATIONS) { number ->
                        launch {
                            val calling = launch { phone.requestCode("+2547%08d".format(number), 1.hours) }
                            delay(number % 20L)
                            calling.cancelAndJoin()
                            cancelled.incrementAndGet()
                        }
                    }.joinAll()
                    listeners.forEach { (listener, subscription) ->
                        subscription.stop()
                        listener.stopped.set(true)
                        subscription.close()
                    }
                    phone.actAs(null)
                    load.cancelAndJoin()
                    silence.hangUp()
                }
                println("${heard.get()} calls of listeners, ${cancelled.get()} cancellations: grown by ${grown / 1024} KiB")
                assertTrue(grown <= ALLOWED, "grown by $grown bytes")
            }
        }
        delay(100)
        assertTrue(heard.get() >= ROUNDS * LISTENERS * CHANGES, "${heard.get()} calls")
        assertEquals(ROUNDS * CANCELLATIONS, cancelled.get())
        assertEquals(0, late.get())
    }

    @Test
    fun `subscriptions that are kept would be found`() = test(within = 60.seconds) {
        val kept = CopyOnWriteArrayList<Subscription>()
        newPhone().use { phone ->
            val grown = growth {
                kept += List(CHANGES * LISTENERS) { phone.observe(listOf(Topic.SESSION), Counting(AtomicInteger(), AtomicInteger())) }
            }
            println("${kept.size} subscriptions kept: grown by ${grown / 1024} KiB")
            assertTrue(grown > ALLOWED, "grown by $grown bytes alone")
        }
        kept.forEach { it.close() }
    }
}
