import CashierKitGenerated

extension PaymentState {
    init(_ native: CashierKitGenerated.PaymentState) {
        self.init(
            revision: native.revision,
            page: Page(native.page),
            announcement: native.announcement.map { Announcement(revision: $0.revision, text: $0.text) }
        )
    }
}

extension Page {
    init(_ native: CashierKitGenerated.Page) {
        self =
            switch native {
            case .scanner(let busy, let notice, let choices):
                .scanner(
                    busy: busy, notice: notice.map(Notice.init), choices: choices.map { CodeChoice(index: $0.index, label: $0.label) })
            case .merchantPage(let url, let userAgent, let progress, let notice, let retry, let back):
                .merchantPage(
                    MerchantPage(
                        url: url, userAgent: userAgent, progress: progress, notice: notice.map(Notice.init),
                        retry: retry.map(Button.init), back: Button(back)))
            case .loading(let text, let notice, let retry, let back):
                .loading(text: text, notice: notice.map(Notice.init), retry: retry.map(Button.init), back: Button(back))
            case .cashier(let page): .cashier(CashierPage(page))
            case .stepUp(let page): .stepUp(StepUpPage(page))
            case .result(let page): .result(ResultPage(page))
            case .leaving(let target, let result):
                .leaving(RedirectTarget(opens: target.opens, inApp: target.kind == .app), ResultPage(result))
            case .handOver(let payload, let target):
                .handOver(
                    SdkActionPayload(value: payload), target.map { RedirectTarget(opens: $0.opens, inApp: $0.kind == .app) })
            case .closed: .closed
            }
    }
}

extension CashierPage {
    init(_ native: CashierKitGenerated.CashierPage) {
        self.init(
            title: native.title,
            back: Button(native.back),
            rows: native.rows.map(Row.init),
            methods: native.methods.map(Method.init),
            pay: Button(native.pay),
            countdown: native.countdown,
            notice: native.notice.map(Notice.init),
            progress: native.progress,
            locked: native.locked
        )
    }
}

extension StepUpPage {
    init(_ native: CashierKitGenerated.StepUpPage) {
        self.init(
            title: native.title,
            merchant: native.merchant,
            amount: native.amount,
            notice: native.notice.map(Notice.init),
            busy: native.busy,
            cancel: Button(native.cancel),
            behind: CashierPage(native.behind)
        )
    }
}

extension ResultPage {
    init(_ native: CashierKitGenerated.ResultPage) {
        self.init(
            status: Status(native.status),
            title: native.title,
            message: native.message,
            rows: native.rows.map(Row.init),
            brand: native.brand,
            primary: native.primary.map(Button.init),
            countdownSeconds: native.countdownSeconds.map(Int.init),
            secondary: native.secondary.map(Button.init),
            supportReference: native.supportReference
        )
    }
}

extension Status {
    init(_ native: CashierKitGenerated.Status) {
        self =
            switch native {
            case .succeeded: .succeeded
            case .failed: .failed
            case .checking: .checking
            case .pending: .pending
            case .paidElsewhere: .paidElsewhere
            case .expired: .expired
            case .cancelled: .cancelled
            case .notSupported: .notSupported
            }
    }
}

extension Row {
    init(_ native: CashierKitGenerated.Row) {
        self.init(kind: RowKind(native.kind), label: native.label, value: native.value)
    }
}

extension RowKind {
    init(_ native: CashierKitGenerated.RowKind) {
        self =
            switch native {
            case .account: .account
            case .merchant: .merchant
            case .orderText: .orderText
            case .method: .method
            case .orderAmount: .orderAmount
            case .localAmount: .localAmount
            case .exchangeRate: .exchangeRate
            case .discount: .discount
            case .surcharge: .surcharge
            case .paymentAmount: .paymentAmount
            case .paidAmount: .paidAmount
            case .returned: .returned
            case .refund: .refund
            case .time: .time
            case .reference: .reference
            }
    }
}

extension Method {
    init(_ native: CashierKitGenerated.MethodRow) {
        self.init(
            id: native.methodId, label: native.label, selected: native.selected, enabled: native.enabled, reason: native.reason)
    }
}

extension Button {
    init(_ native: CashierKitGenerated.Button) {
        let action: Action =
            switch native.action {
            case .confirm: .confirm
            case .back: .back
            case .retry: .retry
            case .redirect: .redirect
            case .close: .close
            }
        self.init(action: action, label: native.label, enabled: native.enabled)
    }
}

extension Notice {
    init(_ native: CashierKitGenerated.Notice) {
        self.init(text: native.text, warning: native.kind == .warning)
    }
}

extension Navigation {
    init(_ native: CashierKitGenerated.Navigation) {
        self =
            switch native {
            case .load: .load
            case .intercepted: .intercepted
            case .authCode: .authCode
            case .external: .external
            case .block: .block
            }
    }
}
