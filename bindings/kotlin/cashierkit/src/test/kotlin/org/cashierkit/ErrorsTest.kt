package org.cashierkit

import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
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
            val refused = assertThrows<CashierException.PaymentInFront> {
                runBlocking { cashier.pay(DemoServers.newOrder("110").code, Source.SCAN) }
            }
            assertEquals("payment_in_front", refused.code)
            assertEquals("payment_in_front: another payment is in front", refused.message)
            assertEquals(Delivery.NOT_SENT, refused.delivery)
            assertTrue(refused.isRetryable)
        }
    }

    @Test
    fun `a backend without TLS is refused before anything is sent`() {
        val config = wallet.config.copy(baseUrl = "http://wallet.example/alipayplus/v1")
        val refused = assertThrows<CashierException.InvalidConfig> {
            runBlocking { Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())) }
        }
        assertFalse(refused.isRetryable)
    }

    @Test
    fun `a second cashier on the same files is refused`() = runBlocking<Unit> {
        wallet.open().use {
            assertThrows<CashierException.FolderInUse> { runBlocking { wallet.open() } }
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
    fun `what is not a code is refused before anything is sent`() = runBlocking<Unit> {
        wallet.open().use { cashier ->
            for (text in listOf("", " \n", "x".repeat(8_193))) {
                assertThrows<CashierException.NotACode> { runBlocking { cashier.pay(text, Source.SCAN) } }
            }
        }
    }

    @Test
    fun `paying before the start is refused`() = runBlocking<Unit> {
        Cashier.open(wallet.config, wallet.tokens, Storage.Folder(folder.toString())).use { cashier ->
            assertThrows<CashierException.NotStarted> { runBlocking { cashier.pay("281666", Source.SCAN) } }
        }
    }

    @Test
    fun `a token source that throws makes the start fail, and its message goes nowhere`() = runBlocking<Unit> {
        val failed = assertThrows<CashierException.PortFailed> {
            runBlocking { wallet.open(tokens = { error("token ${wallet.user.token}") }) }
        }
        assertFalse(wallet.user.token in failed.stackTraceToString())
    }

    @Test
    fun `printing a payload or a login shows nothing of it`() {
        assertEquals("HandOver", Page.HandOver("secret", null).toString())
        assertEquals("AccessToken", AccessToken("secret", "user").toString())
    }
}
