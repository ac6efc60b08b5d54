import Foundation

/// Why a call to the cashier did not work. How a payment went is never an error.
public struct CashierError: Error, Sendable, Equatable {
    /// What the host does about it.
    public enum Kind: Sendable, Equatable {
        /// The set-up is wrong: mend the code.
        case invalidConfig
        /// Another payment is in front: show it, or close it.
        case paymentInFront
        /// Another cashier has the folder, or the host's store, in this process or in another one: use that one, or close it.
        case storeInUse
        /// The text is no code: blank, or longer than 8,192 characters.
        case notACode
        /// A port of the host failed: see to it, then try again.
        case portFailed
        /// This version may not begin a payment: ask the user to update.
        case updateRequired
        /// The backend has switched this off.
        case switchedOff
        /// ``Cashier/start()`` has not been called, or has failed.
        case notStarted
        /// The cashier was closed: open a new one.
        case closed
        /// The phone has no threads or no room left: try again later.
        case noResources
        /// A read got no answer, also when it was repeated: let the user try again. Nothing was changed by asking.
        case noAnswer
        /// The backend refused a read: the login has ended, or there is no such order of this user; ``code`` says which.
        case refused
        /// A bug of the library; a payment that may have been sent is still asked about.
        case libraryFailure
    }

    public let kind: Kind
    /// Stable, for programs and tables.
    public let code: String
    /// A fragment in English, without secrets, for logs.
    public let reason: String
    /// How far a request got.
    public let delivery: Delivery
    /// Whether the same call may succeed later without a change of code.
    public let isRetryable: Bool
    /// What to do about it.
    public let advice: Advice
    /// `Request-Id` of the request that failed or whose answer says so: what a user tells the support; `nil` if there was none.
    public let requestId: String?
}

/// What a host can do about a ``CashierError``.
public enum Advice: Sendable, Equatable {
    /// Mend the wallet's code: the same call fails on every phone.
    case mendTheCode
    /// Call ``Cashier/start()`` first, and again until it works.
    case start
    /// Open a new cashier.
    case openAgain
    /// Use the cashier that there is, or close it.
    case useTheOtherCashier
    /// Show the payment in front, or close it.
    case showPaymentInFront
    /// Let the user scan another code.
    case scanAnother
    /// Offer "try again".
    case tryAgain
    /// Ask the user to update the wallet.
    case updateTheWallet
    /// Tell the user that this way to pay is not available now.
    case payAnotherWay
    /// Have the user sign in to the wallet again.
    case signIn
    /// Show ``CashierError/requestId``: only the support can help.
    case askSupport
}

extension CashierError {
    static let libraryFailure = CashierError(
        kind: .libraryFailure, code: "library_failure", reason: "the library failed", delivery: .maybeSent, isRetryable: false,
        advice: .openAgain, requestId: nil)
}

/// How far a request got.
public enum Delivery: Sendable, Equatable {
    case notSent, maybeSent, answered
}

extension CashierError: LocalizedError, CustomStringConvertible {
    public var description: String { "\(code): \(reason)" }
    public var errorDescription: String? { description }
}
