/// How a payment ended. `pending` may come before one of the others; every one comes at most once a payment, and is delivered
/// until it is acknowledged.
public enum Outcome: Sendable, Equatable {
    /// Paid. `payAmount` is `payToAmount`, as it was confirmed and debited; `surcharge` what was debited on top of it, if anything was and
    /// it is known; `total` both together: `nil` if they are of two currencies, or if what was confirmed is not known any more.
    case succeeded(order: String, attempt: String, payAmount: Money, surcharge: Money?, total: Money?)
    /// Paid, or being paid, on another device of the user.
    case paidElsewhere(order: String)
    /// Not paid; `code` is a result code of Alipay+ or of the wallet API.
    case failed(order: String?, code: String)
    /// The user left before anything was confirmed.
    case cancelled
    /// The order ran out of time.
    case expired(order: String?)
    /// Not a code that can be paid here.
    case notSupported(CodeKind)
    /// A code of the wallet itself, or one on its allow-list: the wallet goes on with the code that it gave to ``Cashier/pay``, in its
    /// own way. No page is shown. If this comes after a restart the code is gone, and there is nothing to do but acknowledge.
    case ownCode
    /// Alipay+'s own SDK has taken over.
    case handedOver
    /// Not known yet; the result follows as an outcome of its own, if need be after the next start.
    case pending(attempt: String?, order: String?)
}

/// An amount in the smallest unit of its ISO 4217 currency: 110 is 110 yen, or 1.10 euro.
public struct Money: Sendable, Equatable {
    public let currency: String
    public let minor: UInt64
}

/// What was scanned.
public enum CodeKind: Sendable, Equatable {
    case orderCode, payerCode, emvMerchant, emvDamaged, productBarcode, walletLink, bankTransfer, crypto, wifi, contact
    case message, location, calendar, twoFactor, appLink, dangerousLink, webLink, empty, text
}

/// An outcome on its way to the host, who keeps it and then calls ``acknowledge()``. Until then it will be delivered again.
public struct OutcomeDelivery: Sendable, Identifiable {
    /// The same for the same outcome in every run of the app: tells one that comes once more, because the process ended too early or
    /// the storage failed, from a new one.
    public let id: String
    /// ``Payment/id`` of the payment whose outcome it is, also if that was in an earlier run of the app.
    public let paymentId: String
    public let outcome: Outcome
    let acknowledging: @Sendable () async throws -> Void

    /// The host has the outcome.
    public func acknowledge() async throws {
        try await acknowledging()
    }
}
