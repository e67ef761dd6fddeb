package ke.usalama.android

import android.content.Context
import java.io.File
import java.time.Duration
import ke.usalama.SyncReport
import ke.usalama.Usalama
import ke.usalama.UsalamaException
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** The one client of an app's process: screens, workers and listeners share it. */
object UsalamaOnAndroid {
    private val opening = Mutex()
    private var client: Usalama? = null

    /** Opens the library in the app's private files, the first time; afterwards gives the same client. */
    suspend fun get(context: Context, hub: String?, key: DeviceKey = DeviceKey(context)): Usalama = opening.withLock {
        client ?: open(context, hub, key).also { client = it }
    }

    /** Closes it: for tests, and for an app that erases everything. */
    suspend fun close() = opening.withLock {
        client?.shutDown()
        client?.close()
        client = null
    }

    private suspend fun open(context: Context, hub: String?, key: DeviceKey): Usalama {
        val bytes = key.get()
        try {
            return Usalama.open(File(context.filesDir, "usalama").path, bytes, hub)
        } finally {
            bytes.fill(0)
        }
    }
}

/** What a scheduler should do after a run. */
enum class AfterSync { DONE, TRY_AGAIN, GIVE_UP }

/** One exchange with the hub, short enough for a worker: ten minutes is what the system allows, nine what is taken. */
suspend fun Usalama.syncOnce(deadline: Duration = Duration.ofMinutes(9)): AfterSync = try {
    val report: SyncReport = sync(deadline)
    when {
        report.complete -> AfterSync.DONE
        report.problem?.retryable == true -> AfterSync.TRY_AGAIN
        else -> AfterSync.GIVE_UP
    }
} catch (failed: UsalamaException.Failed) {
    if (failed.retryable) AfterSync.TRY_AGAIN else AfterSync.GIVE_UP
}
