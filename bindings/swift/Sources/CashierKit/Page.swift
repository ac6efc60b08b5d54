/// What the user sees: ready-made texts, translated and formatted. A screen draws a page and decides nothing.
public enum Page: Sendable, Equatable {
    /// The host's scanner; `busy` while a code is being looked at. `choices` are several codes of one picture that may be paid: the
    /// user picks one, see ``Payment/pickCode(_:)``.
    case scanner(busy: Bool, notice: Notice?, choices: [CodeChoice])
    /// The merchant's page in the wallet's web container. Every navigation goes through ``Payment/navigate(to:mainFrame:)``.
    case merchantPage(MerchantPage)
    /// A cashier without content yet. `text` is absent for the first moments, `retry` where it would not help.
    case loading(text: String?, notice: Notice?, retry: Button?, back: Button)
    /// The cashier.
    case cashier(CashierPage)
    /// The PIN sheet over the cashier; answered by ``Payment/submitPin(_:)`` or ``Payment/cancelStepUp()``.
    case stepUp(StepUpPage)
    /// How the payment stands, also while that is not known yet.
    case result(ResultPage)
    /// Leaving for the merchant: the host opens the target and reports with ``Payment/redirectResult(opened:)``.
    case leaving(RedirectTarget, ResultPage)
    /// No cashier: the host gives the payload to Alipay+'s own SDK, or opens the target through the operating system, if it is there:
    /// the payload of a simulator says what.
    case handOver(SdkActionPayload, RedirectTarget?)
    /// Nothing more to show.
    case closed
}

/// One of several codes in a picture.
public struct CodeChoice: Sendable, Equatable {
    public let index: UInt32
    /// What the user knows it by, never the code.
    public let label: String
}

/// The merchant's page; printing it shows nothing.
public struct MerchantPage: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// What to load: at first, and again each time that it is another one. It may carry a code of the user.
    public let url: String
    /// Appended to the container's own User-Agent after one space.
    public let userAgent: String?
    /// What is being done for the page; absent for the first moments.
    public let progress: String?
    /// The page does not get what it asked for.
    public let notice: Notice?
    /// Where trying again helps.
    public let retry: Button?
    public let back: Button

    public var description: String { "MerchantPage" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The cashier page.
public struct CashierPage: Sendable, Equatable {
    public let title: String
    public let back: Button
    /// Everything there is to read, top to bottom.
    public let rows: [Row]
    /// The payment methods, preferred first.
    public let methods: [Method]
    /// The pay button, with the amount on it.
    public let pay: Button
    /// Time left to pay, from two minutes before the end.
    public let countdown: String?
    public let notice: Notice?
    /// Progress text while the page is locked.
    public let progress: String?
    /// Nothing can be pressed: a confirmation runs.
    public let locked: Bool
}

/// The PIN sheet.
public struct StepUpPage: Sendable, Equatable {
    public let title: String
    public let merchant: String
    public let amount: String
    /// How many tries are left, after a wrong one.
    public let notice: Notice?
    /// The backend is checking.
    public let busy: Bool
    public let cancel: Button
    /// The cashier page underneath.
    public let behind: CashierPage
}

/// The result page.
public struct ResultPage: Sendable, Equatable {
    /// First thing shown, first thing focused.
    public let status: Status
    public let title: String
    /// Why, and what to do.
    public let message: String?
    public let rows: [Row]
    /// "Powered by Alipay+".
    public let brand: String?
    public let primary: Button?
    /// Seconds until the main button presses itself.
    public let countdownSeconds: Int?
    public let secondary: Button?
    /// What a user tells the support.
    public let supportReference: String?
}

/// How a payment stands.
public enum Status: Sendable, Equatable {
    case succeeded, failed, checking, pending, paidElsewhere, expired, cancelled, notSupported
}

/// One line of a page.
public struct Row: Sendable, Equatable {
    public let kind: RowKind
    public let label: String
    public let value: String
}

/// What a line of a page is about.
public enum RowKind: Sendable, Equatable {
    case account, merchant, orderText, method, orderAmount, localAmount, exchangeRate, discount, surcharge
    case paymentAmount, paidAmount, returned, refund, time, reference
}

/// A payment method; `reason` says why it is not enabled.
public struct Method: Sendable, Equatable, Identifiable {
    public let id: String
    public let label: String
    public let selected: Bool
    public let enabled: Bool
    public let reason: String?
}

/// A button; pressed by ``Payment/press(_:)``.
public struct Button: Sendable, Equatable {
    public let action: Action
    public let label: String
    public let enabled: Bool
}

/// What a button does.
public enum Action: Sendable, Equatable {
    case confirm, back, retry, redirect, close
}

/// Something to tell the user without leaving the page.
public struct Notice: Sendable, Equatable {
    public let text: String
    /// Something changed or went wrong; nothing is lost.
    public let warning: Bool
}

/// What the host opens.
public struct RedirectTarget: Sendable, Equatable {
    /// The exact text to open.
    public let opens: String
    /// A merchant's app, through the operating system only; else a browser.
    public let inApp: Bool
}

/// What Alipay+'s own SDK gets; printing it shows nothing.
public struct SdkActionPayload: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    public let value: String
    public var description: String { "SdkActionPayload" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
