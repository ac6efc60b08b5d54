import Foundation

/// Why a call to the cashier did not work. How a payment went is never an error.
public struct CashierError: Error, Sendable, Equatable {
    /// What the host does about it.
    public enum Kind: Sendable, Equatable {
        /// The configuration cannot be used: fix the integration.
        case configuration
        /// Another payment is in front, or another process has the cashier open: show that one.
        case busy
        /// The backend could not be asked: try again later.
        case unavailable(Delivery)
        /// The backend no longer takes new payments from this version: update the app.
        case updateRequired
        /// The phone's storage failed: free space, or look at the store.
        case storage
        /// The cashier has been closed.
        case closed
    }

    public let kind: Kind
    /// Stable, for programs.
    public let code: String
    /// A fragment in English, for logs.
    public let reason: String
    /// Whether the same call may work later without any change.
    public let isRetryable: Bool
}

/// How far a request got.
public enum Delivery: Sendable, Equatable {
    case notSent, maybeSent, answered
}

extension CashierError: LocalizedError, CustomStringConvertible {
    public var description: String { "\(code): \(reason)" }
    public var errorDescription: String? { description }
}
