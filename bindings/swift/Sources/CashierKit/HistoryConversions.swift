import CashierKitGenerated

extension HistoryPage {
    init(_ native: CashierKitGenerated.History) {
        self.init(
            title: native.page.title,
            rows: native.page.rows.map(HistoryRow.init),
            empty: native.page.empty,
            next: native.page.next,
            reading: Reading(native.reading)
        )
    }
}

extension HistoryRow {
    init(_ native: CashierKitGenerated.HistoryRow) {
        self.init(
            order: native.order,
            merchant: native.merchant,
            amount: native.amount,
            status: OrderStatus(native.status),
            statusText: native.statusText,
            time: native.time,
            spoken: native.spoken
        )
    }
}

extension DetailPage {
    init(_ native: CashierKitGenerated.Detail) {
        self.init(
            status: OrderStatus(native.page.status),
            title: native.page.title,
            reason: native.page.reason,
            nextStep: native.page.nextStep,
            rows: native.page.rows.map(Row.init),
            brand: Picture(native.page.brand),
            support: native.page.support.map(Row.init),
            reading: Reading(native.reading)
        )
    }
}

extension OrderStatus {
    init(_ native: CashierKitGenerated.OrderStatus) {
        self =
            switch native {
            case .open: .open
            case .processing: .processing
            case .paid: .paid
            case .partlyRefunded: .partlyRefunded
            case .refunded: .refunded
            case .returned: .returned
            case .failed: .failed
            case .closed: .closed
            }
    }
}
