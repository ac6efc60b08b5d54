package org.cashierkit

import org.cashierkit.internal.Scan as NativeScan

/** What to do with the codes of one picture. Printing it shows no code: whoever has an order code can pay it. */
public sealed interface Scan {
    /**
     * One code to go on with. If it cannot be paid, no other one in the picture can, and its page says what it is.
     *
     * @property code verbatim, for [Cashier.pay]
     */
    public class One internal constructor(public val code: String) : Scan {
        override fun toString(): String = "One"
    }

    /**
     * Two or more that may be paid: the user says which.
     *
     * @property choices in the order in which the codes were given, none twice
     */
    public class Several internal constructor(public val choices: List<Choice>) : Scan {
        override fun toString(): String = "Several($choices)"
    }
}

/**
 * One of several codes that may be paid.
 *
 * @property code verbatim, for [Cashier.pay]
 * @property label what the user knows it by: the merchant's name in the code, or the host of a link; `null` if it tells neither
 */
public class Choice internal constructor(public val code: String, public val label: String?) {
    override fun toString(): String = "Choice($label)"
}

internal fun NativeScan.toPublic(): Scan = when (this) {
    is NativeScan.One -> Scan.One(v1)
    is NativeScan.Several -> Scan.Several(v1.map { Choice(it.code, it.label) })
}
