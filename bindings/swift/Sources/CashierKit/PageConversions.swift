import CashierKitGenerated

extension PaymentState {
    init(_ native: CashierKitGenerated.PaymentState) {
        self.init(
            revision: native.revision,
            page: Page(native.page),
            reading: Reading(native.reading),
            announcement: native.announcement.map { Announcement(revision: $0.revision, text: $0.text) }
        )
    }
}

extension Page {
    init(_ native: CashierKitGenerated.Page) {
        self =
            switch native {
            case .scanner(let page): .scanner(ScannerPage(page))
            case .merchantPage(let page): .merchantPage(MerchantPage(page))
            case .loading(let page): .loading(LoadingPage(page))
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

extension ScannerPage {
    init(_ native: CashierKitGenerated.ScannerPage) {
        self.init(
            title: native.title,
            hint: native.hint,
            noCamera: native.noCamera,
            busy: native.busy,
            progress: native.progress,
            notice: native.notice.map(Notice.init),
            choices: native.choices.map { CodeChoice(index: $0.index, label: $0.label) },
            retry: native.retry.map(Button.init),
            support: native.support.map(Row.init)
        )
    }
}

extension MerchantPage {
    init(_ native: CashierKitGenerated.MerchantPage) {
        self.init(
            url: native.url,
            userAgent: native.userAgent,
            progress: native.progress,
            notice: native.notice.map(Notice.init),
            retry: native.retry.map(Button.init),
            back: Button(native.back),
            support: native.support.map(Row.init)
        )
    }
}

extension LoadingPage {
    init(_ native: CashierKitGenerated.LoadingPage) {
        self.init(
            title: native.title,
            progress: native.progress,
            notice: native.notice.map(Notice.init),
            retry: native.retry.map(Button.init),
            back: Button(native.back),
            support: native.support.map(Row.init)
        )
    }
}

extension CashierPage {
    init(_ native: CashierKitGenerated.CashierPage) {
        self.init(
            title: native.title,
            back: Button(native.back),
            logo: Picture(native.logo),
            rows: native.rows.map(Row.init),
            methodsTitle: native.methodsTitle,
            methods: native.methods.map(Method.init),
            pay: Button(native.pay),
            countdown: native.countdown.map { TimeLeft(text: $0.text, spoken: $0.spoken) },
            notice: native.notice.map(Notice.init),
            progress: native.progress,
            locked: native.locked,
            support: native.support.map(Row.init)
        )
    }
}

extension StepUpPage {
    init(_ native: CashierKitGenerated.StepUpPage) {
        self.init(
            title: native.title,
            merchant: Row(native.merchant),
            amount: Row(native.amount),
            notice: native.notice.map(Notice.init),
            busy: native.busy,
            cancel: Button(native.cancel),
            behind: CashierPage(native.behind),
            support: native.support.map(Row.init)
        )
    }
}

extension ResultPage {
    init(_ native: CashierKitGenerated.ResultPage) {
        self.init(
            status: Status(native.status),
            title: native.title,
            reason: native.reason,
            nextStep: native.nextStep,
            progress: native.progress,
            rows: native.rows.map(Row.init),
            brand: native.brand.map(Picture.init),
            primary: Button(native.primary),
            countdown: native.countdown.map(Countdown.init),
            secondary: native.secondary.map(Button.init),
            support: native.support.map(Row.init)
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
        self.init(kind: RowKind(native.kind), label: native.label, value: native.value, spoken: native.spoken)
    }
}

extension RowKind {
    init(_ native: CashierKitGenerated.RowKind) {
        self =
            switch native {
            case .account: .account
            case .merchant: .merchant
            case .store: .store
            case .orderText: .orderText
            case .method: .method
            case .orderAmount: .orderAmount
            case .localAmount: .localAmount
            case .exchangeRate: .exchangeRate
            case .discount: .discount
            case .discountTotal: .discountTotal
            case .surcharge: .surcharge
            case .paymentAmount: .paymentAmount
            case .paidAmount: .paidAmount
            case .returned: .returned
            case .returnedReason: .returnedReason
            case .refund: .refund
            case .refundDiscount: .refundDiscount
            case .time: .time
            case .reference: .reference
            case .paymentId: .paymentId
            case .supportContact: .supportContact
            case .supportReference: .supportReference
            }
    }
}

extension Picture {
    init(_ native: CashierKitGenerated.Picture) {
        let kind: PictureKind =
            switch native.kind {
            case .walletLogo: .walletLogo
            case .brand: .brand
            }
        self.init(kind: kind, text: native.text)
    }
}

extension Method {
    init(_ native: CashierKitGenerated.MethodRow) {
        self.init(
            id: native.methodId, kind: MethodKind(native.kind), label: native.label, selected: native.selected,
            availability: Availability(native.availability))
    }
}

extension MethodKind {
    init(_ native: CashierKitGenerated.MethodKind) {
        self =
            switch native {
            case .balance: .balance
            case .bankAccount: .bankAccount
            case .card: .card
            case .unknown: .unknown
            }
    }
}

extension Availability {
    init(_ native: CashierKitGenerated.Availability) {
        self =
            switch native {
            case .enabled: .enabled
            case .disabled(let reason): .disabled(reason: reason)
            }
    }
}

extension Button {
    init(_ native: CashierKitGenerated.Button) {
        self.init(
            action: Action(native.action), label: native.label, spoken: native.spoken, availability: Availability(native.availability))
    }
}

extension Action {
    init(_ native: CashierKitGenerated.Action) {
        self =
            switch native {
            case .confirm: .confirm
            case .back: .back
            case .retry: .retry
            case .redirect: .redirect
            case .stopCountdown: .stopCountdown
            case .close: .close
            }
    }
}

extension Countdown {
    init(_ native: CashierKitGenerated.Countdown) {
        self.init(seconds: Int(native.seconds), label: native.label, stop: Button(native.stop))
    }
}

extension Notice {
    init(_ native: CashierKitGenerated.Notice) {
        self.init(severity: Severity(native.severity), text: native.text)
    }
}

extension Severity {
    init(_ native: CashierKitGenerated.Severity) {
        self =
            switch native {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
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
