import CashierKitGenerated

/// A payment of an earlier start whose result is still open. It is asked about by itself.
public struct PendingPayment: Sendable, Equatable {
    public let attempt: String
    public let order: String?
}

/// Where a code came from.
public enum Source: Sendable, Equatable {
    case scan, merchantPage, link, picture
}

/// The cashier of a wallet: one a process. Cancelling a task stops the waiting and never a payment.
public final class Cashier: Sendable {
    private let native: CashierKitGenerated.Cashier

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
    }

    /// Loads settings and rules, and takes up the payments of earlier starts. Once, before ``pay(_:source:)``.
    public func start() async throws -> [PendingPayment] {
        try await translatingErrors { try await native.start() }.map { PendingPayment(attempt: $0.attempt, order: $0.order) }
    }

    /// Begins a payment with the text of a code, verbatim. Throws ``CashierError/Kind/busy`` while another one is in front.
    public func pay(_ code: String, source: Source) async throws -> Payment {
        try translatingErrors { Payment(try native.pay(code: code, source: source.native)) }
    }

    /// The payment of an earlier start that is in front now.
    public var restored: Payment? { native.restored().map(Payment.init) }

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
                        OutcomeDelivery(outcome: Outcome(next.outcome)) {
                            try await translatingErrors { try await native.acknowledge(id: next.id) }
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

    /// Whether the app is in front: nothing is asked and nothing is opened from behind.
    public func setForeground(_ foreground: Bool) { native.setForeground(foreground: foreground) }

    /// Whether there is a network.
    public func setNetwork(available: Bool) { native.setNetwork(available: available) }

    /// A push message of the wallet's backend says that something happened to `order`.
    public func pushHint(order: String) { native.pushHint(order: order) }

    /// The wallet's user logged in or out: running payments are parked under the user they belong to.
    public func tokenUserChanged() { native.tokenUserChanged() }

    /// Ends the cashier; running payments are taken up at the next start.
    public func close() { native.shutDown() }
}
