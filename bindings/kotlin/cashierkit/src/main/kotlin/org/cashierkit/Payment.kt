package org.cashierkit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.cashierkit.internal.Payment as Native

/** What a payment shows. [revision] grows with every change; states may be skipped. */
public data class PaymentState(val revision: Long, val page: Page)

/** What the web container does with a navigation of the merchant's page. */
public sealed interface Navigation {
    /** Load it. */
    public data object Load : Navigation

    /** Do not load it: it was an order code, and the payment goes on with it. */
    public data object Intercepted : Navigation

    /** Do not load it; the operating system opens [url]. */
    public data class External(val url: String) : Navigation

    /** Do not load it. */
    public data class Block(val reason: String) : Navigation
}

/**
 * One payment, from the code to the result. It runs in the background and goes on whoever watches: no cancelled coroutine and no
 * closed screen ends it. Its outcome comes from [Cashier.outcomes].
 *
 * Every function returns at once; what it changed is in [state].
 */
public class Payment internal constructor(private val native: Native, scope: CoroutineScope) {
    private val states = MutableStateFlow(native.state().toPublic())

    /** What to show now; ends with [Page.Closed]. */
    public val state: StateFlow<PaymentState> = states.asStateFlow()

    init {
        scope.launch {
            while (states.value.page != Page.Closed) {
                states.value = native.nextState(states.value.revision.toULong()).toPublic()
            }
        }
    }

    /** Does what [button] says. */
    public fun press(button: Button): Unit = when (button.action) {
        Action.CONFIRM -> confirm()
        Action.BACK -> back()
        Action.RETRY -> retry()
        Action.REDIRECT -> redirect()
        Action.CLOSE -> close()
    }

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

    /** Whether a screen reader is on: no countdown then. */
    public fun setScreenReader(on: Boolean): Unit = native.setScreenReader(on)
}
