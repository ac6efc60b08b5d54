import CashierKitGenerated

/// What to do with the codes of one picture. Printing it shows no code: whoever has an order code can pay it.
public enum Scan: Sendable, Equatable, CustomReflectable, CustomStringConvertible {
    /// One code to go on with: its text, verbatim, for ``Cashier/pay(_:source:)``. If it cannot be paid, no other one in the picture
    /// can, and its page says what it is.
    case one(String)
    /// Two or more that may be paid, in the order in which the codes were given, none twice: the user says which.
    case several([Choice])

    public var description: String {
        switch self {
        case .one: "one"
        case .several(let choices): "several(\(choices))"
        }
    }

    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// One of several codes that may be paid.
public struct Choice: Sendable, Equatable, CustomReflectable, CustomStringConvertible {
    /// Verbatim, for ``Cashier/pay(_:source:)``.
    public let code: String
    /// What the user knows it by: the merchant's name in the code, or the host of a link; `nil` if it tells neither.
    public let label: String?

    public var description: String { "Choice(\(label ?? ""))" }
    public var customMirror: Mirror { Mirror(self, children: ["label": label as Any]) }
}

extension Scan {
    init(_ native: CashierKitGenerated.Scan) {
        self =
            switch native {
            case .one(let code): .one(code)
            case .several(let choices): .several(choices.map { Choice(code: $0.code, label: $0.label) })
            }
    }
}
