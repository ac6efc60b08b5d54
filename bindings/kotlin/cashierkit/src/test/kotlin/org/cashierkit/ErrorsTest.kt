package org.cashierkit

import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** Errors as a Kotlin engineer sees them. */
@Timeout(60)
class ErrorsTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `a second payment is refused while one is in front`() = runBlocking<Unit> {
        wallet.open().use { cashier ->
            cashier.pay(DemoServers.newOrder("110").code, Source.SCAN).page<Page.Cashier>()
            val refused = assertThrows<CashierException.Busy> {
                runBlocking { cashier.pay(DemoServers.newOrder("110").code, Source.SCAN) }
            }
            assertEquals("${refused.code}: ${refused.reason}", refused.message)
        }
    }

    @Test
    fun `a backend without TLS is refused before anything is sent`() {
        val config = wallet.config.copy(backend = "http://wallet.example/alipayplus/v1")
        val refused = assertThrows<CashierException.Configuration> {
            runBlocking { Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())) }
        }
        assertFalse(refused.retryable)
    }

    @Test
    fun `a second cashier on the same files is refused`() = runBlocking<Unit> {
        wallet.open().use {
            assertThrows<CashierException.Busy> { runBlocking { wallet.open() } }
        }
        wallet.open().close()
    }

    @Test
    fun `a closed cashier says so`() = runBlocking<Unit> {
        val cashier = wallet.open()
        cashier.close()
        assertThrows<CashierException.Closed> { runBlocking { cashier.pay("281666", Source.SCAN) } }
    }

    @Test
    fun `an exception never shows a payload or a token`() {
        assertEquals("HandOver", Page.HandOver("secret").toString())
        assertEquals("AccessToken", AccessToken("secret", "user").toString())
    }
}
