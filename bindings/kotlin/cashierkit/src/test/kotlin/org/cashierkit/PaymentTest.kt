package org.cashierkit

import app.cash.turbine.test
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** Whole payments against the live simulator and backend. */
@Timeout(120)
class PaymentTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `a payment goes from the code to the result`() = runBlocking<Unit> {
        val order = DemoServers.newOrder("110")
        wallet.open().thenShutDown { cashier ->
            val payment = cashier.pay(order.code, Source.SCAN)

            val page = payment.page<Page.Cashier> { it.pay.isEnabled }
            assertTrue(page.rows.any { it.kind == RowKind.MERCHANT && it.value.contains("Maple Tea House") }, "$page")
            assertTrue(page.rows.any { it.kind == RowKind.ORDER_AMOUNT && it.value.contains("110") }, "$page")
            payment.press(page.pay)
            payment.page<Page.StepUp> { !it.busy }
            payment.submitPin(wallet.user.pin)

            val result = payment.page<Page.Result> { it.status == Status.SUCCEEDED }
            assertEquals(emptyList<Row>(), result.support)
            assertEquals("Powered by Alipay+", result.brand?.text)
            val reading = payment.state.value.reading
            val first = reading.elements[reading.initialFocus!!]
            assertEquals(Role.STATUS to result.title, first.role to first.label)
            val outcome = cashier.outcomes.first().outcome as Outcome.Succeeded
            assertEquals(wallet.user.currency, outcome.payAmount.currency)
            assertEquals(outcome.payAmount to null, outcome.total to outcome.surcharge)
            DemoServers.awaitAtMerchant(order, "PAID")
        }
    }

    @Test
    fun `states may be skipped, outcomes are delivered one by one until each is acknowledged`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            // Nobody reads the outcomes of these two while they happen, and nobody the states in between.
            val attempts = List(2) {
                val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
                payment.confirmWith(wallet.user.pin)
                payment.page<Page.Result> { it.status == Status.SUCCEEDED }
                payment.close()
                payment.page<Page.Closed>()
            }
            assertEquals(2, attempts.size)

            val first = cashier.outcomes.first().outcome
            cashier.outcomes.test(timeout = 20.seconds) {
                val again = awaitItem()
                assertEquals(first, again.outcome, "not acknowledged, so it comes again")
                again.acknowledge()
                val second = awaitItem()
                assertTrue(second.outcome is Outcome.Succeeded && second.outcome != first, "${second.outcome}")
                second.acknowledge()
                expectNoEvents()
                cancel()
            }
        }
    }

    @Test
    fun `an outcome that nobody acknowledged comes again after a restart`() = runBlocking<Unit> {
        val cashier = wallet.open()
        val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
        payment.confirmWith(wallet.user.pin)
        val delivery = cashier.outcomes.first()
        assertEquals(payment.id, delivery.paymentId)
        cashier.shutDown()
        wallet.open().thenShutDown { restarted ->
            val again = restarted.outcomes.first()
            assertEquals(delivery.outcome, again.outcome)
            assertEquals(delivery.id, again.id, "the host can tell that it is the same")
            assertEquals(payment.id, again.paymentId)
        }
    }

    @Test
    fun `a cancelled coroutine does not cancel its payment`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            val screen = CoroutineScope(Dispatchers.Default)
            screen.launch { payment.state.collect {} }
            payment.confirmWith(wallet.user.pin)
            screen.cancel()
            assertTrue(cashier.outcomes.first().outcome is Outcome.Succeeded)
        }
    }

    @Test
    fun `a wrong PIN leaves the sheet open, and leaving it leaves the cashier as it was`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            payment.confirmWith(if (wallet.user.pin == "000000") "111111" else "000000")
            val sheet = payment.page<Page.StepUp> { it.notice != null }
            payment.press(sheet.cancel)
            payment.page<Page.Cashier> { it.pay.isEnabled }
            payment.back()
            assertEquals(Outcome.Cancelled, cashier.outcomes.first().outcome)
        }
    }

    @Test
    fun `a code of the wallet itself is handed back without a page`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val payment = cashier.pay("DEMOWALLET:mina", Source.SCAN)
            assertEquals(Outcome.OwnCode, cashier.outcomes.first().outcome)
            payment.page<Page.Closed>()
        }
    }

    @Test
    fun `what cannot be paid is an outcome, not an exception`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            cashier.pay("WIFI:T:WPA;S:cafe;P:secret;;", Source.SCAN)
            assertEquals(Outcome.NotSupported(CodeKind.WIFI), cashier.outcomes.first().outcome)
        }
    }

    @Test
    fun `a page is shown again in another language, with the wallet's own texts`() = runBlocking<Unit> {
        val config = wallet.config.copy(texts = mapOf("de" to mapOf("action.back" to "Retour")))
        Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())).thenShutDown { cashier ->
            cashier.start()
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            assertEquals("Confirm payment", payment.page<Page.Cashier> { it.pay.isEnabled }.title)
            cashier.setLanguage("de-CH")
            val page = payment.page<Page.Cashier> { it.title == "Zahlung bestätigen" }
            assertEquals("Retour", page.back.label)
        }
    }
}
