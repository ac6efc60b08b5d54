import CashierKit

/// A wallet whose screen is a text: it prints each page, pays without asking and answers the PIN sheet with `pin`.
public struct ConsoleWallet: Sendable {
    /// The cashier ended without an outcome.
    public struct NoOutcome: Error {}

    private let cashier: Cashier
    private let pin: String
    private let screen: @Sendable (String) -> Void

    public init(cashier: Cashier, pin: String, screen: @escaping @Sendable (String) -> Void) {
        self.cashier = cashier
        self.pin = pin
        self.screen = screen
    }

    /// Pays `code` and returns how it ended.
    public func pay(_ code: String) async throws -> Outcome {
        let payment = try await cashier.pay(code, source: .scan)
        for await state in payment.states {
            screen(text(of: state.page))
            answer(payment, state.page)
        }
        for try await delivery in cashier.outcomes {
            try await delivery.acknowledge()
            return delivery.outcome
        }
        throw NoOutcome()
    }

    private func answer(_ payment: Payment, _ page: Page) {
        switch page {
        case .cashier(let page): if page.pay.enabled && !page.locked { payment.confirm() }
        case .stepUp(let page): if !page.busy { payment.submitPin(pin) }
        case .loading(_, _, let retry, _): if let retry { payment.press(retry) }
        // A console opens nothing: the result page comes back with a button that ends the payment.
        case .leaving: payment.redirectResult(opened: false)
        case .result(let page): if let primary = page.primary, primary.enabled { payment.press(primary) }
        case .scanner(let busy, _, _): if !busy { payment.close() }
        // A console has no web container.
        case .merchantPage: payment.close()
        case .handOver, .closed: break
        }
    }

    private func text(of page: Page) -> String {
        let lines: [String?] =
            switch page {
            case .scanner: ["Scanner"]
            case .merchantPage(let page): ["Merchant's page", page.url]
            case .loading(let text, let notice, _, _): ["Loading", text, notice?.text]
            case .cashier(let page):
                [page.title] + page.rows.map(line) + [page.notice?.text, page.progress, line(page.pay)]
            case .stepUp(let page): [page.title, page.merchant, page.amount, page.notice?.text]
            case .result(let page): [page.title, page.message] + page.rows.map(line) + [page.brand, page.primary.map(line)]
            case .leaving(let target, _): ["To the merchant", target.opens]
            case .handOver: ["Alipay+ takes over"]
            case .closed: ["Done"]
            }
        return lines.compactMap { $0 }.joined(separator: "\n  ")
    }

    private func line(_ row: Row) -> String { "\(row.label): \(row.value)" }

    private func line(_ button: Button) -> String { "[ \(button.label) ]" }
}
