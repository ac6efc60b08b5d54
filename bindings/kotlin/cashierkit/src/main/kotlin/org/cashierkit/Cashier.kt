package org.cashierkit

import java.time.OffsetDateTime
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
import org.cashierkit.internal.Place

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
            val delivery = calling { native.nextOutcome() }.let { OutcomeDelivery(it.id, it.paymentId, it.outcome.toPublic(), ::acknowledge) }
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

    /**
     * A page of the user's payments, newest first.
     *
     * @param after [HistoryPage.next] of the page before; without it the newest payments
     * @param limit how many at most; the backend has a bound of its own
     * @throws CashierException.NoAnswer if there was none, also when it was repeated
     * @throws CashierException.Refused if the login has ended
     */
    public suspend fun history(after: String? = null, limit: Int = 20): HistoryPage =
        calling { native.history(after, limit.coerceAtLeast(1).toUInt()).toPublic() }

    /**
     * Everything about one payment of the user, for somebody who has a question or a complaint.
     *
     * @param order [HistoryRow.order], or the order of an [Outcome]
     * @throws CashierException.NoAnswer if there was none, also when it was repeated
     * @throws CashierException.Refused if the login has ended, or the user has no such order
     */
    public suspend fun order(order: String): DetailPage = calling { native.order(order).toPublic() }

    /** The payment in front, if it is not done: for a screen that is made anew. */
    public suspend fun front(): Payment? = calling { native.front()?.let { Payment(it, scope) } }

    /**
     * Where the phone is, as the wallet knows it: network operator, time zone, or its own logic. At the start, and whenever it has
     * changed; [availabilityNotices] follow it.
     *
     * @param region ISO 3166-1 alpha-2; `null` while it is not known: then nothing is supported
     * @param utcOffsetMinutes minutes east of UTC: when the user's day begins
     */
    public fun setCurrentRegion(region: String?, utcOffsetMinutes: Int): Unit =
        native.setCurrentRegion(Place(region, utcOffsetMinutes.toShort()))

    /**
     * Regions that the user should be told about: abroad, and Alipay+ can be used there. Three times a day at most; the wallet chooses
     * how it tells. One collector at a time.
     */
    public val availabilityNotices: Flow<String> = flow { while (true) emit(calling { native.nextAvailabilityNotice() }) }

    /**
     * Whether the user can pay with Alipay+ in [region], away from home. Answered from what the phone has: without a network that is good
     * for a week.
     */
    public fun isSupportedRegion(region: String?): Boolean = native.isSupportedRegion(region)

    /** The acceptance marks of a [scenario], of [region] only if it is known accurately; none as long as the phone knows none. */
    public fun acceptanceMarks(scenario: PaymentScenario, region: String? = null): List<AcceptanceMark> =
        native.acceptanceMarks(scenario.toNative(), region).map { it.toPublic() }

    /**
     * A rate to look at before a payment.
     *
     * @param sell ISO 4217 code of what Alipay+ sells for the user
     * @param buy ISO 4217 code of what it buys
     * @return `null` if there is no rate between the two
     */
    public suspend fun inquireQuote(sell: String, buy: String): ReferenceRate? =
        calling { native.inquireQuote(sell, buy)?.let(::ReferenceRate) }

    /**
     * Whether the app is in front: nothing is asked and nothing is opened from behind. The time zone of the device is looked at when it
     * comes to the front: pages show times on its clock.
     */
    public fun setForeground(foreground: Boolean) {
        if (foreground) native.tellUtcOffset()
        native.setForeground(foreground)
    }

    /** Whether there is a network. */
    public fun setNetwork(available: Boolean): Unit = native.setNetwork(available)

    /** A push message of the wallet's backend says that something happened to [order]. */
    public fun pushHint(order: String): Unit = native.pushHint(order)

    /** Whether a screen reader is on: no page leaves by itself then. */
    public fun setScreenReader(on: Boolean): Unit = native.setScreenReader(on)

    /**
     * The user picked another language: every page is shown again in its words and formats, and no request is repeated.
     *
     * @param tag BCP 47 tag, as in [CashierConfig.language]
     */
    public fun setLanguage(tag: String): Unit = translatingErrors { native.setLanguage(tag) }

    /** Another user has logged in: running payments are parked until their own user is back. Returns what is left of the new user's. */
    public suspend fun tokenUserChanged(): List<Payment> = calling { native.tokenUserChanged().map { Payment(it, scope) } }

    /**
     * Ends the cashier, at once and on any thread; payments that may have been sent are taken up at the next start. What has to be on
     * disk is written behind, and the folder is free when it is: before the same folder is opened again, [shutDown].
     */
    override fun close() {
        native.stop()
        scope.cancel()
    }

    /** [close], and waits until everything is on disk and the folder is free; at most three seconds, if a [Store] hangs. */
    public suspend fun shutDown() {
        // Once begun, the end is not given up half-way: only the waiting is.
        close()
        withContext(worker) { native.shutDown() }
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
                    native.tellUtcOffset()
                    Cashier(native, worker)
                }
            }
        }

        private fun Native.tellUtcOffset() = translatingErrors { setUtcOffset(OffsetDateTime.now().offset.totalSeconds / 60) }
    }
}
