package org.cashierkit

/**
 * How a payment ended. [Pending] may come before one of the others; every one comes at most once a payment, and is delivered
 * until it is acknowledged.
 */
public sealed interface Outcome {
    /**
     * Paid.
     *
     * @property payAmount `payToAmount`, as it was confirmed and debited
     * @property surcharge what was debited on top of it, if anything was and it is known
     * @property total both together; `null` if they are of two currencies, or if what was confirmed is not known any more
     */
    public data class Succeeded(
        val order: String,
        val attempt: String,
        val payAmount: Money,
        val surcharge: Money?,
        val total: Money?,
    ) : Outcome

    /** Paid, or being paid, on another device of the user. */
    public data class PaidElsewhere(val order: String) : Outcome

    /** Not paid; [code] is a result code of Alipay+ or of the wallet API. */
    public data class Failed(val order: String?, val code: String) : Outcome

    /** The user left before anything was confirmed. */
    public data object Cancelled : Outcome

    /** The order ran out of time. */
    public data class Expired(val order: String?) : Outcome

    /** Not a code that can be paid here. */
    public data class NotSupported(val kind: CodeKind) : Outcome

    /**
     * A code of the wallet itself, or one on its allow-list: the wallet goes on with the code that it gave to [Cashier.pay], in its
     * own way. No page is shown. If this comes after a restart the code is gone, and there is nothing to do but acknowledge.
     */
    public data object OwnCode : Outcome

    /** Alipay+'s own SDK has taken over. */
    public data object HandedOver : Outcome

    /** Not known yet; the result follows as an outcome of its own, if need be after the next start. */
    public data class Pending(val attempt: String?, val order: String?) : Outcome
}

/** An amount in the smallest unit of its ISO 4217 [currency]: 110 is 110 yen, or 1.10 euro. */
public data class Money(val currency: String, val minor: Long)

/** What was scanned. */
public enum class CodeKind {
    ORDER_CODE,
    PAYER_CODE,
    EMV_MERCHANT,
    EMV_DAMAGED,
    PRODUCT_BARCODE,
    WALLET_LINK,
    BANK_TRANSFER,
    CRYPTO,
    WIFI,
    CONTACT,
    MESSAGE,
    LOCATION,
    CALENDAR,
    TWO_FACTOR,
    APP_LINK,
    DANGEROUS_LINK,
    WEB_LINK,
    EMPTY,
    TEXT,
}
