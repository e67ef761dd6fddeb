// Positions of a patrol, as Android's receivers give them.
package ke.usalama.android

import android.location.Location
import android.os.Build
import android.os.SystemClock
import ke.usalama.ActivePatrol
import ke.usalama.Fix

/**
 * Takes in what a `LocationListener` hears: one location, or all that gathered while the phone slept, oldest first. A location
 * without an accuracy is passed over.
 *
 * @throws ke.usalama.UsalamaException.Failed as [ActivePatrol.fixes]: once the patrol is interrupted or over, with `REFUSED`. Stop
 * listening then.
 */
suspend fun ActivePatrol.locations(locations: List<Location>): Unit = fixes(locations.mapNotNull(::fixOf))

/** A location as the library takes it, with its age by the clock that nobody moves; nothing where it has no accuracy. */
fun fixOf(location: Location): Fix? {
    if (!location.hasAccuracy()) return null
    val ageNanos = SystemClock.elapsedRealtimeNanos() - location.elapsedRealtimeNanos
    return Fix(
        lat = location.latitude,
        lon = location.longitude,
        accuracyM = location.accuracy,
        ageMs = (ageNanos / 1_000_000).coerceAtLeast(0).toULong(),
        speedMps = if (location.hasSpeed()) location.speed else null,
        isMock = isMock(location),
    )
}

private fun isMock(location: Location): Boolean =
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
        location.isMock
    } else {
        @Suppress("DEPRECATION")
        location.isFromMockProvider
    }
