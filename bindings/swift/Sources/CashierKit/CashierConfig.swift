/// What the wallet says about itself.
public struct CashierConfig: Sendable {
    /// Base of the wallet API: `https://<wallet>/alipayplus/v1`.
    public var baseUrl: String
    /// Platform and its version, such as `ios 18.1`.
    public var platform: String
    /// BCP 47 tag of the language of the pages, with the region for how numbers and dates are written: `de-CH`.
    public var language: String
    /// Schemes that open the wallet: a redirect never goes there.
    public var ownSchemes: [String]
    /// Hosts whose links open the wallet: a redirect never goes there.
    public var ownHosts: [String]
    /// Exact loopback origins, such as `http://127.0.0.1:8080`, that count for backend, merchant page and redirect; only a
    /// development build of the library takes any.
    public var loopbackOrigins: [String]
    /// Texts of the wallet by language and key, such as `["de": ["action.back": "Retour"]]`: in place of the library's, or a whole
    /// language that it does not carry. What is wrong with them is one ``CashierError/Kind/invalidConfig`` that tells everything.
    public var texts: [String: [String: String]]
    /// Whether payments are recorded, in memory only and without anything secret, for ``Payment/recording()``.
    public var recording: Bool

    public init(
        baseUrl: String, platform: String, language: String, ownSchemes: [String] = [], ownHosts: [String] = [],
        loopbackOrigins: [String] = [], texts: [String: [String: String]] = [:], recording: Bool = false
    ) {
        self.baseUrl = baseUrl
        self.platform = platform
        self.language = language
        self.ownSchemes = ownSchemes
        self.ownHosts = ownHosts
        self.loopbackOrigins = loopbackOrigins
        self.texts = texts
        self.recording = recording
    }
}
