import CashierKit
import Testing

/// What the user paid, against the live backend.
@Suite(.timeLimit(.minutes(2)))
struct HistoryTests {
    let wallet: DemoWallet

    init() throws {
        wallet = try DemoWallet()
    }

    @Test func aPaymentIsInTheHistoryAndItsDetailHasWhatAComplaintNeeds() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        try await payment.confirm(pin: wallet.servers.user.pin)
        guard case .succeeded(let order, _, _, _, _) = try await cashier.nextOutcome().outcome else {
            Issue.record("not succeeded")
            return
        }

        // Other tests pay as the same user at the same time.
        let page = try await cashier.history(limit: 50)
        let row = try #require(page.rows.first { $0.order == order })
        #expect(row.status == .paid)
        #expect(row.merchant.contains("Maple Tea House") && row.spoken.hasPrefix(row.merchant))
        #expect(page.reading.initialFocus.map { page.reading.elements[$0].role } == .heading)

        let detail = try await cashier.order(row.order)
        #expect(detail.status == .paid && detail.title == "Paid")
        let kinds = detail.rows.map(\.kind)
        for kind: RowKind in [.paidAmount, .merchant, .time, .reference, .paymentId] {
            #expect(kinds.contains(kind), "\(kind) is missing in \(detail)")
        }
    }

    @Test func anOrderThatTheUserDoesNotHaveIsRefusedWithAReferenceForTheSupport() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        do {
            _ = try await cashier.order("nobody's")
            Issue.record("not refused")
        } catch let refused as CashierError {
            #expect(refused.kind == .refused && refused.delivery == .answered && !refused.isRetryable)
            #expect(refused.requestId?.count == 32)
        }
    }
}
