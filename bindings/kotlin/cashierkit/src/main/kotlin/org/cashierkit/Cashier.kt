package org.cashierkit

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import org.cashierkit.internal.Cashier as Native

/** Where a code came from. */
public enum class Source { SCAN, MERCHANT_PAGE, LINK, PICTURE }

/**
 * The cashier of a wallet: one a process. Its functions never work on the caller's thread; cancelling a call stops the waiting and
 * never a payment.
 */
public class Cashier private constructor(private val native: Native, private val worker: CoroutineDispatcher) : AutoCloseable {
    // A failure of the library ends the updates of one payment's state and never the host's process.
    private val scope = CoroutineScope(SupervisorJob() + worker + CoroutineExceptionHandler { _, _ -> })

    /**
     * The outcomes of all payments, none skipped, each again and again until it is acknowledged, after a restart too. The next
     * one comes once this one has been acknowledged. One collector at a time.
     */
    public val outcomes: Flow<OutcomeDelivery> = flow {
        while (true) {
            val delivery = calling { native.nextOutcome() }.let { OutcomeDelivery(it.outcome.toPublic(), it.id, ::acknowledge) }
            emit(delivery)
            delivery.acknowledged.await()
        }
    }

    /**
     * Loads settings and rules, and takes up the payments of earlier starts whose results are still open: each asks for its result,
     * none is sent again. Once, before [pay]; once more after an error.
     */
    public suspend fun start(): List<Payment> = calling { native.start().map { Payment(it, scope) } }

    /**
     * What to do with all that a decoder found in one picture (the wallet's camera, ML Kit, or [codesInPicture]): the step before [pay].
     * The phone decides, nothing is sent. Texts that are no codes are passed over; at most the first 64 are looked at.
     *
     * @param codes the texts, verbatim
     * @return the code to [pay], or those among which the user chooses
     * @throws CashierException.NotACode if none of the texts is a code
     */
    public suspend fun scan(codes: List<String>): Scan = calling { native.scan(codes).toPublic() }

    /**
     * [scan] and [pay] in one: of the codes of one picture, pays the only one that may be paid; between several, the user chooses on
     * [Page.Scanner].
     *
     * @throws CashierException.NotACode if none of the texts is a code
     */
    public suspend fun payScanned(codes: List<String>, source: Source): Payment =
        calling { Payment(native.payScanned(codes, source.toNative()), scope) }

    /**
     * Begins a payment with the text of a code, verbatim. The same code again gives the same payment; another one throws
     * [CashierException.PaymentInFront] until the payment in front has come to its last page.
     */
    public suspend fun pay(code: String, source: Source): Payment = calling { Payment(native.pay(code, source.toNative()), scope) }

    /**
     * Begins the payment of the code in a link that opened the wallet: `codeValue` in a link of the wallet's own hosts or schemes. A link
     * is worth no more than a scan: it confirms nothing, and throws [CashierException.PaymentInFront] while a payment is in front.
     *
     * @throws CashierException.NotACode if the link carries no code
     */
    public suspend fun payLink(url: String): Payment = calling { Payment(native.payLink(url), scope) }

    /** The payment in front, if it is not done: for a screen that is made anew. */
    public suspend fun front(): Payment? = calling { native.front()?.let { Payment(it, scope) } }

    /** Whether the app is in front: nothing is asked and nothing is opened from behind. */
    public fun setForeground(foreground: Boolean): Unit = native.setForeground(foreground)

    /** Whether there is a network. */
    public fun setNetwork(available: Boolean): Unit = native.setNetwork(available)

    /** A push message of the wallet's backend says that something happened to [order]. */
    public fun pushHint(order: String): Unit = native.pushHint(order)

    /** Whether a screen reader is on: no page leaves by itself then. */
    public fun setScreenReader(on: Boolean): Unit = native.setScreenReader(on)

    /** Another user has logged in: running payments are parked until their own user is back. Returns what is left of the new user's. */
    public suspend fun tokenUserChanged(): List<Payment> = calling { native.tokenUserChanged().map { Payment(it, scope) } }

    /** Ends the cashier, once what has to be on disk is there; payments that may have been sent are taken up at the next start. */
    override fun close() {
        native.shutDown()
        scope.cancel()
    }

    private suspend fun acknowledge(id: String) = calling { native.acknowledge(id) }

    private suspend fun <T> calling(call: suspend () -> T): T = withContext(worker) { translatingErrors { call() } }

    public companion object {
        /**
         * Opens the cashier.
         *
         * @param transport in place of the built-in HTTP client
         * @param log where the library's log goes; nowhere by default
         */
        public suspend fun open(
            config: CashierConfig,
            tokens: AccessTokenSource,
            storage: Storage,
            transport: Transport? = null,
            log: LogSink? = null,
        ): Cashier {
            // The library is loaded here, which takes a while: not on the thread of a user interface.
            val worker = Dispatchers.Default
            return withContext(worker) {
                translatingErrors {
                    val native =
                        Native(config.toNative(), TokenPort(tokens), storage.toNative(), transport?.let(::TransportPort), log?.let(::LogPort))
                    Cashier(native, worker)
                }
            }
        }
    }
}
