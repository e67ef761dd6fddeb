// What SyncWorker.kt uses of androidx.work, by its public documentation: for type-checking where Google's repository cannot be
// reached. Never part of the AAR.
@file:Suppress("UNUSED_PARAMETER", "unused")

package androidx.work

import android.content.Context
import java.util.concurrent.TimeUnit

class WorkerParameters private constructor()

abstract class ListenableWorker(context: Context, parameters: WorkerParameters) {
    val applicationContext: Context get() = TODO()
    val inputData: Data get() = TODO()

    abstract class Result internal constructor() {
        companion object {
            @JvmStatic fun success(): Result = TODO()

            @JvmStatic fun retry(): Result = TODO()

            @JvmStatic fun failure(): Result = TODO()
        }
    }
}

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) : ListenableWorker(context, parameters) {
    abstract suspend fun doWork(): Result
}

class Data internal constructor() {
    fun getString(key: String): String? = TODO()

    class Builder {
        fun putString(key: String, value: String?): Builder = TODO()

        fun build(): Data = TODO()
    }
}

enum class NetworkType { NOT_REQUIRED, CONNECTED, UNMETERED, NOT_ROAMING, METERED, TEMPORARILY_UNMETERED }

class Constraints internal constructor() {
    class Builder {
        fun setRequiredNetworkType(type: NetworkType): Builder = TODO()

        fun build(): Constraints = TODO()
    }
}

abstract class WorkRequest internal constructor() {
    abstract class Builder<B : Builder<B, *>, W : WorkRequest> internal constructor() {
        fun setConstraints(constraints: Constraints): B = TODO()

        fun setInputData(data: Data): B = TODO()

        fun build(): W = TODO()
    }
}

class OneTimeWorkRequest internal constructor() : WorkRequest() {
    class Builder(worker: Class<out ListenableWorker>) : WorkRequest.Builder<Builder, OneTimeWorkRequest>()
}

class PeriodicWorkRequest internal constructor() : WorkRequest() {
    class Builder(worker: Class<out ListenableWorker>, every: Long, unit: TimeUnit) :
        WorkRequest.Builder<Builder, PeriodicWorkRequest>()
}

enum class ExistingPeriodicWorkPolicy { KEEP, UPDATE, CANCEL_AND_REENQUEUE }

enum class ExistingWorkPolicy { REPLACE, KEEP, APPEND, APPEND_OR_REPLACE }

interface Operation

abstract class WorkManager internal constructor() {
    abstract fun enqueueUniquePeriodicWork(
        name: String,
        policy: ExistingPeriodicWorkPolicy,
        work: PeriodicWorkRequest,
    ): Operation

    abstract fun enqueueUniqueWork(name: String, policy: ExistingWorkPolicy, work: OneTimeWorkRequest): Operation

    companion object {
        @JvmStatic fun getInstance(context: Context): WorkManager = TODO()
    }
}
