import CashierKit
import Testing

/// Whole payments against the live simulator and backend.
@Suite(.timeLimit(.minutes(2)))
struct PaymentTests {
    let wallet: DemoWallet

    init() throws {
        wallet = try DemoWallet()
    }

    @Test func aPaymentGoesFromTheCodeToTheResult() async throws {
        let order = try await wallet.servers.newOrder("110")
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let payment = try await cashier.pay(order.codeValue, source: .scan)

        let page = try await payment.cashierPage()
        #expect(page.rows.contains { $0.kind == .merchant && $0.value.contains("Maple Tea House") })
        #expect(page.rows.contains { $0.kind == .orderAmount && $0.value.contains("110") })
        try await payment.confirm(pin: wallet.servers.user.pin)

        let result = try await payment.result(.succeeded)
        #expect(result.support.isEmpty)
        #expect(result.brand?.text == "Powered by Alipay+")
        let reading = payment.state.reading
        let first = try #require(reading.initialFocus.map { reading.elements[$0] })
        #expect(first.role == .status && first.label == result.title)
        guard case .succeeded(_, _, let paid, let surcharge, let total) = try await cashier.nextOutcome().outcome else {
            Issue.record("not succeeded")
            return
        }
        #expect(paid.currency == wallet.servers.user.currency)
        #expect(surcharge == nil && total == paid)
        try await wallet.servers.awaitAtMerchant(order, "PAID")
    }

    @Test func outcomesAreDeliveredOneByOneUntilEachIsAcknowledged() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        // Nobody reads the outcomes of these two while they happen, and nobody the states in between.
        for _ in 0..<2 {
            let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
            try await payment.confirm(pin: wallet.servers.user.pin)
            _ = try await payment.result(.succeeded)
            payment.close()
            try await payment.page { $0 == .closed ? () : nil }
        }

        let first = try await cashier.nextOutcome()
        let again = try await cashier.nextOutcome()
        #expect(first.outcome == again.outcome, "not acknowledged, so it comes again")
        try await again.acknowledge()
        let second = try await cashier.nextOutcome()
        #expect(second.outcome != first.outcome)
        try await second.acknowledge()
    }

    @Test func anOutcomeThatNobodyAcknowledgedComesAgainAfterARestart() async throws {
        let cashier = try await wallet.open()
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        try await payment.confirm(pin: wallet.servers.user.pin)
        let delivery = try await cashier.nextOutcome()
        #expect(delivery.paymentId == payment.id)
        await cashier.shutDown()

        let restarted = try await wallet.open()
        defer { restarted.close() }
        let again = try await restarted.nextOutcome()
        #expect(again.outcome == delivery.outcome)
        #expect(again.id == delivery.id, "the host can tell that it is the same")
        #expect(again.paymentId == payment.id)
    }

    @Test func aCancelledTaskDoesNotCancelItsPayment() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        let screen = Task { for await _ in payment.states {} }
        try await payment.confirm(pin: wallet.servers.user.pin)
        screen.cancel()
        await screen.value
        guard case .succeeded = try await cashier.nextOutcome().outcome else {
            Issue.record("not succeeded")
            return
        }
    }

    @Test func aCodeOfTheWalletItselfIsHandedBackWithoutAPage() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        _ = try await cashier.pay("DEMOWALLET:mina", source: .scan)
        #expect(try await cashier.nextOutcome().outcome == .ownCode)
    }

    @Test func whatCannotBePaidIsAnOutcomeNotAnError() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        _ = try await cashier.pay("WIFI:T:WPA;S:cafe;P:secret;;", source: .scan)
        #expect(try await cashier.nextOutcome().outcome == .notSupported(.wifi))
    }

    @Test func aPageIsShownAgainInAnotherLanguageWithTheWalletsOwnTexts() async throws {
        var config = wallet.config
        config.texts = ["de": ["action.back": "Retour"]]
        let cashier = try await Cashier.open(config, tokens: wallet.tokens, storage: .folder(wallet.folder.path))
        defer { cashier.close() }
        _ = try await cashier.start()
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        #expect(try await payment.cashierPage().title == "Confirm payment")
        try cashier.setLanguage("de-CH")
        let page = try await payment.page { if case .cashier(let page) = $0, page.title == "Zahlung bestätigen" { page } else { nil } }
        #expect(page.back.label == "Retour")
    }
}
