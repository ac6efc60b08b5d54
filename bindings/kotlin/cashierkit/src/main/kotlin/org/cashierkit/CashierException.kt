package org.cashierkit

/** Why a call to the cashier did not work; each class is something else for the host to do. How a payment went is never an exception. */
public sealed class CashierException private constructor(details: Details) : Exception("${details.code}: ${details.reason}") {
    /** Stable, for programs and tables. */
    public val code: String = details.code

    /** A fragment in English, without secrets, for logs. */
    public val reason: String = details.reason

    /** How far a request got. */
    public val delivery: Delivery = details.delivery

    /** Whether the same call may succeed later without a change of code. */
    public val isRetryable: Boolean = details.isRetryable

    /** What to do about it. */
    public val advice: Advice = details.advice

    /** `Request-Id` of the request that failed or whose answer says so: what a user tells the support; `null` if there was none. */
    public val requestId: String? = details.requestId

    /** The set-up is wrong: mend the code. */
    public class InvalidConfig internal constructor(details: Details) : CashierException(details)

    /** Another payment is in front: show it, or close it. */
    public class PaymentInFront internal constructor(details: Details) : CashierException(details)

    /** Another cashier has the folder, or the host's store, in this process or in another one: use that one, or close it. */
    public class StoreInUse internal constructor(details: Details) : CashierException(details)

    /** The text is no code: blank, or longer than 8,192 characters. */
    public class NotACode internal constructor(details: Details) : CashierException(details)

    /** A port of the host failed: see to it, then try again. */
    public class PortFailed internal constructor(details: Details) : CashierException(details)

    /** This version may not begin a payment: ask the user to update. */
    public class UpdateRequired internal constructor(details: Details) : CashierException(details)

    /** The backend has switched this off. */
    public class SwitchedOff internal constructor(details: Details) : CashierException(details)

    /** [Cashier.start] has not been called, or has failed. */
    public class NotStarted internal constructor(details: Details) : CashierException(details)

    /** The cashier was closed: open a new one. */
    public class Closed internal constructor(details: Details) : CashierException(details)

    /** A read got no answer, also when it was repeated: let the user try again. Nothing was changed by asking. */
    public class NoAnswer internal constructor(details: Details) : CashierException(details)

    /** The backend refused a read: the login has ended, or there is no such order of this user; [code] says which. */
    public class Refused internal constructor(details: Details) : CashierException(details)

    /** The phone has no threads or no room left: try again later. */
    public class NoResources internal constructor(details: Details) : CashierException(details)

    /** A bug of the library; a payment that may have been sent is still asked about. */
    public class LibraryFailure internal constructor() :
        CashierException(Details("library_failure", "the library failed", Delivery.MAYBE_SENT, false, Advice.OPEN_AGAIN, null))

    internal class Details(
        val code: String,
        val reason: String,
        val delivery: Delivery,
        val isRetryable: Boolean,
        val advice: Advice,
        val requestId: String?,
    )
}

/** How far a request got. */
public enum class Delivery { NOT_SENT, MAYBE_SENT, ANSWERED }

/** What a host can do about a [CashierException]. */
public enum class Advice {
    /** Mend the wallet's code: the same call fails on every phone. */
    MEND_THE_CODE,

    /** Call [Cashier.start] first, and again until it works. */
    START,

    /** Open a new cashier. */
    OPEN_AGAIN,

    /** Use the cashier that there is, or close it. */
    USE_THE_OTHER_CASHIER,

    /** Show the payment in front, or close it. */
    SHOW_PAYMENT_IN_FRONT,

    /** Let the user scan another code. */
    SCAN_ANOTHER,

    /** Offer "try again". */
    TRY_AGAIN,

    /** Ask the user to update the wallet. */
    UPDATE_THE_WALLET,

    /** Tell the user that this way to pay is not available now. */
    PAY_ANOTHER_WAY,

    /** Have the user sign in to the wallet again. */
    SIGN_IN,

    /** Show [CashierException.requestId]: only the support can help. */
    ASK_SUPPORT,
}
