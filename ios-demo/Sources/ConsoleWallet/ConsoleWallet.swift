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
        case .cashier(let page): if page.pay.isEnabled && !page.locked { payment.confirm() }
        case .stepUp(let page): if !page.busy { payment.submitPin(pin) }
        case .loading(let page): if let retry = page.retry { payment.press(retry) }
        // A console opens nothing: the result page comes back with a button that ends the payment.
        case .leaving: payment.redirectResult(opened: false)
        case .result(let page): payment.press(page.primary)
        case .scanner(let page): if !page.busy { payment.close() }
        // A console has no web container.
        case .merchantPage: payment.close()
        case .handOver, .closed: break
        }
    }

    private func text(of page: Page) -> String {
        let lines: [String?] =
            switch page {
            case .scanner(let page): [page.title, page.hint, page.progress, page.notice?.text]
            case .merchantPage(let page): ["Merchant's page", page.url, page.notice?.text]
            case .loading(let page): loading(page)
            case .cashier(let page): cashier(page)
            case .stepUp(let page): [page.title, line(page.merchant), line(page.amount), page.notice?.text]
            case .result(let page): result(page)
            case .leaving(let target, _): ["To the merchant", target.opens]
            case .handOver: ["Alipay+ takes over"]
            case .closed: ["Done"]
            }
        return lines.compactMap { $0 }.joined(separator: "\n  ")
    }

    private func line(_ row: Row) -> String { "\(row.label): \(row.value)" }

    private func loading(_ page: LoadingPage) -> [String?] {
        var lines: [String?] = [page.title, page.progress, page.notice?.text]
        lines += [page.retry, page.back].compactMap { $0 }.map(line)
        lines += page.support.map(line)
        return lines
    }

    private func cashier(_ page: CashierPage) -> [String?] {
        var lines: [String?] = [page.title]
        lines += page.rows.map(line)
        lines += page.methods.map(line)
        lines += [page.notice?.text, page.countdown?.text, page.progress, line(page.pay)]
        lines += page.support.map(line)
        return lines
    }

    private func result(_ page: ResultPage) -> [String?] {
        var lines: [String?] = [page.title, page.reason, page.nextStep, page.progress]
        lines += page.rows.map(line)
        lines += [page.brand?.text, line(page.primary)]
        lines += page.support.map(line)
        return lines
    }

    private func line(_ method: Method) -> String { "\(method.selected ? "(*)" : "( )") \(method.label)\(why(method.availability))" }

    private func line(_ button: Button) -> String { "[ \(button.label) ]\(why(button.availability))" }

    private func why(_ availability: Availability) -> String {
        switch availability {
        case .enabled: ""
        case .disabled(let reason): ": \(reason)"
        }
    }
}
