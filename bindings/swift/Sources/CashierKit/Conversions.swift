import CashierKitGenerated

extension Outcome {
    init(_ native: CashierKitGenerated.Outcome) {
        self =
            switch native {
            case .succeeded(let order, let attempt, let paid):
                .succeeded(order: order, attempt: attempt, paid: Money(currency: paid.currency, minor: paid.minor))
            case .paidElsewhere(let order): .paidElsewhere(order: order)
            case .failed(let order, let code): .failed(order: order, code: code)
            case .cancelled: .cancelled
            case .expired(let order): .expired(order: order)
            case .notSupported(let kind): .notSupported(CodeKind(kind))
            case .handedOver: .handedOver
            case .pending(let reference): .pending(attempt: reference.attempt, order: reference.order)
            }
    }
}

extension CodeKind {
    init(_ native: CashierKitGenerated.CodeKind) {
        self =
            switch native {
            case .orderCode: .orderCode
            case .payerCode: .payerCode
            case .emvMerchant: .emvMerchant
            case .emvDamaged: .emvDamaged
            case .productBarcode: .productBarcode
            case .walletLink: .walletLink
            case .bankTransfer: .bankTransfer
            case .crypto: .crypto
            case .wifi: .wifi
            case .contact: .contact
            case .message: .message
            case .location: .location
            case .calendar: .calendar
            case .twoFactor: .twoFactor
            case .appLink: .appLink
            case .dangerousLink: .dangerousLink
            case .webLink: .webLink
            case .empty: .empty
            case .text: .text
            }
    }
}

extension Source {
    var native: CashierKitGenerated.Source {
        switch self {
        case .scan: .scan
        case .merchantPage: .merchantPage
        case .link: .link
        case .picture: .picture
        }
    }
}

extension CashierError {
    init(_ native: CashierKitGenerated.CashierError) {
        let (kind, code, reason): (Kind, String, String) =
            switch native {
            case .Configuration(let code, let reason): (.configuration, code, reason)
            case .Busy(let code, let reason): (.busy, code, reason)
            case .Unavailable(let code, let reason, let delivery): (.unavailable(Delivery(delivery)), code, reason)
            case .UpdateRequired(let code, let reason): (.updateRequired, code, reason)
            case .Storage(let code, let reason): (.storage, code, reason)
            case .Closed(let code, let reason): (.closed, code, reason)
            }
        self.init(kind: kind, code: code, reason: reason, isRetryable: native.isRetryable())
    }
}

extension Delivery {
    init(_ native: CashierKitGenerated.Delivery) {
        self =
            switch native {
            case .notSent: .notSent
            case .maybeSent: .maybeSent
            case .answered: .answered
            }
    }
}

/// Nothing generated leaves this library, its errors included.
func translatingErrors<T>(_ call: () throws -> T) throws -> T {
    do { return try call() } catch let error as CashierKitGenerated.CashierError { throw CashierError(error) }
}

func translatingErrors<T>(_ call: () async throws -> T) async throws -> T {
    do { return try await call() } catch let error as CashierKitGenerated.CashierError { throw CashierError(error) }
}
