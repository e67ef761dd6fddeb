// Guards' work in fewer words: a route, a checkpoint, an exception as it stands on the screen. Nothing is decided here.
package ke.usalama

/**
 * Begins a patrol on a [route] of its site; see the call that takes a [NewPatrol].
 *
 * `close` and `use` free the handle alone: the patrol goes on, and [Usalama.patrolUnderWay] gives it again.
 */
suspend fun Usalama.startPatrol(
    route: Route,
    transport: Transport = Transport.FOOT,
    at: Position? = null,
): ActivePatrol = startPatrol(NewPatrol(site = route.site, route = route.no, transport = transport, at = at))

/** Records a visit to a [checkpoint]; see the call that takes its number. */
suspend fun ActivePatrol.scan(
    checkpoint: Checkpoint,
    scan: Scan,
    here: Position? = null,
    answers: List<String> = emptyList(),
    remarks: String? = null,
): Scanned = scan(checkpoint.no, scan, here, answers, remarks)

/** Leaves a [checkpoint] out; see the call that takes its number. */
suspend fun ActivePatrol.skip(checkpoint: Checkpoint, reason: SkipReason, remarks: String? = null): Unit =
    skip(checkpoint.no, reason, remarks)

/** Explains what did not go as planned on a [patrol]; see [Usalama.explainPatrol]. */
suspend fun Usalama.explain(patrol: PatrolDetail, exception: FoundException, explanation: String): PatrolDetail =
    explainPatrol(patrol.id, exception.what, explanation)

/** Explains what did not go as planned on a [shift]; see [Usalama.explainShift]. */
suspend fun Usalama.explain(shift: ShiftDetail, exception: FoundException, explanation: String): ShiftDetail =
    explainShift(shift.id, exception.what, explanation)

/** A position that was found [ageMs] ago. */
fun Fix(here: Position, ageMs: Long = 0): Fix =
    Fix(here.lat, here.lon, here.accuracyM, ageMs.coerceAtLeast(0).toULong(), source = here.source)
