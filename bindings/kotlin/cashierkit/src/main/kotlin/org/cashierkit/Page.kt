package org.cashierkit

/**
 * What the user sees: ready-made texts, translated and formatted. A screen draws a page and decides nothing.
 *
 * Words of others (merchant, promotions, methods, account, references) have been cleaned: one line, nothing invisible, of bounded
 * length. What a screen reader needs is [PaymentState.reading]. `support` holds who to ask and the reference to tell them, on every
 * page that says that something went wrong.
 */
public sealed interface Page {
    /**
     * The host's scanner while a code is looked at.
     *
     * @property hint how to hold the camera
     * @property noCamera what to say in place of the picture if the user does not allow the camera
     * @property progress what is being done; absent for the first moments
     * @property choices several codes of one picture that may be paid: the user picks one, see [Payment.pickCode]; otherwise empty
     * @property retry where trying again helps
     */
    public data class Scanner(
        val title: String,
        val hint: String,
        val noCamera: String,
        val busy: Boolean,
        val progress: String?,
        val notice: Notice?,
        val choices: List<CodeChoice>,
        val retry: Button?,
        val support: List<Row>,
    ) : Page

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
        val support: List<Row>,
    ) : Page {
        /** Without the address, which is as good as a code. */
        override fun toString(): String = "MerchantPage"
    }

    /** A cashier without content yet. [progress] is absent for the first moments, [retry] where it would not help. */
    public data class Loading(
        val title: String,
        val progress: String?,
        val notice: Notice?,
        val retry: Button?,
        val back: Button,
        val support: List<Row>,
    ) : Page

    /**
     * The cashier.
     *
     * @property back the return action, always there; the secondary button
     * @property logo the wallet's logo, beside the account
     * @property rows everything there is to read, top to bottom
     * @property methods the payment methods, preferred first
     * @property pay the pay button, with the amount on it; the primary button
     * @property countdown time left to pay, from two minutes before the end
     * @property progress progress text while the page is locked
     * @property locked nothing can be pressed: a confirmation runs
     */
    public data class Cashier(
        val title: String,
        val back: Button,
        val logo: Picture,
        val rows: List<Row>,
        val methodsTitle: String,
        val methods: List<Method>,
        val pay: Button,
        val countdown: TimeLeft?,
        val notice: Notice?,
        val progress: String?,
        val locked: Boolean,
        val support: List<Row>,
    ) : Page

    /**
     * The PIN sheet over the cashier; answered by [Payment.submitPin] or [Payment.cancelStepUp].
     *
     * @property title the label of the PIN entry, too
     * @property busy the backend is checking: the entry takes no input
     */
    public data class StepUp(
        val title: String,
        val merchant: Row,
        val amount: Row,
        val notice: Notice?,
        val busy: Boolean,
        val cancel: Button,
        val behind: Cashier,
        val support: List<Row>,
    ) : Page

    /**
     * How the payment stands, also while that is not known yet.
     *
     * @property status first thing shown, first thing focused
     * @property reason what happened
     * @property nextStep what the user can do, or must not do
     * @property progress that the asking takes longer
     * @property brand "Powered by Alipay+"
     * @property countdown until the primary button presses itself; absent if it never does
     */
    public data class Result(
        val status: Status,
        val title: String,
        val reason: String?,
        val nextStep: String?,
        val progress: String?,
        val rows: List<Row>,
        val brand: Picture?,
        val primary: Button,
        val countdown: Countdown?,
        val secondary: Button?,
        val support: List<Row>,
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

/** One line of a page; [spoken] is its value as a screen reader says it. */
public data class Row(val kind: RowKind, val label: String, val value: String, val spoken: String)

/** What a line of a page is about. */
public enum class RowKind {
    ACCOUNT,
    MERCHANT,
    STORE,
    ORDER_TEXT,
    METHOD,
    ORDER_AMOUNT,
    LOCAL_AMOUNT,
    EXCHANGE_RATE,
    DISCOUNT,
    DISCOUNT_TOTAL,
    SURCHARGE,
    PAYMENT_AMOUNT,
    PAID_AMOUNT,
    RETURNED,
    RETURNED_REASON,
    REFUND,
    REFUND_DISCOUNT,
    TIME,
    REFERENCE,
    PAYMENT_ID,
    SUPPORT_CONTACT,
    SUPPORT_REFERENCE,
}

/** A place for artwork that the wallet brings; without it [text] stands there, and a screen reader says it in any case. */
public data class Picture(val kind: PictureKind, val text: String)

/** What a picture shows. */
public enum class PictureKind {
    /** The wallet's own logo. */
    WALLET_LOGO,

    /** The sentence "Powered by Alipay+", with the word "Alipay+" as the logo. */
    BRAND,
}

/** A payment method; picked by [Payment.pickMethod]. */
public data class Method(
    val id: String,
    val kind: MethodKind,
    val label: String,
    val selected: Boolean,
    val availability: Availability,
)

/** What kind of thing a payment method is, for the picture beside it. */
public enum class MethodKind { BALANCE, BANK_ACCOUNT, CARD, UNKNOWN }

/** Whether something can be pressed. What cannot be pressed always says why, and only that does. */
public sealed interface Availability {
    /** It can. */
    public data object Enabled : Availability

    /** It cannot, because of [reason]: for the eye and the ear. */
    public data class Disabled(val reason: String) : Availability
}

/** A button; pressed by [Payment.press]. [spoken] is what is on it as a screen reader says it. */
public data class Button(val action: Action, val label: String, val spoken: String, val availability: Availability) {
    /** Whether it can be pressed; if not, [availability] says why. */
    val isEnabled: Boolean get() = availability == Availability.Enabled
}

/** What a button does. */
public enum class Action { CONFIRM, BACK, RETRY, REDIRECT, STOP_COUNTDOWN, CLOSE }

/** The primary button of a result presses itself in [seconds]; [label] is on it meanwhile. [stop], or any touch of the page, ends that. */
public data class Countdown(val seconds: Int, val label: String, val stop: Button)

/** Time left to pay. It changes too often to be said by itself: [spoken] is for a user who gets to it. */
public data class TimeLeft(val text: String, val spoken: String)

/** Something to tell the user without leaving the page. */
public data class Notice(val severity: Severity, val text: String)

/** How a notice is meant; never shown by colour alone. */
public enum class Severity {
    /** Good to know. */
    INFO,

    /** Something changed: look before you pay. */
    WARNING,

    /** Something did not work; nothing is lost. */
    ERROR,
}
