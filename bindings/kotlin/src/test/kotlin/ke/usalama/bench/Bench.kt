// What the border costs, for `cargo xtask bench`: DIRECTORY RUNS PAGE. Prints `cold_start_ms` and `page_us`.
package ke.usalama.bench

import ke.usalama.Filter
import ke.usalama.Usalama
import kotlinx.coroutines.runBlocking

fun main(arguments: Array<String>) = runBlocking {
    val (directory, runs, page) = arguments
    val begun = System.nanoTime()
    val usalama = Usalama.open(directory, ByteArray(32) { 7 }, null)
    println("cold_start_ms ${(System.nanoTime() - begun) / 1e6}")
    suspend fun once(): Long {
        val started = System.nanoTime()
        val incidents = usalama.incidents(Filter(), null, page.toUInt()).incidents
        check(incidents.size == page.toInt())
        return System.nanoTime() - started
    }
    // What the JVM interprets and what it has compiled are two figures: the second is that of an app in use.
    repeat(runs.toInt()) { once() }
    val times = List(runs.toInt()) { once() }.sorted()
    println("page_us ${times[times.size / 2] / 1e3}")
    usalama.shutDown()
    usalama.close()
}
