package ke.usalama

import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.fail

/** A fix in the ward in which the stories happen. */
val here = Position(lat = -1.301, lon = 36.91, accuracyM = 12f)

/** A report that policy allows. */
val snatching get() = NewIncident(Category.PHONE_SNATCHING, here, "Mtu aliye na pikipiki alininyakulia simu.")

/** A phone that has no hub. */
suspend fun newPhone(hub: String? = null): Usalama = Usalama.open(newFolder().toString(), newKey(), hub)

/** A test with coroutines on real threads; one that does not end is a deadlock. */
fun test(within: Duration = 60.seconds, block: suspend CoroutineScope.() -> Unit): Unit =
    runBlocking(Dispatchers.Default) { withTimeout(within) { block() } }

/** The error of a call that must fail with this code. */
suspend fun failure(code: ErrorCode, call: suspend () -> Any?): UsalamaException.Failed {
    val error = try {
        call()
        null
    } catch (error: UsalamaException.Failed) {
        error
    }
    assertEquals(code, error?.code ?: fail("it did not fail with $code"))
    return error
}

/** Waits until it is so. */
suspend fun until(so: () -> Boolean) = withTimeout(10.seconds) { while (!so()) delay(5) }

/** A server that takes calls and never answers. */
class Silence : AutoCloseable {
    private val server = ServerSocket(0, 200)
    private val calls = ConcurrentLinkedQueue<Socket>()
    val address = "http://127.0.0.1:${server.localPort}"
    val called: Int get() = calls.size

    init {
        thread(isDaemon = true, name = "silence") {
            while (!server.isClosed) runCatching { calls += server.accept() }
        }
    }

    fun hangUp() {
        while (true) (calls.poll() ?: break).close()
    }

    override fun close() {
        server.close()
        hangUp()
    }
}
