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

/** Several codes in one picture. */
@Timeout(60)
class ScanTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `between two codes that may be paid the user chooses by their labels, and the chosen one is paid`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val order = DemoServers.newOrder("110").code
            val scan = cashier.scan(listOf(NOODLES, BARCODE, order)) as Scan.Several
            assertEquals(listOf(NOODLES to "NOODLE 88", order to "qr.alipayplus.com"), scan.choices.map { it.code to it.label })
            assertEquals("Several([Choice(NOODLE 88), Choice(qr.alipayplus.com)])", scan.toString())
            cashier.pay(scan.choices.last().code, Source.PICTURE).page<Page.Cashier>()
        }
    }

    @Test
    fun `an order beside a product barcode is the one to pay`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val order = DemoServers.newOrder("110").code
            val scan = cashier.scan(listOf(BARCODE, "", order)) as Scan.One
            assertEquals(order, scan.code)
            assertFalse(order in scan.toString())
        }
    }

    @Test
    fun `texts that are no codes are nothing to pay`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            for (texts in listOf(listOf(), listOf("", " \n", "x".repeat(8_193)))) {
                assertThrows<CashierException.NotACode> { runBlocking { cashier.scan(texts) } }
            }
        }
    }

    private companion object {
        const val BARCODE = "4006381333931"

        /** A merchant's code that the simulator's rules take. */
        const val NOODLES = "00020101021126370019example.harbour-pay011028177704005204581253033925802JP5909NOODLE 886005Tokyo6304DD0F"
    }
}
