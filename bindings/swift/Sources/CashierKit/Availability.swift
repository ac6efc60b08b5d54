import CashierKitGenerated

/// Who shows the code: the user (`upm`) or the merchant (`mpm`).
public enum PaymentScenario: Sendable, Equatable {
    case upm, mpm

    var native: CashierKitGenerated.PaymentScenario {
        switch self {
        case .upm: .upm
        case .mpm: .mpm
        }
    }
}

/// A sign that merchants show; `url` is https. At the bottom of the scan page it is 128 px high, with a white background 112 px.
public struct AcceptanceMark: Sendable, Equatable {
    public let name: String
    public let url: String
}

/// A rate to look at before a payment. It is a text, so that no amount of an order is ever computed with it.
public final class ReferenceRate: Sendable {
    private let native: CashierKitGenerated.ReferenceRate

    init(_ native: CashierKitGenerated.ReferenceRate) {
        self.native = native
    }

    /// What to show, marked as a reference; `nil` ten minutes after it was asked for: then it may not be shown any more.
    public var text: String? { native.text() }
}

extension Cashier {
    /// Where the phone is, as the wallet knows it: network operator, time zone, or its own logic. At the start, and whenever it has
    /// changed; ``availabilityNotices`` follow it.
    ///
    /// - Parameters:
    ///   - region: ISO 3166-1 alpha-2; `nil` while it is not known: then nothing is supported
    ///   - utcOffsetMinutes: minutes east of UTC: when the user's day begins
    public func setCurrentRegion(_ region: String?, utcOffsetMinutes: Int16) {
        native.setCurrentRegion(place: Place(region: region, utcOffsetMinutes: utcOffsetMinutes))
    }

    /// Whether the user can pay with Alipay+ in `region`, away from home. Answered from what the phone has: without a network that is
    /// good for a week.
    public func isSupportedRegion(_ region: String?) -> Bool { native.isSupportedRegion(region: region) }

    /// The acceptance marks of a scenario, of `region` only if it is known accurately; none as long as the phone knows none.
    public func acceptanceMarks(_ scenario: PaymentScenario, region: String? = nil) -> [AcceptanceMark] {
        native.acceptanceMarks(scenario: scenario.native, region: region).map { AcceptanceMark(name: $0.logoName, url: $0.logoUrl) }
    }

    /// Regions that the user should be told about: abroad, and Alipay+ can be used there. Three times a day at most; the wallet chooses
    /// how it tells. One reader at a time.
    public var availabilityNotices: AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        let listening = Task { [native] in
            while !Task.isCancelled, let region = try? await native.nextAvailabilityNotice() { continuation.yield(region) }
            continuation.finish()
        }
        continuation.onTermination = { _ in listening.cancel() }
        return stream
    }

    /// A rate to look at before a payment.
    ///
    /// - Parameters:
    ///   - sell: ISO 4217 code of what Alipay+ sells for the user
    ///   - buy: ISO 4217 code of what it buys
    /// - Returns: `nil` if there is no rate between the two
    public func inquireQuote(sell: String, buy: String) async throws -> ReferenceRate? {
        try await translatingErrors { try await native.inquireQuote(sell: sell, buy: buy) }.map(ReferenceRate.init)
    }
}
