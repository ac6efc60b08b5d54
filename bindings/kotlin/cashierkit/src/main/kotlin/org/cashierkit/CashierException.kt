package org.cashierkit

/**
 * Why a call to the cashier did not work; each class is something else for the host to do. How a payment went is never an exception.
 *
 * @property code stable, for programs
 * @property reason a fragment in English, for logs
 * @property retryable whether the same call may work later without any change
 */
public sealed class CashierException(public val code: String, public val reason: String, public val retryable: Boolean) :
    Exception("$code: $reason") {
    /** The configuration cannot be used: fix the integration. */
    public class Configuration internal constructor(code: String, reason: String) : CashierException(code, reason, false)

    /** Another payment is in front, or another process has the cashier open: show that one. */
    public class Busy internal constructor(code: String, reason: String, retryable: Boolean) : CashierException(code, reason, retryable)

    /** The backend could not be asked: try again later. */
    public class Unavailable internal constructor(code: String, reason: String, retryable: Boolean, public val delivery: Delivery) :
        CashierException(code, reason, retryable)

    /** The backend no longer takes new payments from this version: update the app. */
    public class UpdateRequired internal constructor(code: String, reason: String) : CashierException(code, reason, false)

    /** The phone's storage failed: free space, or look at the store. */
    public class Storage internal constructor(code: String, reason: String, retryable: Boolean) : CashierException(code, reason, retryable)

    /** The cashier has been closed. */
    public class Closed internal constructor(code: String, reason: String) : CashierException(code, reason, false)
}

/** How far a request got. */
public enum class Delivery { NOT_SENT, MAYBE_SENT, ANSWERED }
