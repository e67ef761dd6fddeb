// What Kotlin is used to: closing after a block, kotlin.time, fewer words where a fix is at hand. Nothing is decided here.
package ke.usalama

import java.time.Instant
import java.util.UUID
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.toJavaDuration
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

/**
 * Runs [block] and closes the client then, whatever happened, also where the coroutine was cancelled: calls over the network
 * are cancelled, and the directory can be opened again when this returns.
 */
@OptIn(ExperimentalContracts::class)
suspend inline fun <R> Usalama.use(block: (Usalama) -> R): R {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    try {
        return block(this)
    } finally {
        closeForGood()
    }
}

/**
 * [Usalama.shutDown], also in a coroutine that was cancelled, and frees what the client holds. Prefer it to `close`, which
 * frees alone: it leaves calls that are under way to their deadline.
 */
suspend fun Usalama.closeForGood() {
    withContext(NonCancellable) { shutDown() }
    close()
}

/** Exchanges everything with the hub within [deadline]; see the call that takes a [java.time.Duration]. */
suspend fun Usalama.sync(deadline: Duration): SyncReport = sync(deadline.forLibrary())

/** Asks the hub to send a one-time code; see the call that takes a [java.time.Duration]. */
suspend fun Usalama.requestCode(phone: String, deadline: Duration): CodeSent = requestCode(phone, deadline.forLibrary())

/** Enrols a resident by the code that was sent; see the call that takes a [java.time.Duration]. */
suspend fun Usalama.enrolWithCode(enrolment: UUID, code: String, home: UUID? = null, deadline: Duration): List<Grant> =
    enrolWithCode(enrolment, code, home, deadline.forLibrary())

/** Enrols by an invitation; see the call that takes a [java.time.Duration]. */
suspend fun Usalama.enrolWithInvitation(invitation: String, home: UUID? = null, deadline: Duration): List<Grant> =
    enrolWithInvitation(invitation, home, deadline.forLibrary())

/** Resolves a case that is with the police; see the call that takes a [java.time.Duration]. */
suspend fun Usalama.resolveOnline(id: UUID, outcome: Outcome, deadline: Duration): Incident =
    resolveOnline(id, outcome, deadline.forLibrary())

/** A deadline that has passed is none to wait for, and nobody waits longer than a year. */
private fun Duration.forLibrary(): java.time.Duration = coerceIn(Duration.ZERO, YEAR).toJavaDuration()

private val YEAR = 365.days

/** As `uniffi.toml` has times cross: milliseconds, and the least number for one that has too many, which the library refuses. */
internal fun Instant.forLibrary(): Long = try {
    toEpochMilli()
} catch (_: ArithmeticException) {
    Long.MIN_VALUE
}

/** An incident of [category] where a fix says. */
fun NewIncident(category: Category, where: Position, description: String? = null): NewIncident =
    NewIncident(category, Place(where), description)

/** No farther than [metres] from a fix. */
fun Near(here: Position, metres: Number): Near = Near(here.lat, here.lon, metres.toDouble())
