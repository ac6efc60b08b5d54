package org.cashierkit.demo

import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import org.cashierkit.Availability
import org.cashierkit.Button
import org.cashierkit.Cashier
import org.cashierkit.Method
import org.cashierkit.Outcome
import org.cashierkit.Page
import org.cashierkit.Payment
import org.cashierkit.Row
import org.cashierkit.Source

/** A wallet whose screen is a text: it prints each page, pays without asking and answers the PIN sheet with [pin]. */
class ConsoleWallet(private val cashier: Cashier, private val pin: String, private val screen: Appendable) {
    /** Pays [code] and returns how it ended. */
    suspend fun pay(code: String): Outcome = coroutineScope {
        val outcome = async { cashier.outcomes.first().also { it.acknowledge() }.outcome }
        val payment = cashier.pay(code, Source.SCAN)
        payment.state.first {
            show(it.page)
            answer(payment, it.page)
            it.page == Page.Closed
        }
        outcome.await()
    }

    private fun answer(payment: Payment, page: Page) {
        when (page) {
            is Page.Cashier -> if (page.pay.isEnabled && !page.locked) payment.confirm()
            is Page.StepUp -> if (!page.busy) payment.submitPin(pin)
            is Page.Loading -> page.retry?.let(payment::press)
            // A console opens nothing: the result page comes back with a button that ends the payment.
            is Page.Leaving -> payment.redirectResult(opened = false)
            is Page.Result -> payment.press(page.primary)
            is Page.Scanner -> if (!page.busy) payment.close()
            // A console has no web container.
            is Page.MerchantPage -> payment.close()
            is Page.HandOver, Page.Closed -> Unit
        }
    }

    private fun show(page: Page) {
        val lines = when (page) {
            is Page.Scanner -> listOfNotNull(page.title, page.hint, page.progress, page.notice?.text)
            is Page.MerchantPage -> listOf("Merchant's page", page.url)
            is Page.Loading -> loading(page)
            is Page.Cashier -> cashier(page)
            is Page.StepUp -> listOfNotNull(page.title, line(page.merchant), line(page.amount), page.notice?.text)
            is Page.Result -> result(page)
            is Page.Leaving -> listOf("To the merchant", page.opens)
            is Page.HandOver -> listOf("Alipay+ takes over")
            Page.Closed -> listOf("Done")
        }
        screen.append(lines.first()).append('\n')
        lines.drop(1).forEach { screen.append("  ").append(it).append('\n') }
    }

    private fun loading(page: Page.Loading) =
        listOfNotNull(page.title, page.progress, page.notice?.text) + listOfNotNull(page.retry, page.back).map(::line) +
            page.support.map(::line)

    private fun cashier(page: Page.Cashier) =
        listOf(page.title) + page.rows.map(::line) + page.methods.map(::line) +
            listOfNotNull(page.notice?.text, page.countdown?.text, page.progress, line(page.pay)) + page.support.map(::line)

    private fun result(page: Page.Result) =
        listOfNotNull(page.title, page.reason, page.nextStep, page.progress) + page.rows.map(::line) +
            listOfNotNull(page.brand?.text, line(page.primary)) + page.support.map(::line)

    private fun line(row: Row) = "${row.label}: ${row.value}"

    private fun line(method: Method) = (if (method.selected) "(*) " else "( ) ") + method.label + why(method.availability)

    private fun line(button: Button) = "[ ${button.label} ]" + why(button.availability)

    private fun why(availability: Availability) = when (availability) {
        Availability.Enabled -> ""
        is Availability.Disabled -> ": ${availability.reason}"
    }
}
