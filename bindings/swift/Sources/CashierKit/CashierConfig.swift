import CashierKitGenerated

/// What the wallet says about itself.
public struct CashierConfig: Sendable {
    /// Base of the wallet API: `https://<wallet>/alipayplus/v1`.
    public var backend: String
    /// BCP 47 tag of the user's language.
    public var locale: String

    public init(backend: String, locale: String) {
        self.backend = backend
        self.locale = locale
    }
}

extension CashierConfig {
    var native: CashierKitGenerated.CashierConfig {
        .init(backend: backend, locale: locale, textOverrides: [:], ownSchemes: [], developmentOrigins: [])
    }
}
