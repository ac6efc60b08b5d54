import CashierKitGenerated

/// What a payment shows; states may be skipped.
public struct PaymentState: Sendable, Equatable {
    /// Grows with every change.
    public let revision: UInt64
    public let page: Page
    /// The page as an accessibility layer needs it.
    public let reading: Reading
    /// The newest text for a screen reader.
    public let announcement: Announcement?
}

/// A text for a screen reader, to be said once.
public struct Announcement: Sendable, Equatable {
    /// That of the state with which it came.
    public let revision: UInt64
    public let text: String
}

/// What the web container does with a navigation of the merchant's page.
public enum Navigation: Sendable, Equatable {
    /// Loads it.
    case load
    /// Cancels it: it was an order code, and the payment has gone on with it.
    case intercepted
    /// Cancels it: the page wants an auth code, and ``MerchantPage/url`` says what to load with it.
    case authCode
    /// Cancels it: the operating system opens it.
    case external
    /// Cancels it.
    case block
}

/// One payment, from the code to the result. It runs in the background and goes on whoever watches: no cancelled task and no
/// closed screen ends it. Its outcome comes from ``Cashier/outcomes``.
///
/// Every function returns at once; what it changed is in ``state``.
public final class Payment: Sendable, Identifiable {
    private let native: CashierKitGenerated.Payment

    init(_ native: CashierKitGenerated.Payment) {
        self.native = native
    }

    /// Names the payment in its outcomes: ``OutcomeDelivery/paymentId``.
    public var id: String { native.id() }

    /// What to show now.
    public var state: PaymentState { PaymentState(native.state()) }

    /// What to show now and after each change, up to ``Page/closed`` or the end of the cashier. A slow reader skips states and never the newest one.
    public var states: AsyncStream<PaymentState> {
        let (stream, continuation) = AsyncStream.makeStream(of: PaymentState.self, bufferingPolicy: .bufferingNewest(1))
        let watching = Task { [native] in
            var state = PaymentState(native.state())
            continuation.yield(state)
            while state.page != .closed && !Task.isCancelled {
                guard let next = await native.nextState(afterRevision: state.revision) else { break }
                state = PaymentState(next)
                continuation.yield(state)
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in watching.cancel() }
        return stream
    }

    /// Does what `button` says.
    public func press(_ button: Button) {
        switch button.action {
        case .confirm: confirm()
        case .back: back()
        case .retry: retry()
        case .redirect: redirect()
        case .stopCountdown: stopCountdown()
        case .close: close()
        }
    }

    /// Picks one of the codes that ``Page/scanner(_:)`` offers.
    public func pickCode(_ choice: CodeChoice) { native.pickCode(index: choice.index) }

    /// Pays what the page shows. A second tap changes nothing.
    public func confirm() { native.confirm() }

    /// A step back; while the payment is being confirmed it changes nothing.
    public func back() { native.back() }

    /// Leaves the cashier; a payment that has been confirmed goes on.
    public func close() { native.leave() }

    /// Tries again.
    public func retry() { native.retry() }

    /// Picks a payment method of the page.
    public func pickMethod(id: String) { native.pickMethod(methodId: id) }

    /// Answers the PIN sheet.
    public func submitPin(_ pin: String) { native.submitPin(pin: pin) }

    /// Closes the PIN sheet without an answer.
    public func cancelStepUp() { native.cancelStepUp() }

    /// To the merchant.
    public func redirect() { native.redirect() }

    /// The user touched or focused the result page: it no longer leaves by itself.
    public func stopCountdown() { native.stopCountdown() }

    /// Whether anything opened the target of ``Page/leaving(_:_:)``.
    public func redirectResult(opened: Bool) { native.redirectResult(opened: opened) }

    /// Decides on a navigation of the merchant's page, before the container loads it.
    public func navigate(to url: String, mainFrame: Bool) -> Navigation {
        Navigation(native.navigate(url: url, mainFrame: mainFrame))
    }

    /// What has happened so far, as a JSON document for ``replay(_:)``: secrets, codes and users are replaced by stand-ins, so that it
    /// can be sent to an engineer. `nil` unless ``CashierConfig/recording`` is on.
    public func recording() -> String? { native.recording() }
}
