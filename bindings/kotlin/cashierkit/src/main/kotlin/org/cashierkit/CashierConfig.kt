package org.cashierkit

import org.cashierkit.internal.CashierConfig as NativeConfig

/** What the wallet says about itself. */
public data class CashierConfig(
    /** Base of the wallet API: `https://<wallet>/alipayplus/v1`. */
    val backend: String,
    /** BCP 47 tag of the user's language. */
    val locale: String,
)

internal fun CashierConfig.toNative() = NativeConfig(backend, locale, emptyMap(), emptyList(), emptyList())
