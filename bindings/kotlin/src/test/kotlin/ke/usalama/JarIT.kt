package ke.usalama

import ke.usalama.docs.firstReport
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class JarIT {
    @Test
    fun `the jar needs nothing beside it`() = test {
        val jar = Usalama::class.java.protectionDomain.codeSource.location.path
        assertTrue(jar.endsWith(".jar"), jar)
        assertNotNull(Usalama::class.java.getResource("/linux-x86-64/libusalama.so"))
        firstReport(newFolder().toString(), newKey())
    }
}
