import CashierKitGenerated

extension Reading {
    init(_ native: CashierKitGenerated.Reading) {
        self.init(elements: native.elements.map(Element.init), initialFocus: native.initialFocus.map(Int.init))
    }
}

extension Element {
    init(_ native: CashierKitGenerated.Element) {
        self.init(
            part: Part(native.part),
            index: Int(native.index),
            role: Role(native.role),
            label: native.label,
            value: native.value,
            selected: native.selected,
            availability: native.availability.map(Availability.init),
            live: Live(native.live)
        )
    }
}

extension Part {
    init(_ native: CashierKitGenerated.Part) {
        self =
            switch native {
            case .title: .title
            case .hint: .hint
            case .back: .back
            case .notice: .notice
            case .logo: .logo
            case .row: .row
            case .choice: .choice
            case .methodsTitle: .methodsTitle
            case .method: .method
            case .timeLeft: .timeLeft
            case .progress: .progress
            case .primary: .primary
            case .stopCountdown: .stopCountdown
            case .secondary: .secondary
            case .retry: .retry
            case .merchant: .merchant
            case .amount: .amount
            case .pinEntry: .pinEntry
            case .cancel: .cancel
            case .reason: .reason
            case .nextStep: .nextStep
            case .brand: .brand
            case .support: .support
            case .empty: .empty
            }
    }
}

extension Role {
    init(_ native: CashierKitGenerated.Role) {
        self =
            switch native {
            case .heading: .heading
            case .status: .status
            case .text: .text
            case .timer: .timer
            case .alert: .alert
            case .progress: .progress
            case .image: .image
            case .button: .button
            case .radioButton: .radioButton
            case .secretEntry: .secretEntry
            }
    }
}

extension Live {
    init(_ native: CashierKitGenerated.Live) {
        self =
            switch native {
            case .off: .off
            case .polite: .polite
            case .assertive: .assertive
            }
    }
}
