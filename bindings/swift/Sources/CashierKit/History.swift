/// The user's payments, or one page of them.
public struct HistoryPage: Sendable, Equatable {
    public let title: String
    /// Newest first.
    public let rows: [HistoryRow]
    /// What to say if there is none.
    public let empty: String?
    /// For ``Cashier/history(after:limit:)``: what comes after this page; absent after the last one.
    public let next: String?
    public let reading: Reading
}

/// One payment of the history.
public struct HistoryRow: Sendable, Equatable, Identifiable {
    /// Opens the detail with ``Cashier/order(_:)``.
    public let order: String
    public let merchant: String
    /// What was, or would have been, debited.
    public let amount: String
    public let status: OrderStatus
    public let statusText: String
    /// When it was paid.
    public let time: String?
    /// The whole row as a screen reader says it.
    public let spoken: String

    public var id: String { order }
}

/// Everything about one payment, for a user who has a question or a complaint.
public struct DetailPage: Sendable, Equatable {
    public let status: OrderStatus
    public let title: String
    /// Why it was not paid.
    public let reason: String?
    /// What the user can do, or must not do.
    public let nextStep: String?
    /// Everything there is to read, top to bottom.
    public let rows: [Row]
    public let brand: Picture
    /// Who to ask.
    public let support: [Row]
    public let reading: Reading
}

/// What became of an order.
public enum OrderStatus: Sendable, Equatable {
    /// Not confirmed.
    case open
    /// The result is not known yet.
    case processing
    case paid, partlyRefunded, refunded
    /// Paid, then closed: the money went back.
    case returned
    case failed
    /// Ended without a payment.
    case closed
}
