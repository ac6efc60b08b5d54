package org.cashierkit

import org.cashierkit.internal.Logo as NativeLogo
import org.cashierkit.internal.PaymentScenario as NativeScenario
import org.cashierkit.internal.ReferenceRate as NativeRate

/** Who shows the code: the user (`UPM`) or the merchant (`MPM`). */
public enum class PaymentScenario { UPM, MPM }

/** A sign that merchants show; [url] is https. At the bottom of the scan page it is 128 px high, with a white background 112 px. */
public data class AcceptanceMark(val name: String, val url: String)

/** A rate to look at before a payment. It is a text, so that no amount of an order is ever computed with it. */
public class ReferenceRate internal constructor(private val native: NativeRate) {
    /** What to show, marked as a reference; `null` ten minutes after it was asked for: then it may not be shown any more. */
    public val text: String? get() = native.text()
}

internal fun PaymentScenario.toNative(): NativeScenario = named()

internal fun NativeLogo.toPublic() = AcceptanceMark(logoName, logoUrl)
