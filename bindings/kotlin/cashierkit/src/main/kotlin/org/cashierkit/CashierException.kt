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

    /** `Request-Id` of the request that failed, if one was sent: what a user tells the support. */
    public val requestId: String? = details.requestId

    /** The set-up is wrong: mend the code. */
    public class InvalidConfig internal constructor(details: Details) : CashierException(details)

    /** Another payment is in front: show it, or close it. */
    public class PaymentInFront internal constructor(details: Details) : CashierException(details)

    /** Another cashier has the folder, in this process or in another one: use that one, or close it. */
    public class FolderInUse internal constructor(details: Details) : CashierException(details)

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
        CashierException(Details("library_failure", "the library failed", Delivery.MAYBE_SENT, isRetryable = false))

    internal class Details(
        val code: String,
        val reason: String,
        val delivery: Delivery,
        val isRetryable: Boolean,
        val requestId: String? = null,
    )
}

/** How far a request got. */
public enum class Delivery { NOT_SENT, MAYBE_SENT, ANSWERED }
