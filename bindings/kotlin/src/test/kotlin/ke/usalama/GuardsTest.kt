package ke.usalama

import java.util.concurrent.CopyOnWriteArrayList
import ke.usalama.docs.showPatrols
import ke.usalama.docs.walk
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A guarded site with two tags and a route around them, its supervisor, and a guard who has heard of it. */
private class Watch(val supervisor: Usalama, val guard: Usalama, val route: Route, val gate: Checkpoint, val roof: Checkpoint) {
    val site get() = route.site
    val tag = Scan.Nfc("04A25E01".toByteArray(), null)
}

private fun onWatch(block: suspend CoroutineScope.(Watch) -> Unit) = test(120.seconds) {
    Hub().use { hub ->
        newPhone(hub.address).use { supervisor ->
            newPhone(hub.address).use { guard ->
                val firm = hub.named.getValue("Mfano Security Ltd (invented)")
                val area = hub.named.getValue("Mfano Plaza")
                hub.appoint(supervisor, "firm_supervisor", area, firm)
                hub.appoint(guard, "guard", area, firm)
                val site = supervisor.describeSite(NewSite(area, "Mfano Plaza", firm, posts = listOf("Lango kuu"))).id
                val where = LatLon(here.lat, here.lon)
                supervisor.setCheckpoint(site, NewCheckpoint(1u, "Lango", CheckpointKind.NFC_STATIC, where, content = "04A25E01".toByteArray()))
                supervisor.setCheckpoint(site, NewCheckpoint(2u, "Paa", CheckpointKind.NFC_STATIC, content = "04A25E02".toByteArray()))
                supervisor.setRoute(site, NewRoute(1u, "Usiku", listOf(Stop(1u), Stop(2u))))
                assertTrue(supervisor.sync(20.seconds).complete)
                assertTrue(guard.sync(20.seconds).complete)
                val seen = guard.site(site)
                block(Watch(supervisor, guard, seen.routes.single(), seen.checkpoints[0], seen.checkpoints[1]))
            }
        }
    }
}

private suspend fun refusal(code: RefusalCode, call: suspend () -> Any?) =
    assertEquals(code, failure(ErrorCode.REFUSED, call).refusal?.code)

class GuardsTest {
    @Test
    fun `what the page says of guards works`() = onWatch { watch ->
        val shown = CopyOnWriteArrayList<List<PatrolState?>>()
        val showing = showPatrols(watch.guard) { patrols -> shown += patrols.map { it.state } }
        walk(watch.guard, watch.route, watch.gate, watch.roof, watch.tag, here)
        until { shown.lastOrNull() == listOf(PatrolState.COMPLETED) }
        showing.cancelAndJoin()
        assertTrue(watch.guard.sync(20.seconds).complete)
        assertTrue(watch.supervisor.sync(20.seconds).complete)
        val patrol = watch.supervisor.patrols(site = watch.site).single()
        assertEquals(listOf(Verdict.OK), patrol.visits.map { it.verdict })
        assertEquals(listOf(Strength.MEDIUM), patrol.visits.map { it.strength })
        assertEquals(listOf(OccurrenceState.VISITED, OccurrenceState.SKIPPED), patrol.occurrences.map { it.state })
        assertEquals(1, watch.supervisor.patrolTrack(patrol.id).single().size)
        val reviewed = watch.supervisor.reviewPatrol(patrol.id, ReviewDecision.ACCEPTED)
        assertEquals(PatrolState.REVIEWED, reviewed.state)
    }

    @Test
    fun `letting go of a patrol ends nothing, and a handle whose patrol is over says so`() = onWatch { watch ->
        assertNull(watch.guard.patrolUnderWay())
        val id = watch.guard.startPatrol(watch.route).use { it.id() }
        val found = watch.guard.patrolUnderWay() as PatrolUnderWay.Active
        val patrol = found.patrol
        assertEquals(id, patrol.id())
        refusal(RefusalCode.ALREADY_DONE) { watch.guard.startPatrol(watch.route) }
        val paused = patrol.pause(here)
        assertTrue(watch.guard.patrolUnderWay() is PatrolUnderWay.Paused)
        refusal(RefusalCode.WRONG_STATUS) { patrol.fix(Fix(here)) }
        refusal(RefusalCode.WRONG_STATUS) { patrol.scan(watch.gate, watch.tag) }
        val again = paused.resume()
        again.fix(Fix(here))
        patrol.fix(Fix(here, ageMs = 10))
        refusal(RefusalCode.WRONG_STATUS) { paused.resume() }
        assertEquals(PatrolState.ABORTED, again.abort("Mvua kubwa.").state)
        refusal(RefusalCode.WRONG_STATUS) { patrol.fix(Fix(here)) }
        refusal(RefusalCode.WRONG_STATUS) { patrol.fixes(listOf(Fix(here))) }
        refusal(RefusalCode.WRONG_STATUS) { patrol.complete() }
        refusal(RefusalCode.WRONG_STATUS) { paused.complete() }
        assertNull(watch.guard.patrolUnderWay())
        val exception = watch.guard.patrol(id).exceptions.first { it.what.kind == ExceptionKind.MISSED_CHECKPOINT }
        val explained = watch.guard.explain(watch.guard.patrol(id), exception, "Ilibidi tujifiche.")
        assertEquals("Ilibidi tujifiche.", explained.exceptions.first { it.what == exception.what }.explanation)
        patrol.close()
    }

    @Test
    fun `positions come one by one or all at once, and what is none is refused with all that came with it`() = onWatch { watch ->
        val patrol = watch.guard.startPatrol(watch.route)
        fun step(number: Int, ago: Long) = Fix(Position(here.lat + number * 0.0003, here.lon, 12f), ago)
        patrol.fixes((0 until 20).map { step(it, (20L - it) * 30_000) })
        for (bad in listOf(Fix(91.0, 0.0, 5f), Fix(0.0, 0.0, Float.NaN), Fix(0.0, 0.0, 5f, speedMps = -1f), Fix(0.0, 0.0, 5f, ageMs = ULong.MAX_VALUE))) {
            failure(ErrorCode.INVALID) { patrol.fixes(listOf(Fix(here), bad)) }
        }
        patrol.fix(Fix(here.lat, here.lon, 12f, isMock = true))
        patrol.changeLeg(Transport.MOTORCYCLE, reason = "Pikipiki imefika.")
        patrol.fix(Fix(here))
        patrol.complete()
        val track = watch.guard.patrolTrack(patrol.id())
        assertEquals(2, track.size)
        val good = track.first().filterNot { it.isOutlier }
        assertTrue(good.size in 15..20, "${good.size} points")
        assertEquals(listOf(listOf(Mark.MOCK_LOCATION)), track.first().filter { it.isOutlier }.map { it.marks })
        val legs = watch.guard.patrol(patrol.id()).legs
        assertEquals(listOf(Transport.FOOT, Transport.MOTORCYCLE), legs.map { it.transport })
        assertTrue(legs.first().track!!.distanceM in 550u..700u, "${legs.first().track}")
        assertEquals(1.toUShort(), legs.first().track!!.mocked)
    }

    @Test
    fun `somebody else who is signed in has nothing to do with the handle`() = onWatch { watch ->
        val key = newKey()
        val patrol = watch.guard.startPatrol(watch.route)
        watch.guard.signInNew(key)
        failure(ErrorCode.NOT_FOUND) { patrol.scan(watch.gate, watch.tag) }
        failure(ErrorCode.NOT_FOUND) { patrol.detail() }
        refusal(RefusalCode.WRONG_STATUS) { patrol.fix(Fix(here)) }
        assertNull(watch.guard.patrolUnderWay())
        assertTrue(watch.guard.sites().isEmpty())
        watch.guard.signOut()
        failure(ErrorCode.NOT_SIGNED_IN) { patrol.fix(Fix(here)) }
    }

    @Test
    fun `a shift is followed as it changes, and a wrong secret or hash is told`() = onWatch { watch ->
        val states = CopyOnWriteArrayList<ShiftState?>()
        val following = launch { watch.guard.watchCurrentShift().collect { states += it?.state } }
        until { states.size == 1 }
        val shift = watch.guard.bookOn(BookOn(site = watch.site, post = "Lango kuu"))
        until { states.lastOrNull() == ShiftState.ON_DUTY }
        watch.guard.passDown(shift.id, PassDown(items = listOf(PassDownItem("Taa haiwaki.", Priority.HIGH))), "Usiku mwema.")
        until { states.lastOrNull() == ShiftState.HANDOVER }
        watch.guard.bookOff(shift.id)
        until { states.lastOrNull() == null }
        following.cancelAndJoin()
        val note = watch.guard.shift(shift.id).passDowns.single()
        assertEquals(listOf("Taa haiwaki."), note.note.items.map { it.text })
        assertNull(note.answer)
        val secret = newCodeSecret()
        assertEquals(6, codeAt(secret, java.time.Instant.now()).length)
        failure(ErrorCode.INVALID) { codeAt("1", java.time.Instant.now()) }
        failure(ErrorCode.INVALID) { watch.guard.bookOn(BookOn(site = watch.site, photo = "not a hash")) }
        watch.supervisor.setCheckpoint(watch.site, NewCheckpoint(3u, "Onyesho", CheckpointKind.QR_ROTATING, secret = secret))
        assertEquals(secret, watch.supervisor.checkpointSecret(watch.site, 3u))
        assertNull(watch.supervisor.checkpointSecret(watch.site, 1u))
    }
}
