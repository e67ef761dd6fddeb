package ke.usalama

import java.io.File
import java.net.HttpURLConnection
import java.net.URI
import java.nio.file.Files
import java.nio.file.Path
import java.util.UUID
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** Top of the repository. */
val repository: File = File(System.getProperty("usalama.repository") ?: "../..").canonicalFile

/** A new folder that is removed when the tests end. */
fun newFolder(): Path = Files.createTempDirectory("usalama").also { folder ->
    Runtime.getRuntime().addShutdownHook(thread(start = false) { folder.toFile().deleteRecursively() })
}

/** The real hub, as a process of its own on a free port, with the areas of the invented town. */
class Hub : AutoCloseable {
    private val folder = newFolder()
    private val listening = CompletableFuture<String>()
    private val codes = ConcurrentHashMap<UUID, CompletableFuture<String>>()
    private val last = CompletableFuture<String>()
    private val residents = AtomicInteger()
    private val process = ProcessBuilder(
        program, "serve", "--dev", "--listen", "127.0.0.1:0", "--data", folder.toString(),
        "--requests-per-second", "100000", "--burst", "100000",
    ).redirectError(folder.resolve("hub.log").toFile()).start()

    init {
        thread(isDaemon = true, name = "hub") {
            process.inputStream.bufferedReader().forEachLine { line ->
                val words = line.split(' ')
                when {
                    line.startsWith("listening on ") -> listening.complete("http://${words[2]}")
                    line.startsWith("enrolment ") -> {
                        code(UUID.fromString(words[1])).complete(words[3])
                        last.obtrudeValue(words[3])
                    }
                }
            }
        }
        Runtime.getRuntime().addShutdownHook(thread(start = false) { process.destroyForcibly() })
    }

    /** `http://127.0.0.1:PORT`. */
    val address: String = listening.get(20, SECONDS)

    /** Areas and organisations by their names. */
    val named: Map<String, UUID>

    init {
        val areas = repository.resolve("tests/data/areas/demo.json")
        admin("reference", "import", areas.path)
        val reference = Json.parseToJsonElement(areas.readText()).jsonObject
        fun names(list: String, name: String) = reference.getValue(list).jsonArray.map { it.jsonObject }.associate {
            it.getValue(name).jsonPrimitive.content to UUID.fromString(it.getValue("id").jsonPrimitive.content)
        }
        named = names("areas", "name_en") + names("organisations", "name")
    }

    fun admin(vararg arguments: String): String {
        val admin = ProcessBuilder(program, "admin", "--data", folder.toString(), *arguments)
            .redirectError(folder.resolve("admin.log").toFile()).start()
        val said = admin.inputStream.bufferedReader().readText().trim()
        check(admin.waitFor() == 0) { "${arguments.toList()}: ${folder.resolve("admin.log").toFile().readText()}" }
        return said
    }

    /** The code that was printed last. */
    fun lastCode(): String = last.get(20, SECONDS)

    /** Moves the hub's clock. */
    fun advance(seconds: Long) {
        val connection = URI("$address/dev/clock").toURL().openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.doOutput = true
        connection.setRequestProperty("Content-Type", "application/json")
        connection.outputStream.use { it.write("""{"advance_s":$seconds}""".toByteArray()) }
        check(connection.responseCode == 200) { "the hub's clock answers ${connection.responseCode}" }
    }

    /** Enrols whoever is signed in as a resident, by the code that the hub prints instead of sending it. */
    suspend fun enrolResident(app: Usalama, ward: UUID = named.getValue("Mfano Mashariki")) {
        val sent = app.requestCode("+2547%08d".format(residents.incrementAndGet()), 20.seconds)
        app.enrolWithCode(sent.enrolment, code(sent.enrolment).get(20, SECONDS), ward, 20.seconds)
        check(app.sync(20.seconds).complete)
    }

    /** Gives whoever is signed in a role, by an invitation. */
    suspend fun appoint(app: Usalama, role: String, area: UUID, organisation: UUID?) {
        val more = buildList {
            if (organisation != null) addAll(listOf("--org", organisation.toString()))
            if (role == "guard") addAll(listOf("--gfn", "GFN-0001", "--gfn-status", "valid"))
        }
        val invitation = admin("invite", "--role", role, "--area", area.toString(), *more.toTypedArray())
        app.enrolWithInvitation(invitation, null, 20.seconds)
        check(app.sync(20.seconds).complete)
    }

    override fun close() {
        process.destroyForcibly().waitFor()
    }

    private fun code(enrolment: UUID) = codes.computeIfAbsent(enrolment) { CompletableFuture() }

    companion object {
        private val program = System.getenv("USALAMA_HUB_BIN")
            ?: error("USALAMA_HUB_BIN is not set: name the hub's program, or run `cargo xtask test`")
    }
}
