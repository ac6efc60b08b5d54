import CashierKitGenerated
import Foundation

/// Where a code came from.
public enum Source: Sendable, Equatable {
    case scan, merchantPage, link, picture
}

/// The cashier of a wallet: one a process. Cancelling a task stops the waiting and never a payment.
public final class Cashier: Sendable {
    let native: CashierKitGenerated.Cashier

    /// Opens the cashier, on a background thread.
    ///
    /// - Parameters:
    ///   - transport: in place of the built-in HTTP client
    ///   - log: where the library's log goes; nowhere by default
    public static func open(
        _ config: CashierConfig,
        tokens: any AccessTokenSource,
        storage: Storage,
        transport: (any Transport)? = nil,
        log: (any LogSink)? = nil
    ) async throws -> Cashier {
        let native = try translatingErrors {
            try CashierKitGenerated.Cashier(
                config: config.native,
                tokens: TokenPort(tokens: tokens),
                storage: storage.native,
                transport: transport.map(TransportPort.init),
                log: log.map(LogPort.init)
            )
        }
        return Cashier(native)
    }

    private init(_ native: CashierKitGenerated.Cashier) {
        self.native = native
        tellUtcOffset()
    }

    /// Loads settings and rules, and takes up the payments of earlier starts whose results are still open: each asks for its
    /// result, none is sent again. Once, before ``pay(_:source:)``; once more after an error.
    public func start() async throws -> [Payment] {
        try await translatingErrors { try await native.start() }.map(Payment.init)
    }

    /// What to do with all that a decoder found in one picture (the wallet's camera, Vision, or ``codesInPicture(_:)``): the step before
    /// ``pay(_:source:)``. The phone decides, nothing is sent. Texts that are no codes are passed over; at most the first 64 are looked
    /// at.
    ///
    /// - Parameter codes: the texts, verbatim
    /// - Returns: the code to pay, or those among which the user chooses
    /// - Throws: ``CashierError/Kind/notACode`` if none of the texts is a code
    public func scan(_ codes: [String]) async throws -> Scan {
        try translatingErrors { Scan(try native.scan(codes: codes)) }
    }

    /// ``scan(_:)`` and ``pay(_:source:)`` in one: of the codes of one picture, pays the only one that may be paid; between several, the
    /// user chooses on ``Page/scanner(_:)``.
    ///
    /// - Throws: ``CashierError/Kind/notACode`` if none of the texts is a code
    public func payScanned(_ codes: [String], source: Source) async throws -> Payment {
        try translatingErrors { Payment(try native.payScanned(codes: codes, source: source.native)) }
    }

    /// Begins a payment with the text of a code, verbatim. The same code again gives the same payment; another one throws
    /// ``CashierError/Kind/paymentInFront`` until the payment in front has come to its last page.
    public func pay(_ code: String, source: Source) async throws -> Payment {
        try translatingErrors { Payment(try native.pay(code: code, source: source.native)) }
    }

    /// Begins the payment of the code in a link that opened the wallet: `codeValue` in a link of the wallet's own hosts or schemes. A
    /// link is worth no more than a scan: it confirms nothing, and throws ``CashierError/Kind/paymentInFront`` while a payment is in
    /// front.
    ///
    /// - Throws: ``CashierError/Kind/notACode`` if the link carries no code
    public func payLink(_ url: String) async throws -> Payment {
        try translatingErrors { Payment(try native.payLink(url: url)) }
    }

    /// A page of the user's payments, newest first.
    ///
    /// - Parameters:
    ///   - after: ``HistoryPage/next`` of the page before; without it the newest payments
    ///   - limit: how many at most; the backend has a bound of its own
    /// - Throws: ``CashierError/Kind/noAnswer`` if there was none, also when it was repeated; ``CashierError/Kind/refused`` if the login
    ///   has ended
    public func history(after: String? = nil, limit: Int = 20) async throws -> HistoryPage {
        let limit = UInt32(clamping: max(limit, 1))
        return try await translatingErrors { HistoryPage(try await native.history(after: after, limit: limit)) }
    }

    /// Everything about one payment of the user, for somebody who has a question or a complaint.
    ///
    /// - Parameter order: ``HistoryRow/order``, or the order of an ``Outcome``
    /// - Throws: ``CashierError/Kind/noAnswer`` if there was none, also when it was repeated; ``CashierError/Kind/refused`` if the login
    ///   has ended or the user has no such order
    public func order(_ order: String) async throws -> DetailPage {
        try await translatingErrors { DetailPage(try await native.order(order: order)) }
    }

    /// The payment in front, if it is not done: for a screen that is made anew.
    public var front: Payment? { native.front().map(Payment.init) }

    /// The outcomes of all payments, none skipped, each again and again until it is acknowledged, after a restart too. The next
    /// one comes once this one has been acknowledged. One reader at a time.
    public var outcomes: AsyncThrowingStream<OutcomeDelivery, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: OutcomeDelivery.self)
        let delivering = Task { [native] in
            do {
                while !Task.isCancelled {
                    let next = try await translatingErrors { try await native.nextOutcome() }
                    let (acknowledged, acknowledging) = AsyncStream.makeStream(of: Void.self)
                    continuation.yield(
                        OutcomeDelivery(id: next.id, paymentId: next.paymentId, outcome: Outcome(next.outcome)) {
                            try translatingErrors { try native.acknowledge(outcomeId: next.id) }
                            acknowledging.yield()
                        })
                    for await _ in acknowledged { break }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in delivering.cancel() }
        return stream
    }

    /// Whether the app is in front: nothing is asked and nothing is opened from behind. The time zone of the device is looked at when it
    /// comes to the front: pages show times on its clock.
    public func setForeground(_ foreground: Bool) {
        if foreground { tellUtcOffset() }
        native.setForeground(foreground: foreground)
    }

    private func tellUtcOffset() {
        // No zone is further from UTC than the library takes; if one ever is, pages go on with the times of the backend.
        try? native.setUtcOffset(minutes: Int32(clamping: TimeZone.current.secondsFromGMT() / 60))
    }

    /// Whether there is a network.
    public func setNetwork(available: Bool) { native.setNetwork(available: available) }

    /// A push message of the wallet's backend says that something happened to `order`.
    public func pushHint(order: String) { native.pushHint(order: order) }

    /// Whether a screen reader is on: no page leaves by itself then.
    public func setScreenReader(on: Bool) { native.setScreenReader(on: on) }

    /// The user picked another language: every page is shown again in its words and formats, and no request is repeated.
    ///
    /// - Parameter tag: BCP 47 tag, as in ``CashierConfig/language``
    public func setLanguage(_ tag: String) throws { try translatingErrors { try native.setLanguage(tag: tag) } }

    /// Another user has logged in: running payments are parked until their own user is back. Returns what is left of the new user's.
    public func tokenUserChanged() async throws -> [Payment] {
        try await translatingErrors { try await native.tokenUserChanged() }.map(Payment.init)
    }

    /// Ends the cashier, at once and on any thread; payments that may have been sent are taken up at the next start. What has to be on
    /// disk is written behind, and the folder is free when it is: before the same folder is opened again, ``shutDown()``.
    public func close() { native.stop() }

    /// ``close()``, and waits until everything is on disk and the folder is free; at most three seconds, if a ``Store`` hangs.
    public func shutDown() async { await native.shutDown() }
}
