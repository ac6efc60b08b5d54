/// What the user sees: ready-made texts, translated and formatted. A screen draws a page and decides nothing.
///
/// Words of others (merchant, promotions, methods, account, references) have been cleaned: one line, nothing invisible, of bounded
/// length. What a screen reader needs is ``PaymentState/reading``. `support` holds who to ask and the reference to tell them, on every
/// page that says that something went wrong.
public enum Page: Sendable, Equatable {
    /// The host's scanner while a code is looked at.
    case scanner(ScannerPage)
    /// The merchant's page in the wallet's web container. Every navigation goes through ``Payment/navigate(to:mainFrame:)``.
    case merchantPage(MerchantPage)
    /// A cashier without content yet.
    case loading(LoadingPage)
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

/// The scanner while a code is looked at.
public struct ScannerPage: Sendable, Equatable {
    public let title: String
    /// How to hold the camera.
    public let hint: String
    /// What to say in place of the picture if the user does not allow the camera.
    public let noCamera: String
    public let busy: Bool
    /// What is being done; absent for the first moments.
    public let progress: String?
    public let notice: Notice?
    /// Several codes of one picture that may be paid: the user picks one, see ``Payment/pickCode(_:)``. Otherwise empty.
    public let choices: [CodeChoice]
    /// Where trying again helps.
    public let retry: Button?
    public let support: [Row]
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
    public let support: [Row]

    public var description: String { "MerchantPage" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A cashier without content yet.
public struct LoadingPage: Sendable, Equatable {
    public let title: String
    /// What is being done; absent for the first moments.
    public let progress: String?
    public let notice: Notice?
    /// Where trying again helps.
    public let retry: Button?
    public let back: Button
    public let support: [Row]
}

/// The cashier page.
public struct CashierPage: Sendable, Equatable {
    public let title: String
    /// The return action, always there; the secondary button.
    public let back: Button
    /// The wallet's logo, beside the account.
    public let logo: Picture
    /// Everything there is to read, top to bottom.
    public let rows: [Row]
    public let methodsTitle: String
    /// The payment methods, preferred first.
    public let methods: [Method]
    /// The pay button, with the amount on it; the primary button.
    public let pay: Button
    /// Time left to pay, from two minutes before the end.
    public let countdown: TimeLeft?
    public let notice: Notice?
    /// Progress text while the page is locked.
    public let progress: String?
    /// Nothing can be pressed: a confirmation runs.
    public let locked: Bool
    public let support: [Row]
}

/// The PIN sheet.
public struct StepUpPage: Sendable, Equatable {
    /// The label of the PIN entry, too.
    public let title: String
    public let merchant: Row
    public let amount: Row
    /// How many tries are left, after a wrong one.
    public let notice: Notice?
    /// The backend is checking: the entry takes no input.
    public let busy: Bool
    public let cancel: Button
    /// The cashier page underneath.
    public let behind: CashierPage
    public let support: [Row]
}

/// The result page.
public struct ResultPage: Sendable, Equatable {
    /// First thing shown, first thing focused.
    public let status: Status
    public let title: String
    /// What happened.
    public let reason: String?
    /// What the user can do, or must not do.
    public let nextStep: String?
    /// That the asking takes longer.
    public let progress: String?
    public let rows: [Row]
    /// "Powered by Alipay+".
    public let brand: Picture?
    public let primary: Button
    /// Until the primary button presses itself; absent if it never does.
    public let countdown: Countdown?
    public let secondary: Button?
    public let support: [Row]
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
    /// The value as a screen reader says it.
    public let spoken: String
}

/// What a line of a page is about.
public enum RowKind: Sendable, Equatable {
    case account, merchant, store, orderText, method, orderAmount, localAmount, exchangeRate, discount, discountTotal, surcharge
    case paymentAmount, paidAmount, returned, returnedReason, refund, refundDiscount, time, reference, paymentId
    case supportContact, supportReference
}

/// A place for artwork that the wallet brings; without it `text` stands there, and a screen reader says it in any case.
public struct Picture: Sendable, Equatable {
    public let kind: PictureKind
    public let text: String
}

/// What a picture shows.
public enum PictureKind: Sendable, Equatable {
    /// The wallet's own logo.
    case walletLogo
    /// The sentence "Powered by Alipay+", with the word "Alipay+" as the logo.
    case brand
}

/// A payment method; picked by ``Payment/pickMethod(id:)``.
public struct Method: Sendable, Equatable, Identifiable {
    public let id: String
    public let kind: MethodKind
    public let label: String
    public let selected: Bool
    public let availability: Availability
}

/// What kind of thing a payment method is, for the picture beside it.
public enum MethodKind: Sendable, Equatable {
    case balance, bankAccount, card, unknown
}

/// Whether something can be pressed. What cannot be pressed always says why, and only that does.
public enum Availability: Sendable, Equatable {
    case enabled
    /// The reason is for the eye and the ear.
    case disabled(reason: String)
}

/// A button; pressed by ``Payment/press(_:)``.
public struct Button: Sendable, Equatable {
    public let action: Action
    public let label: String
    /// What is on it, as a screen reader says it.
    public let spoken: String
    public let availability: Availability

    /// Whether it can be pressed; if not, `availability` says why.
    public var isEnabled: Bool { availability == .enabled }
}

/// What a button does.
public enum Action: Sendable, Equatable {
    case confirm, back, retry, redirect, stopCountdown, close
}

/// The primary button of a result presses itself soon.
public struct Countdown: Sendable, Equatable {
    public let seconds: Int
    /// What is on the primary button meanwhile.
    public let label: String
    /// Ends it, as any touch of the page does.
    public let stop: Button
}

/// Time left to pay.
public struct TimeLeft: Sendable, Equatable {
    public let text: String
    /// For a user who gets to it: it changes too often to be said by itself.
    public let spoken: String
}

/// Something to tell the user without leaving the page.
public struct Notice: Sendable, Equatable {
    public let severity: Severity
    public let text: String
}

/// How a notice is meant; never shown by colour alone.
public enum Severity: Sendable, Equatable {
    /// Good to know.
    case info
    /// Something changed: look before you pay.
    case warning
    /// Something did not work; nothing is lost.
    case error
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
