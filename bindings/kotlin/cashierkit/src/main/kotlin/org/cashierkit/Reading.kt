package org.cashierkit

/**
 * A page as an accessibility layer needs it.
 *
 * A text that changes in place is a live region. [PaymentState.announcement] says the same texts, once each: a screen uses one of the
 * two, never both.
 *
 * @property elements everything on the page, in reading order
 * @property initialFocus which of [elements] has the focus when the page appears; absent if there are none
 */
public data class Reading(val elements: List<Element>, val initialFocus: Int?)

/**
 * One element of a page.
 *
 * @property part the field of the page that it is
 * @property index which one of a list, from zero
 * @property label what is said of it
 * @property value and its value
 * @property selected of the radio buttons, the one that is chosen
 * @property availability absent for what is only read. A keyboard reaches exactly what has one, so that the reason why something
 *   cannot be pressed is found too
 */
public data class Element(
    val part: Part,
    val index: Int,
    val role: Role,
    val label: String,
    val value: String?,
    val selected: Boolean,
    val availability: Availability?,
    val live: Live,
)

/** Which field of its page an element is. */
public enum class Part {
    TITLE,
    HINT,

    /** One of several codes of one picture; pressed, it is [Payment.pickCode] of its index. */
    CHOICE,
    BACK,
    NOTICE,
    LOGO,
    ROW,
    METHODS_TITLE,
    METHOD,

    /** The countdown of the cashier page. */
    TIME_LEFT,
    PROGRESS,

    /** The pay button, or the primary button of a result. */
    PRIMARY,
    STOP_COUNTDOWN,
    SECONDARY,
    RETRY,
    MERCHANT,
    AMOUNT,

    /** The host's PIN entry, labelled with the sheet's title. */
    PIN_ENTRY,
    CANCEL,
    REASON,
    NEXT_STEP,
    BRAND,
    SUPPORT,
    EMPTY,
}

/** What an element is. */
public enum class Role {
    HEADING,

    /** The heading that says how the payment stands. */
    STATUS,
    TEXT,

    /** Text that changes with the time. */
    TIMER,

    /** Text that asks for attention. */
    ALERT,
    PROGRESS,
    IMAGE,
    BUTTON,
    RADIO_BUTTON,

    /** A field to type into, whose text is never spoken. */
    SECRET_ENTRY,
}

/** Whether a change of an element is said by itself. */
public enum class Live {
    OFF,

    /** When nothing else is being said. */
    POLITE,

    /** At once. */
    ASSERTIVE,
}
