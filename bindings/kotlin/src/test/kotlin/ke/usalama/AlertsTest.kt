package ke.usalama

import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class AlertsTest {
    @Test
    fun `alerts here are shown at once, and again when one comes and when it is called off`() = test(120.seconds) {
        Hub().use { hub ->
            newPhone(hub.address).use { officer ->
                newPhone(hub.address).use { resident ->
                    val station = hub.named.getValue("Mfano police station (invented)")
                    hub.appoint(officer, "police_officer", hub.named.getValue("Mfano station area"), station)
                    hub.enrolResident(resident, hub.named.getValue("Mfano Magharibi"))
                    val shown = CopyOnWriteArrayList<List<String?>>()
                    val watching = launch {
                        resident.watchAlertsHere { here }.collect { shown += it.map { here -> here.alert.infos.last().headline } }
                    }
                    until { shown.size == 1 }
                    val fire = fire(GeoPoint(here.lat, here.lon))
                    assertTrue(officer.checkAlert(fire).breaches.none { it.isError })
                    val id = officer.proposeAlert(fire).id
                    officer.sync(20.seconds)
                    resident.sync(20.seconds)
                    until { shown.lastOrNull() == listOf("Moto sokoni") }
                    officer.cancelAlert(id, Bilingual("It is out.", "Umezimwa."))
                    officer.sync(20.seconds)
                    resident.sync(20.seconds)
                    until { shown.lastOrNull() == emptyList<String>() }
                    watching.cancelAndJoin()
                    assertEquals(3, shown.size, "$shown")
                }
            }
        }
    }

    @Test
    fun `an alert that breaks a rule says so before it is handed in`() = test {
        Hub().use { hub ->
            newPhone(hub.address).use { officer ->
                val station = hub.named.getValue("Mfano police station (invented)")
                hub.appoint(officer, "police_officer", hub.named.getValue("Mfano station area"), station)
                val long = fire(GeoPoint(here.lat, here.lon)).copy(headline = Bilingual("x".repeat(101), "Moto sokoni"))
                assertTrue(officer.checkAlert(long).breaches.any { it.isError })
                failure(ErrorCode.ALERT_RULES) { officer.proposeAlert(long) }
                assertEquals(emptyList<Alert>(), officer.alerts(10u))
            }
        }
    }

    private fun fire(centre: GeoPoint) = NewAlert(
        event = AlertEvent.FIRE,
        severity = Severity.MODERATE,
        headline = Bilingual("Fire at the market", "Moto sokoni"),
        place = AlertPlace(circles = listOf(GeoCircle(centre, radiusKm = 0.3))),
        expires = Instant.now().plusSeconds(3_600),
        instructions = listOf(Instruction.AVOID_AREA),
    )
}
