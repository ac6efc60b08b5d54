package org.cashierkit

/**
 * What the user sees: ready-made texts, translated and formatted. A screen draws a page and decides nothing.
 */
public sealed interface Page {
    /**
     * The host's scanner; [busy] while a code is being looked at.
     *
     * @property choices several codes of one picture that may be paid: the user picks one, see [Payment.pickCode]; otherwise empty
     */
    public data class Scanner(val busy: Boolean, val notice: Notice?, val choices: List<CodeChoice>) : Page

    /**
     * The merchant's page in the wallet's web container. Every navigation goes through [Payment.navigate].
     *
     * @property url what to load: at first, and again each time that it is another one. It may carry a code of the user
     * @property userAgent appended to the container's own User-Agent after one space
     * @property progress what is being done for the page; absent for the first moments
     * @property notice the page does not get what it asked for
     * @property retry where trying again helps
     */
    public data class MerchantPage(
        val url: String,
        val userAgent: String?,
        val progress: String?,
        val notice: Notice?,
        val retry: Button?,
        val back: Button,
    ) : Page {
        /** Without the address, which is as good as a code. */
        override fun toString(): String = "MerchantPage"
    }

    /** A cashier without content yet. [text] is absent for the first moments, [retry] where it would not help. */
    public data class Loading(val text: String?, val notice: Notice?, val retry: Button?, val back: Button) : Page

    /**
     * The cashier.
     *
     * @property rows everything there is to read, top to bottom
     * @property methods the payment methods, preferred first
     * @property pay the pay button, with the amount on it
     * @property countdown time left to pay, from two minutes before the end
     * @property progress progress text while the page is locked
     * @property locked nothing can be pressed: a confirmation runs
     */
    public data class Cashier(
        val title: String,
        val back: Button,
        val rows: List<Row>,
        val methods: List<Method>,
        val pay: Button,
        val countdown: String?,
        val notice: Notice?,
        val progress: String?,
        val locked: Boolean,
    ) : Page

    /** The PIN sheet over the cashier; answered by [Payment.submitPin] or [Payment.cancelStepUp]. */
    public data class StepUp(
        val title: String,
        val merchant: String,
        val amount: String,
        val notice: Notice?,
        val busy: Boolean,
        val cancel: Button,
        val behind: Cashier,
    ) : Page

    /**
     * How the payment stands, also while that is not known yet.
     *
     * @property status first thing shown, first thing focused
     * @property message why, and what to do
     * @property countdownSeconds seconds until the main button presses itself
     * @property supportReference what a user tells the support
     */
    public data class Result(
        val status: Status,
        val title: String,
        val message: String?,
        val rows: List<Row>,
        val brand: String?,
        val primary: Button?,
        val countdownSeconds: Int?,
        val secondary: Button?,
        val supportReference: String?,
    ) : Page

    /**
     * Leaving for the merchant: the host opens [opens], to the letter, and reports with [Payment.redirectResult].
     *
     * @property inApp a merchant's app, through the operating system only; else a browser or custom tab
     */
    public data class Leaving(val opens: String, val inApp: Boolean, val result: Result) : Page

    /**
     * No cashier: the host gives [sdkActionPayload] to Alipay+'s own SDK, or opens [opens] through the operating system, if it is there:
     * the payload of a simulator says what.
     */
    public class HandOver(public val sdkActionPayload: String, public val opens: String?) : Page {
        override fun equals(other: Any?): Boolean = other is HandOver && other.sdkActionPayload == sdkActionPayload

        override fun hashCode(): Int = sdkActionPayload.hashCode()

        /** Without the payload, which is a secret. */
        override fun toString(): String = "HandOver"
    }

    /** Nothing more to show. */
    public data object Closed : Page
}

/** One of several codes in a picture: [label] is what the user knows it by, never the code. */
public data class CodeChoice(val index: Int, val label: String)

/** How a payment stands. */
public enum class Status { SUCCEEDED, FAILED, CHECKING, PENDING, PAID_ELSEWHERE, EXPIRED, CANCELLED, NOT_SUPPORTED }

/** One line of a page. */
public data class Row(val kind: RowKind, val label: String, val value: String)

/** What a line of a page is about. */
public enum class RowKind {
    ACCOUNT,
    MERCHANT,
    ORDER_TEXT,
    METHOD,
    ORDER_AMOUNT,
    LOCAL_AMOUNT,
    EXCHANGE_RATE,
    DISCOUNT,
    SURCHARGE,
    PAYMENT_AMOUNT,
    PAID_AMOUNT,
    RETURNED,
    REFUND,
    TIME,
    REFERENCE,
}

/** A payment method; [reason] says why it is not [enabled]. */
public data class Method(val id: String, val label: String, val selected: Boolean, val enabled: Boolean, val reason: String?)

/** A button; pressed by [Payment.press]. */
public data class Button(val action: Action, val label: String, val enabled: Boolean)

/** What a button does. */
public enum class Action { CONFIRM, BACK, RETRY, REDIRECT, CLOSE }

/** Something to tell the user without leaving the page. */
public data class Notice(val text: String, val warning: Boolean)
