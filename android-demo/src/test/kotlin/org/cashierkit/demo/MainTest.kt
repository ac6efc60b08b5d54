package org.cashierkit.demo

import java.io.File
import java.util.concurrent.TimeUnit
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(120)
class MainTest {
    @Test
    fun `the demo pays a code, as a program of its own`() {
        val order = DemoServers.newOrder("110")
        val user = DemoServers.users.first()
        val java = File(System.getProperty("java.home"), "bin/java").path
        val library = "-Djna.library.path=${System.getProperty("jna.library.path")}"
        val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val demo = ProcessBuilder(java, library, "-cp", classes, "org.cashierkit.demo.MainKt", DemoServers.backend, order.code)
        demo.environment() += mapOf("WALLET_TOKEN" to user.token, "WALLET_PIN" to user.pin)
        val running = demo.redirectErrorStream(true).start()
        val printed = running.inputStream.bufferedReader().readText()
        assertTrue(running.waitFor(10, TimeUnit.SECONDS))

        assertEquals(0, running.exitValue(), printed)
        assertTrue("Maple Tea House" in printed, printed)
        DemoServers.awaitAtMerchant(order, "PAID")
    }
}
