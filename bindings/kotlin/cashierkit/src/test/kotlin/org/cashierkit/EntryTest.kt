package org.cashierkit

import java.net.URLEncoder
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** What surrounds the plain order code: merchants' pages, links, several codes, regions, rates. */
@Timeout(60)
class EntryTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    private fun escaped(text: String) = URLEncoder.encode(text, Charsets.UTF_8)

    @Test
    fun `a merchant's page that wants an auth code gets it in the address to load next`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val code = "${DemoServers.simulator}/all/tea-house"
            val payment = cashier.pay(code, Source.SCAN)
            val first = payment.page<Page.MerchantPage>()
            assertEquals(code to "AlipayConnect / AlipayClient/", first.url to first.userAgent)
            val oauth = "${DemoServers.simulator}/sim/oauth?authClientId=SIM_AGGREGATOR&scopes=a&redirectUrl=${escaped(code)}"
            assertEquals(Navigation.LOAD, payment.navigate(code, mainFrame = true))
            assertEquals(Navigation.BLOCK, payment.navigate("intent://x", mainFrame = true))
            assertEquals(Navigation.AUTH_CODE, payment.navigate(oauth, mainFrame = true))
            val next = payment.page<Page.MerchantPage> { it.url != code }
            assertTrue(next.url.startsWith("$code?auth_code="), next.url)
            assertEquals("MerchantPage", next.toString())
            assertEquals(Navigation.LOAD, payment.navigate(next.url, mainFrame = true))
            payment.close()
        }
    }

    @Test
    fun `a link into the wallet begins a payment and confirms nothing`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val order = DemoServers.newOrder("110")
            assertThrows<CashierException.NotACode> { runBlocking { cashier.payLink("https://shop.example/?codeValue=${escaped(order.code)}") } }
            val payment = cashier.payLink("wallet://pay?codeValue=${escaped(order.code)}")
            payment.page<Page.Cashier> { it.pay.isEnabled }
            payment.close()
        }
    }

    @Test
    fun `between several codes the user chooses on the scanner`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            val order = DemoServers.newOrder("110")
            val payment = cashier.payScanned(listOf("4006381333931", order.code, "${DemoServers.simulator}/shop/tea-house"), Source.PICTURE)
            val scanner = payment.page<Page.Scanner> { it.choices.isNotEmpty() }
            assertEquals(listOf("qr.alipayplus.com", "127.0.0.1"), scanner.choices.map { it.label })
            payment.pickCode(scanner.choices.first())
            payment.page<Page.Cashier> { it.pay.isEnabled }
            payment.close()
        }
    }

    @Test
    fun `who is abroad where Alipay+ is taken is told, and sees its marks`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            cashier.setCurrentRegion("JP", utcOffsetMinutes = 540)
            assertEquals("JP", withTimeout(20.seconds) { cashier.availabilityNotices.first() })
            assertTrue(cashier.isSupportedRegion("JP"))
            assertFalse(cashier.isSupportedRegion("KR"))
            assertFalse(cashier.isSupportedRegion(null))
            val mark = AcceptanceMark("scan-here", "https://marks.wallet.example/scan-here.png")
            assertEquals(listOf(mark), cashier.acceptanceMarks(PaymentScenario.MPM, "JP"))
            assertEquals(listOf("show-here"), cashier.acceptanceMarks(PaymentScenario.UPM).map { it.name })
        }
    }

    @Test
    fun `a reference rate is a text that says so`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            assertEquals("1 JPY = 10.00 KRW (reference rate)", cashier.inquireQuote("JPY", "KRW")?.text?.replace('\u00a0', ' '))
            assertNull(cashier.inquireQuote("JPY", "THB"))
            assertNull(cashier.inquireQuote("yen", "KRW"))
        }
    }
}
