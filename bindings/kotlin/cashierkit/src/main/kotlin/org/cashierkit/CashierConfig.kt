package org.cashierkit

/**
 * What the wallet says about itself.
 *
 * @property baseUrl base of the wallet API: `https://<wallet>/alipayplus/v1`
 * @property platform platform and its version, such as `android 15`
 * @property language BCP 47 tag of the language of the pages, with the region for how numbers and dates are written: `de-CH`
 * @property ownSchemes schemes that open the wallet: a redirect never goes there
 * @property ownHosts hosts whose links open the wallet: a redirect never goes there
 * @property loopbackOrigins exact loopback origins, such as `http://127.0.0.1:8080`, that count for backend, merchant page and
 *   redirect; only a development build of the library takes any
 * @property texts texts of the wallet by language and key, such as `mapOf("de" to mapOf("action.back" to "Retour"))`: in place of the
 *   library's, or a whole language that it does not carry. What is wrong with them is one [CashierException.InvalidConfig] that tells
 *   everything
 * @property recording whether payments are recorded, in memory only and without anything secret, for [Payment.recording]
 */
public data class CashierConfig(
    val baseUrl: String,
    val platform: String,
    val language: String,
    val ownSchemes: List<String> = emptyList(),
    val ownHosts: List<String> = emptyList(),
    val loopbackOrigins: List<String> = emptyList(),
    val texts: Map<String, Map<String, String>> = emptyMap(),
    val recording: Boolean = false,
)
