package ke.usalama

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** The scenarios of tests/scenarios, as they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosTest {
    private val folder = repository.resolve("tests/scenarios")
    private var played = 0

    fun files(): List<String> =
        folder.list().orEmpty().filter { it.endsWith(".json") && it != "schema.json" }.sorted()

    @ParameterizedTest
    @MethodSource("files")
    fun `a scenario goes as it is written`(file: String) {
        runBlocking { play(folder.resolve(file).readText()) }
        played += 1
    }

    @AfterAll
    fun count() {
        println("scenarios played by Kotlin: $played")
    }

    private fun mistake(change: (String) -> String): String {
        val text = folder.resolve("01_report_to_resolution.json").readText()
        val changed = change(text)
        assertTrue(changed != text, "the scenario is another than this test was written for")
        return assertThrows<Mistake> { runBlocking { play(changed) } }.message.orEmpty()
    }

    @Test
    fun `a wrong expectation is found`() {
        val what = mistake { it.replaceFirst("\"unsent\": 1", "\"unsent\": 2") }
        assertTrue(what.endsWith("unsent is 1"), what)
    }

    @Test
    fun `a refusal that does not come is found`() {
        val what = mistake { it.replaceFirst("\"advice\": 0 } }", "\"advice\": 0 }, \"refused\": \"mob_risk\" }") }
        assertTrue(what.endsWith("it was not refused"), what)
    }

    @Test
    fun `an unknown verb and an unknown key are found`() {
        val verb = mistake { it.replaceFirst("\"does\": \"triage\"", "\"does\": \"wave\"") }
        assertTrue(verb.endsWith("no group of verbs has wave"), verb)
        val key = mistake { it.replaceFirst("\"text\": \"Lango", "\"words\": \"Lango") }
        assertTrue(key.endsWith("nobody knows [words]"), key)
    }
}
