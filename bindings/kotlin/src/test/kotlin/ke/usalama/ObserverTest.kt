package ke.usalama

import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private fun listener(changed: (List<Topic>) -> Unit) = object : ChangeListener {
    override fun changed(topics: List<Topic>) = changed(topics)
}

class ObserverTest {
    @Test
    fun `a flow tells of a change, and nothing once it is cancelled`() = test {
        newPhone().use { phone ->
            val told = CopyOnWriteArrayList<Set<Topic>>()
            val collecting = launch { phone.changes(Topic.INCIDENTS).collect { told += it } }
            delay(100)
            phone.report(snatching)
            until { told.isNotEmpty() }
            assertEquals(setOf(Topic.INCIDENTS), told.first())
            collecting.cancelAndJoin()
            val before = told.size
            phone.report(snatching)
            delay(200)
            assertEquals(before, told.size)
        }
    }

    @Test
    fun `incidents are shown at once, and again when they change`() = test {
        newPhone().use { phone ->
            val shown = CopyOnWriteArrayList<Int>()
            val collecting = launch { phone.watchIncidents(Filter(mine = true)).take(3).collect { shown += it.size } }
            until { shown.size == 1 }
            phone.report(snatching)
            until { shown.size == 2 }
            val id = phone.report(snatching).incident.id
            collecting.join()
            assertEquals(listOf(0, 1, 2), shown)

            val details = CopyOnWriteArrayList<Int>()
            val watching = launch { phone.watchIncident(id).collect { details += it.timeline.size } }
            until { details.size == 1 }
            phone.update(id, "Alikimbia kuelekea stendi.")
            until { details.lastOrNull() == 2 }
            watching.cancelAndJoin()
            assertEquals(2uL, phone.watchSyncStatus().first().unsent - 1uL)
            assertEquals(0, phone.watchPublications().first().size)
        }
    }

    @Test
    fun `a flow may be left from within, on any dispatcher`() = test {
        newPhone().use { phone ->
            for (context in listOf(Dispatchers.Default, Dispatchers.Unconfined, Dispatchers.IO)) {
                val told = launch(context) { withTimeout(10.seconds) { phone.changes().first() } }
                delay(50)
                phone.report(snatching)
                told.join()
            }
        }
    }

    @Test
    fun `a listener that throws is called again, and the others hear of it too`() = test {
        newPhone().use { phone ->
            val thrown = AtomicInteger()
            val heard = AtomicInteger()
            val error = phone.observe(listOf(Topic.INCIDENTS), listener {
                if (thrown.getAndIncrement() % 2 == 0) throw IllegalStateException("of the app") else throw NotImplementedError("an Error")
            })
            val typed = phone.observe(emptyList(), listener { throw ListenerException.Failed() })
            val other = phone.observe(listOf(Topic.INCIDENTS), listener { heard.incrementAndGet() })
            repeat(4) {
                val before = Pair(thrown.get(), heard.get())
                phone.report(snatching)
                until { thrown.get() > before.first && heard.get() > before.second }
            }
            listOf(error, typed, other).forEach { it.stop() }
        }
    }

    @Test
    fun `a listener may call back in, and stop itself`() = test {
        newPhone().use { phone ->
            val seen = AtomicInteger()
            val own = AtomicReference<Subscription>()
            val done = CountDownLatch(1)
            own.set(phone.observe(listOf(Topic.INCIDENTS), listener {
                seen.addAndGet(runBlocking { phone.incidents(Filter()) }.incidents.size)
                own.get().stop()
                own.get().close()
                done.countDown()
            }))
            phone.report(snatching)
            assertTrue(withContext(Dispatchers.IO) { done.await(10, SECONDS) })
            phone.report(snatching)
            delay(200)
            assertEquals(1, seen.get())
        }
    }

    @Test
    fun `stopping waits for the call that is under way, and none follows`() = test {
        newPhone().use { phone ->
            val running = AtomicInteger()
            val begun = CountDownLatch(1)
            val subscription = phone.observe(emptyList(), listener {
                running.incrementAndGet()
                begun.countDown()
                Thread.sleep(300)
                running.decrementAndGet()
            })
            phone.report(snatching)
            withContext(Dispatchers.IO) { begun.await(10, SECONDS) }
            withContext(Dispatchers.IO) { subscription.stop() }
            assertEquals(0, running.get())
            subscription.stop()
            subscription.close()
        }
    }

    @Test
    fun `nobody is called after the client was closed, even who forgot to stop`() = test {
        val calls = AtomicInteger()
        val phone = newPhone()
        phone.observe(emptyList(), listener { calls.incrementAndGet() })
        phone.report(snatching)
        phone.shutDown()
        phone.close()
        delay(100)
        val then = calls.get()
        delay(300)
        assertEquals(then, calls.get())
    }

    @Test
    fun `a slow listener holds up nobody`() = test {
        newPhone().use { phone ->
            val slow = phone.observe(emptyList(), listener { Thread.sleep(2_000) })
            val id = phone.report(snatching).incident.id
            delay(100)
            val took = measureTime { repeat(5) { phone.update(id, "Nambari $it.") } }
            assertTrue(took < 1.seconds, "it took $took")
            slow.close()
        }
    }
}
