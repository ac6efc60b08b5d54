/// A page as an accessibility layer needs it.
///
/// A text that changes in place is a live region. ``PaymentState/announcement`` says the same texts, once each: a screen uses one of the
/// two, never both.
public struct Reading: Sendable, Equatable {
    /// Everything on the page, in reading order.
    public let elements: [Element]
    /// Which of the elements has the focus when the page appears; absent if there are none.
    public let initialFocus: Int?
}

/// One element of a page.
public struct Element: Sendable, Equatable {
    /// The field of the page that it is.
    public let part: Part
    /// Which one of a list, from zero.
    public let index: Int
    public let role: Role
    /// What is said of it.
    public let label: String
    /// And its value.
    public let value: String?
    /// Of the radio buttons, the one that is chosen.
    public let selected: Bool
    /// Absent for what is only read. A keyboard reaches exactly what has one, so that the reason why something cannot be pressed is
    /// found too.
    public let availability: Availability?
    public let live: Live
}

/// Which field of its page an element is.
public enum Part: Sendable, Equatable {
    case title, hint
    /// One of several codes of one picture; pressed, it is ``Payment/pickCode(_:)`` of its index.
    case choice
    case back, notice, logo, row, methodsTitle, method
    /// The countdown of the cashier page.
    case timeLeft
    case progress
    /// The pay button, or the primary button of a result.
    case primary
    case stopCountdown, secondary, retry, merchant, amount
    /// The host's PIN entry, labelled with the sheet's title.
    case pinEntry
    case cancel, reason, nextStep, brand, support, empty
}

/// What an element is.
public enum Role: Sendable, Equatable {
    case heading
    /// The heading that says how the payment stands.
    case status
    case text
    /// Text that changes with the time.
    case timer
    /// Text that asks for attention.
    case alert
    case progress, image, button, radioButton
    /// A field to type into, whose text is never spoken.
    case secretEntry
}

/// Whether a change of an element is said by itself.
public enum Live: Sendable, Equatable {
    case off
    /// When nothing else is being said.
    case polite
    /// At once.
    case assertive
}
