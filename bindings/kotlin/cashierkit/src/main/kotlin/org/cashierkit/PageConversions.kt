package org.cashierkit

import org.cashierkit.internal.Availability as NativeAvailability
import org.cashierkit.internal.Button as NativeButton
import org.cashierkit.internal.CashierPage as NativeCashierPage
import org.cashierkit.internal.Countdown as NativeCountdown
import org.cashierkit.internal.Detail as NativeDetail
import org.cashierkit.internal.Element as NativeElement
import org.cashierkit.internal.History as NativeHistory
import org.cashierkit.internal.HistoryRow as NativeHistoryRow
import org.cashierkit.internal.LoadingPage as NativeLoadingPage
import org.cashierkit.internal.MerchantPage as NativeMerchantPage
import org.cashierkit.internal.MethodRow as NativeMethod
import org.cashierkit.internal.Navigation as NativeNavigation
import org.cashierkit.internal.Notice as NativeNotice
import org.cashierkit.internal.Page as NativePage
import org.cashierkit.internal.PaymentState as NativePaymentState
import org.cashierkit.internal.Picture as NativePicture
import org.cashierkit.internal.Reading as NativeReading
import org.cashierkit.internal.ResultPage as NativeResultPage
import org.cashierkit.internal.Row as NativeRow
import org.cashierkit.internal.ScannerPage as NativeScannerPage
import org.cashierkit.internal.StepUpPage as NativeStepUpPage
import org.cashierkit.internal.TargetKind

internal fun NativePaymentState.toPublic() =
    PaymentState(revision.toLong(), page.toPublic(), reading.toPublic(), announcement?.let { Announcement(it.revision.toLong(), it.text) })

internal fun NativePage.toPublic(): Page = when (this) {
    is NativePage.Scanner -> v1.toPublic()
    is NativePage.MerchantPage -> v1.toPublic()
    is NativePage.Loading -> v1.toPublic()
    is NativePage.Cashier -> v1.toPublic()
    is NativePage.StepUp -> v1.toPublic()
    is NativePage.Result -> v1.toPublic()
    is NativePage.Leaving -> Page.Leaving(target.opens, target.kind == TargetKind.APP, result.toPublic())
    is NativePage.HandOver -> Page.HandOver(sdkActionPayload, target?.opens)
    NativePage.Closed -> Page.Closed
}

private fun NativeScannerPage.toPublic() =
    Page.Scanner(
        title,
        hint,
        noCamera,
        busy,
        progress,
        notice?.toPublic(),
        choices.map { CodeChoice(it.index.toInt(), it.label) },
        retry?.toPublic(),
        support.toPublic(),
    )

private fun NativeMerchantPage.toPublic() =
    Page.MerchantPage(url, userAgent, progress, notice?.toPublic(), retry?.toPublic(), back.toPublic(), support.toPublic())

private fun NativeLoadingPage.toPublic() =
    Page.Loading(title, progress, notice?.toPublic(), retry?.toPublic(), back.toPublic(), support.toPublic())

private fun NativeCashierPage.toPublic() = Page.Cashier(
    title,
    back.toPublic(),
    logo.toPublic(),
    rows.toPublic(),
    methodsTitle,
    methods.map { it.toPublic() },
    pay.toPublic(),
    countdown?.let { TimeLeft(it.text, it.spoken) },
    notice?.toPublic(),
    progress,
    locked,
    support.toPublic(),
)

private fun NativeStepUpPage.toPublic() = Page.StepUp(
    title,
    merchant.toPublic(),
    amount.toPublic(),
    notice?.toPublic(),
    busy,
    cancel.toPublic(),
    behind.toPublic(),
    support.toPublic(),
)

private fun NativeResultPage.toPublic() = Page.Result(
    status.named(),
    title,
    reason,
    nextStep,
    progress,
    rows.toPublic(),
    brand?.toPublic(),
    primary.toPublic(),
    countdown?.toPublic(),
    secondary?.toPublic(),
    support.toPublic(),
)

internal fun NativeHistory.toPublic() =
    HistoryPage(page.title, page.rows.map { it.toPublic() }, page.empty, page.next, reading.toPublic())

private fun NativeHistoryRow.toPublic() = HistoryRow(order, merchant, amount, status.named(), statusText, time, spoken)

internal fun NativeDetail.toPublic() = page.run {
    DetailPage(status.named(), title, reason, nextStep, rows.toPublic(), brand.toPublic(), support.toPublic(), reading.toPublic())
}

private fun NativeReading.toPublic() = Reading(elements.map { it.toPublic() }, initialFocus?.toInt())

private fun NativeElement.toPublic() =
    Element(part.named(), index.toInt(), role.named(), label, value, selected, availability?.toPublic(), live.named())

private fun List<NativeRow>.toPublic() = map { it.toPublic() }

private fun NativeRow.toPublic() = Row(kind.named(), label, value, spoken)

private fun NativePicture.toPublic() = Picture(kind.named(), text)

private fun NativeMethod.toPublic() = Method(methodId, kind.named(), label, selected, availability.toPublic())

private fun NativeAvailability.toPublic(): Availability = when (this) {
    NativeAvailability.Enabled -> Availability.Enabled
    is NativeAvailability.Disabled -> Availability.Disabled(reason)
}

private fun NativeButton.toPublic() = Button(action.named(), label, spoken, availability.toPublic())

private fun NativeCountdown.toPublic() = Countdown(seconds.toInt(), label, stop.toPublic())

private fun NativeNotice.toPublic() = Notice(severity.named(), text)

internal fun NativeNavigation.toPublic(): Navigation = named()

/** The value of the same name: `EnumNamesTest` compares the names of both sides. */
internal inline fun <reified T : Enum<T>> Enum<*>.named(): T = enumValueOf(name)
