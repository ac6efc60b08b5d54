package org.cashierkit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.cashierkit.internal.Payment as Native

/**
 * What a payment shows; states may be skipped.
 *
 * @property revision grows with every change
 * @property reading [page] as an accessibility layer needs it
 * @property announcement the newest text for a screen reader
 */
public data class PaymentState(val revision: Long, val page: Page, val reading: Reading, val announcement: Announcement?)

/** A [text] for a screen reader, to be said once; [revision] is that of the state with which it came. */
public data class Announcement(val revision: Long, val text: String)

/** What the web container does with a navigation of the merchant's page. */
public enum class Navigation {
    /** Loads it. */
    LOAD,

    /** Cancels it: it was an order code, and the payment has gone on with it. */
    INTERCEPTED,

    /** Cancels it: the page wants an auth code, and [Page.MerchantPage.url] says what to load with it. */
    AUTH_CODE,

    /** Cancels it: the operating system opens it. */
    EXTERNAL,

    /** Cancels it. */
    BLOCK,
}

/**
 * One payment, from the code to the result. It runs in the background and goes on whoever watches: no cancelled coroutine and no
 * closed screen ends it. Its outcome comes from [Cashier.outcomes].
 *
 * Every function returns at once; what it changed is in [state].
 */
public class Payment internal constructor(private val native: Native, scope: CoroutineScope) {
    private val states = MutableStateFlow(native.state().toPublic())

    /** Names the payment in its outcomes: [OutcomeDelivery.paymentId]. */
    public val id: String = native.id()

    /** What to show now; ends with [Page.Closed]. */
    public val state: StateFlow<PaymentState> = states.asStateFlow()

    init {
        scope.launch {
            while (states.value.page != Page.Closed) {
                val next = native.nextState(states.value.revision.toULong()) ?: break
                states.value = next.toPublic()
            }
        }
    }

    /** Does what [button] says. */
    public fun press(button: Button): Unit = when (button.action) {
        Action.CONFIRM -> confirm()
        Action.BACK -> back()
        Action.RETRY -> retry()
        Action.REDIRECT -> redirect()
        Action.STOP_COUNTDOWN -> stopCountdown()
        Action.CLOSE -> close()
    }

    /** Picks one of the codes of [Page.Scanner.choices]. */
    public fun pickCode(choice: CodeChoice): Unit = native.pickCode(choice.index.toUInt())

    /** Pays what the page shows. A second tap changes nothing. */
    public fun confirm(): Unit = native.confirm()

    /** A step back; while the payment is being confirmed it changes nothing. */
    public fun back(): Unit = native.back()

    /** Leaves the cashier; a payment that has been confirmed goes on. */
    public fun close(): Unit = native.leave()

    /** Tries again. */
    public fun retry(): Unit = native.retry()

    /** Picks a payment method of the page. */
    public fun pickMethod(id: String): Unit = native.pickMethod(id)

    /** Answers the PIN sheet. */
    public fun submitPin(pin: String): Unit = native.submitPin(pin)

    /** Closes the PIN sheet without an answer. */
    public fun cancelStepUp(): Unit = native.cancelStepUp()

    /** To the merchant. */
    public fun redirect(): Unit = native.redirect()

    /** The user touched or focused the result page: it no longer leaves by itself. */
    public fun stopCountdown(): Unit = native.stopCountdown()

    /** Whether anything opened [Page.Leaving.opens]. */
    public fun redirectResult(opened: Boolean): Unit = native.redirectResult(opened)

    /** Decides on a navigation of the merchant's page, before the container loads it. */
    public fun navigate(url: String, mainFrame: Boolean): Navigation = native.navigate(url, mainFrame).toPublic()

    /**
     * What has happened so far, as a JSON document for [replay]: secrets, codes and users are replaced by stand-ins, so that it can be
     * sent to an engineer. `null` unless [CashierConfig.recording] is on.
     */
    public fun recording(): String? = native.recording()
}
