// Changes as flows: collecting subscribes, cancelling ends the subscription. Nothing is decided here.
package ke.usalama

import java.util.UUID
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.map

/**
 * What changed, of these topics, or of all where none is named. The library gathers what follows each other within a twentieth
 * of a second; a collector that is slower than the changes gets the latest ones only, so that it must query, not count.
 *
 * Once a collector is cancelled nothing more is emitted, and no call of the library's listener is under way.
 *
 * @throws UsalamaException.Failed while it is collected, with `CLOSED` after [Usalama.shutDown].
 */
fun Usalama.changes(topics: Set<Topic> = emptySet()): Flow<Set<Topic>> = heard(topics, atOnce = false)

/** What changed of one topic; see the function that takes a set. */
fun Usalama.changes(topic: Topic): Flow<Set<Topic>> = changes(setOf(topic))

/**
 * The newest incidents that match, at once and again whenever that answer changes. [limit] is 1 to 500.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.incidents].
 */
fun Usalama.watchIncidents(filter: Filter = Filter(), limit: Int = 100): Flow<List<Incident>> =
    watch(Topic.INCIDENTS) { incidents(filter, null, limit.toUInt()).incidents }

/**
 * One incident with its timeline, at once and again whenever it changes.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.incident].
 */
fun Usalama.watchIncident(id: UUID): Flow<IncidentDetail> =
    watch(Topic.INCIDENTS) { incident(id) }

/**
 * What neighbours may know, at once and again whenever that changes. [limit] is 1 to 500.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.publications].
 */
fun Usalama.watchPublications(limit: Int = 100): Flow<List<Publication>> =
    watch(Topic.PUBLICATIONS) { publications(limit.toUInt()) }

/**
 * The sites that this actor has to do with, at once and again whenever one changes.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.sites].
 */
fun Usalama.watchSites(): Flow<List<Site>> = watch(Topic.DUTY) { sites() }

/**
 * The shift of the one who is signed in that is under way, or nothing; at once and again whenever that changes.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.currentShift].
 */
fun Usalama.watchCurrentShift(): Flow<ShiftDetail?> = watch(Topic.DUTY) { currentShift() }

/**
 * One patrol with verdicts and exceptions, at once and again whenever it changes. What time alone changes is seen with the next
 * query.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.patrol].
 */
fun Usalama.watchPatrol(id: UUID): Flow<PatrolDetail> = watch(Topic.DUTY) { patrol(id) }

/**
 * The newest patrols, at once and again whenever one changes. [limit] is 1 to 500.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.patrols].
 */
fun Usalama.watchPatrols(
    guard: UUID? = null,
    site: UUID? = null,
    states: List<PatrolState> = emptyList(),
    limit: Int = 100,
): Flow<List<PatrolDetail>> = watch(Topic.DUTY) { patrols(guard, site, states, limit.toUInt()) }

/**
 * SOS of one's own and those that one was told of, at once and again whenever one changes. [limit] is 1 to 500.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.sosList].
 */
fun Usalama.watchSosList(limit: Int = 50): Flow<List<Sos>> = watch(Topic.SOS) { sosList(limit.toUInt()) }

/**
 * One SOS, at once and again whenever it changes.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.sos].
 */
fun Usalama.watchSos(id: UUID): Flow<Sos> = watch(Topic.SOS) { sos(id) }

/**
 * The alerts that are on and concern this phone's owner, the worst first; at once and again whenever that changes. [position] is
 * asked each time, and stays on this phone. What time or a new place alone changes is seen with the next query.
 *
 * It tells nobody: for that is [Usalama.takeAlertNotices], which notes what was told.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.alertsHere].
 */
fun Usalama.watchAlertsHere(position: suspend () -> Position? = { null }): Flow<List<AlertHere>> =
    watch(Topic.ALERTS) { alertsHere(position()) }

/**
 * How much is still to be sent, and what was refused, at once and again whenever that changes.
 *
 * @throws UsalamaException.Failed while it is collected, as [Usalama.syncStatus].
 */
fun Usalama.watchSyncStatus(): Flow<SyncStatus> = watch(Topic.OUTBOX) { syncStatus() }

/** A query that is asked at once, and again after each change of a topic, or of who is signed in. */
private fun <T> Usalama.watch(topic: Topic, query: suspend Usalama.() -> T): Flow<T> =
    heard(setOf(topic, Topic.SESSION), atOnce = true).map { query() }.distinctUntilChanged()

/** Changes; with all topics [atOnce] as the subscription begins, so that nothing falls between a query and the first change. */
private fun Usalama.heard(wanted: Set<Topic>, atOnce: Boolean): Flow<Set<Topic>> = callbackFlow {
    val listener = object : ChangeListener {
        override fun changed(topics: List<Topic>) {
            // Fails once the collector is gone: the subscription is about to end.
            trySend(topics.toSet())
        }
    }
    val subscription = observe(wanted.toList(), listener)
    if (atOnce) trySend(wanted)
    awaitClose {
        subscription.stop()
        subscription.close()
    }
}.conflate()
