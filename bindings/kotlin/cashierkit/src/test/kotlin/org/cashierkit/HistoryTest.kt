package org.cashierkit

import java.nio.file.Path
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** What the user paid, against the live backend. */
@Timeout(120)
class HistoryTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `a payment is the newest of the history, and its detail has what a complaint needs`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            payment.confirmWith(wallet.user.pin)
            val paid = cashier.outcomes.first().outcome as Outcome.Succeeded

            val page = cashier.history(limit = 1)
            val row = page.rows.single()
            assertEquals(paid.order to OrderStatus.PAID, row.order to row.status)
            assertTrue(row.merchant.contains("Maple Tea House") && row.spoken.startsWith(row.merchant), "$row")
            assertEquals(Role.HEADING, page.reading.elements[page.reading.initialFocus!!].role)

            val detail = cashier.order(row.order)
            assertEquals(OrderStatus.PAID to "Paid", detail.status to detail.title)
            val kinds = detail.rows.map { it.kind }
            for (kind in listOf(RowKind.PAID_AMOUNT, RowKind.MERCHANT, RowKind.TIME, RowKind.REFERENCE, RowKind.PAYMENT_ID)) {
                assertTrue(kind in kinds, "$kind is missing in $detail")
            }
        }
    }

    @Test
    fun `the history goes on where a page of it ended`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            repeat(2) { cashier.pay(DemoServers.newOrder("110").code, Source.SCAN).run { page<Page.Cashier>(); back(); page<Page.Closed>() } }
            val first = cashier.history(limit = 1)
            assertNotNull(first.next)
            val second = cashier.history(after = first.next, limit = 1)
            assertEquals(listOf(1, 1), listOf(first.rows.size, second.rows.size))
            assertFalse(first.rows.single().order == second.rows.single().order)
        }
    }

    @Test
    fun `an order that the user does not have is refused, with a reference for the support`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val refused = assertThrows<CashierException.Refused> { runBlocking { cashier.order("nobody's") } }
            assertEquals(Delivery.ANSWERED to false, refused.delivery to refused.isRetryable)
            assertEquals(32, refused.requestId?.length)
        }
    }
}
