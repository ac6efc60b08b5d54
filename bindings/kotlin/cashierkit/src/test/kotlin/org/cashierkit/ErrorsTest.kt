package org.cashierkit

import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CompletableDeferred
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
        wallet.open().thenShutDown { cashier ->
            cashier.pay(DemoServers.newOrder("110").code, Source.SCAN).page<Page.Cashier>()
            val refused = assertThrows<CashierException.PaymentInFront> {
                runBlocking { cashier.pay(DemoServers.newOrder("110").code, Source.SCAN) }
            }
            assertEquals("payment_in_front", refused.code)
            assertEquals("payment_in_front: another payment is in front", refused.message)
            assertEquals(Delivery.NOT_SENT, refused.delivery)
            assertTrue(refused.isRetryable)
            assertEquals(Advice.SHOW_PAYMENT_IN_FRONT, refused.advice)
            assertEquals(null, refused.requestId, "nothing was asked")
        }
    }

    @Test
    fun `a backend without TLS is refused before anything is sent`() {
        val config = wallet.config.copy(baseUrl = "http://wallet.example/alipayplus/v1")
        val refused = assertThrows<CashierException.InvalidConfig> {
            runBlocking { Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())) }
        }
        assertFalse(refused.isRetryable)
        assertEquals(Advice.MEND_THE_CODE, refused.advice)
        assertEquals("invalid configuration: base URL is refused: Scheme", refused.reason)
    }

    @Test
    fun `everything that is wrong with the wallet's texts is told at once`() {
        val config = wallet.config.copy(texts = mapOf("de" to mapOf("action.pay" to "Zahlen", "action.fly" to "Fliegen")))
        val refused = assertThrows<CashierException.InvalidConfig> {
            runBlocking { Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())) }
        }
        assertTrue("de: action.fly: there is no such key" in refused.reason, refused.reason)
        assertTrue("de: action.pay: placeholder {amount} is missing" in refused.reason, refused.reason)
    }

    @Test
    fun `a second cashier on the same files is refused`() = runBlocking<Unit> {
        val cashier = wallet.open()
        val refused = assertThrows<CashierException.StoreInUse> { runBlocking { wallet.open() } }
        assertEquals(Advice.USE_THE_OTHER_CASHIER, refused.advice)
        cashier.shutDown()
        wallet.open().shutDown()
    }

    @Test
    fun `a closed cashier says so`() = runBlocking<Unit> {
        val cashier = wallet.open()
        cashier.close()
        val refused = assertThrows<CashierException.Closed> { runBlocking { cashier.pay("281666", Source.SCAN) } }
        assertEquals(Advice.OPEN_AGAIN, refused.advice)
        // A signal that comes too late is no error.
        cashier.setForeground(true)
    }

    @Test
    fun `closing waits for nobody, and shutting down not for ever`() = runBlocking<Unit> {
        val inStore = CompletableDeferred<Unit>()
        val released = CountDownLatch(1)
        val store = object : Store {
            override fun load(key: String): ByteArray? = null

            override fun save(key: String, value: ByteArray) {
                if (!key.startsWith("attempt")) return
                inStore.complete(Unit)
                released.await()
            }

            override fun delete(key: String) = Unit

            override fun list(): List<String> = emptyList()
        }
        val cashier = wallet.open(storage = Storage.Host(store))
        cashier.pay(DemoServers.newOrder("110").code, Source.SCAN).confirmWith(wallet.user.pin)
        inStore.await()
        cashier.close()
        cashier.shutDown()
        released.countDown()
        // Twice is no error.
        cashier.shutDown()
    }

    @Test
    fun `what is not a code is refused before anything is sent`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            for (text in listOf("", " \n", "x".repeat(8_193))) {
                assertThrows<CashierException.NotACode> { runBlocking { cashier.pay(text, Source.SCAN) } }
            }
        }
    }

    @Test
    fun `paying before the start is refused`() = runBlocking<Unit> {
        Cashier.open(wallet.config, wallet.tokens, Storage.Folder(folder.toString())).thenShutDown { cashier ->
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
