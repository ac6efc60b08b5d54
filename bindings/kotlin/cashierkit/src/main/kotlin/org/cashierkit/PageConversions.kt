package org.cashierkit

import org.cashierkit.internal.Button as NativeButton
import org.cashierkit.internal.CashierPage as NativeCashierPage
import org.cashierkit.internal.MethodRow as NativeMethod
import org.cashierkit.internal.Navigation as NativeNavigation
import org.cashierkit.internal.Notice as NativeNotice
import org.cashierkit.internal.NoticeKind
import org.cashierkit.internal.Page as NativePage
import org.cashierkit.internal.PaymentState as NativePaymentState
import org.cashierkit.internal.ResultPage as NativeResultPage
import org.cashierkit.internal.Row as NativeRow
import org.cashierkit.internal.TargetKind

internal fun NativePaymentState.toPublic() = PaymentState(revision.toLong(), page.toPublic(), announcement?.let { Announcement(it.revision.toLong(), it.text) })

internal fun NativePage.toPublic(): Page = when (this) {
    is NativePage.Scanner -> Page.Scanner(busy, notice?.toPublic(), choices.map { CodeChoice(it.index.toInt(), it.label) })
    is NativePage.MerchantPage ->
        Page.MerchantPage(url, userAgent, progress, notice?.toPublic(), retry?.toPublic(), back.toPublic())
    is NativePage.Loading -> Page.Loading(text, notice?.toPublic(), retry?.toPublic(), back.toPublic())
    is NativePage.Cashier -> v1.toPublic()
    is NativePage.StepUp -> v1.run {
        Page.StepUp(title, merchant, amount, notice?.toPublic(), busy, cancel.toPublic(), behind.toPublic())
    }
    is NativePage.Result -> v1.toPublic()
    is NativePage.Leaving -> Page.Leaving(target.opens, target.kind == TargetKind.APP, result.toPublic())
    is NativePage.HandOver -> Page.HandOver(sdkActionPayload, target?.opens)
    NativePage.Closed -> Page.Closed
}

private fun NativeCashierPage.toPublic() = Page.Cashier(
    title,
    back.toPublic(),
    rows.map { it.toPublic() },
    methods.map { it.toPublic() },
    pay.toPublic(),
    countdown,
    notice?.toPublic(),
    progress,
    locked,
)

private fun NativeResultPage.toPublic() = Page.Result(
    status.named(),
    title,
    message,
    rows.map { it.toPublic() },
    brand,
    primary?.toPublic(),
    countdownSeconds?.toInt(),
    secondary?.toPublic(),
    supportReference,
)

private fun NativeRow.toPublic() = Row(kind.named(), label, value)

private fun NativeMethod.toPublic() = Method(methodId, label, selected, enabled, reason)

private fun NativeButton.toPublic() = Button(action.named(), label, enabled)

private fun NativeNotice.toPublic() = Notice(text, kind == NoticeKind.WARNING)

internal fun NativeNavigation.toPublic(): Navigation = named()

/** The value of the same name: `EnumNamesTest` compares the names of both sides. */
internal inline fun <reified T : Enum<T>> Enum<*>.named(): T = enumValueOf(name)
