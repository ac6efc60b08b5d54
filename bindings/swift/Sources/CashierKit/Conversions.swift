import CashierKitGenerated

extension Outcome {
    init(_ native: CashierKitGenerated.Outcome) {
        self =
            switch native {
            case .succeeded(let order, let attempt, let payAmount, let surcharge, let total):
                .succeeded(
                    order: order, attempt: attempt, payAmount: Money(payAmount), surcharge: surcharge.map(Money.init),
                    total: total.map(Money.init))
            case .paidElsewhere(let order): .paidElsewhere(order: order)
            case .failed(let order, let code): .failed(order: order, code: code)
            case .cancelled: .cancelled
            case .expired(let order): .expired(order: order)
            case .notSupported(let kind): .notSupported(CodeKind(kind))
            case .ownCode: .ownCode
            case .handedOver: .handedOver
            case .pending(let reference): .pending(attempt: reference.attempt, order: reference.order)
            }
    }
}

extension Money {
    init(_ native: CashierKitGenerated.Amount) {
        self.init(currency: native.currency, minor: native.minor)
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

extension CashierConfig {
    var native: CashierKitGenerated.CashierConfig {
        .init(
            baseUrl: baseUrl, platform: platform, language: language, texts: texts, ownSchemes: ownSchemes, ownHosts: ownHosts,
            loopbackOrigins: loopbackOrigins, recording: recording)
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
    init(_ native: CashierKitGenerated.ErrorDetails) {
        let kind: Kind =
            switch native.kind {
            case .invalidConfig: .invalidConfig
            case .paymentInFront: .paymentInFront
            case .storeInUse: .storeInUse
            case .notACode: .notACode
            case .port: .portFailed
            case .updateRequired: .updateRequired
            case .switchedOff: .switchedOff
            case .notStarted: .notStarted
            case .closed: .closed
            case .noAnswer: .noAnswer
            case .refused: .refused
            case .noResources: .noResources
            }
        self.init(
            kind: kind, code: native.code, reason: native.reason, delivery: Delivery(native.delivery), isRetryable: native.isRetryable,
            advice: Advice(native.advice), requestId: native.requestId)
    }
}

extension Advice {
    init(_ native: CashierKitGenerated.Advice) {
        self =
            switch native {
            case .mendTheCode: .mendTheCode
            case .start: .start
            case .openAgain: .openAgain
            case .useTheOtherCashier: .useTheOtherCashier
            case .showPaymentInFront: .showPaymentInFront
            case .scanAnother: .scanAnother
            case .tryAgain: .tryAgain
            case .updateTheWallet: .updateTheWallet
            case .payAnotherWay: .payAnotherWay
            case .signIn: .signIn
            case .askSupport: .askSupport
            }
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
    do { return try call() } catch { throw publicError(error) }
}

func translatingErrors<T>(_ call: () async throws -> T) async throws -> T {
    do { return try await call() } catch { throw publicError(error) }
}

private func publicError(_ error: any Error) -> CashierError {
    // Anything else is a panic, whose text can show what it was given.
    guard case CashierKitGenerated.CashierError.Refused(let details) = error else { return .libraryFailure }
    return CashierError(details)
}
