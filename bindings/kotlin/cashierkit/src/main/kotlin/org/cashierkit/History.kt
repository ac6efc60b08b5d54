package org.cashierkit

/**
 * The user's payments, or one page of them.
 *
 * @property rows newest first
 * @property empty what to say if there is none
 * @property next for [Cashier.history]: what comes after this page; absent after the last one
 * @property reading the page as an accessibility layer needs it
 */
public data class HistoryPage(
    val title: String,
    val rows: List<HistoryRow>,
    val empty: String?,
    val next: String?,
    val reading: Reading,
)

/**
 * One payment of the history.
 *
 * @property order opens the detail with [Cashier.order]
 * @property amount what was, or would have been, debited
 * @property time when it was paid
 * @property spoken the whole row as a screen reader says it
 */
public data class HistoryRow(
    val order: String,
    val merchant: String,
    val amount: String,
    val status: OrderStatus,
    val statusText: String,
    val time: String?,
    val spoken: String,
)

/**
 * Everything about one payment, for a user who has a question or a complaint.
 *
 * @property reason why it was not paid
 * @property nextStep what the user can do, or must not do
 * @property rows everything there is to read, top to bottom
 * @property support who to ask
 * @property reading the page as an accessibility layer needs it
 */
public data class DetailPage(
    val status: OrderStatus,
    val title: String,
    val reason: String?,
    val nextStep: String?,
    val rows: List<Row>,
    val brand: Picture,
    val support: List<Row>,
    val reading: Reading,
)

/** What became of an order. */
public enum class OrderStatus {
    /** Not confirmed. */
    OPEN,

    /** The result is not known yet. */
    PROCESSING,
    PAID,
    PARTLY_REFUNDED,
    REFUNDED,

    /** Paid, then closed: the money went back. */
    RETURNED,
    FAILED,

    /** Ended without a payment. */
    CLOSED,
}
