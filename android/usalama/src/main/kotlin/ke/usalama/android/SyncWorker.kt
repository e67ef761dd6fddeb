// The only file that touches androidx. It decides nothing: what to do is in UsalamaOnAndroid.kt.
package ke.usalama.android

import android.content.Context
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.Data
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequest
import androidx.work.PeriodicWorkRequest
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import java.util.concurrent.TimeUnit

/** Exchanges with the hub while no screen is open. */
class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val client = UsalamaOnAndroid.get(applicationContext, inputData.getString(HUB))
        return when (client.syncOnce()) {
            AfterSync.DONE -> Result.success()
            AfterSync.TRY_AGAIN -> Result.retry()
            AfterSync.GIVE_UP -> Result.failure()
        }
    }

    companion object {
        private const val HUB = "hub"
        private const val EVERY_MINUTES = 15L

        /** Exchanges every quarter of an hour while there is a connection: the shortest that the system allows. */
        fun schedule(context: Context, hub: String) {
            val work = PeriodicWorkRequest.Builder(SyncWorker::class.java, EVERY_MINUTES, TimeUnit.MINUTES)
                .setConstraints(online())
                .setInputData(input(hub))
                .build()
            WorkManager.getInstance(context)
                .enqueueUniquePeriodicWork("usalama-sync", ExistingPeriodicWorkPolicy.UPDATE, work)
        }

        /** Exchanges as soon as there is a connection: after a report, say. */
        fun soon(context: Context, hub: String) {
            val work = OneTimeWorkRequest.Builder(SyncWorker::class.java)
                .setConstraints(online())
                .setInputData(input(hub))
                .build()
            WorkManager.getInstance(context).enqueueUniqueWork("usalama-sync-soon", ExistingWorkPolicy.KEEP, work)
        }

        private fun online() = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()

        private fun input(hub: String) = Data.Builder().putString(HUB, hub).build()
    }
}
