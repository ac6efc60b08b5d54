package org.cashierkit

import org.cashierkit.internal.CashierConfig as NativeConfig
import org.cashierkit.internal.CashierException as NativeException
import org.cashierkit.internal.Outcome as NativeOutcome
import org.cashierkit.internal.Source as NativeSource
import org.cashierkit.internal.Storage as NativeStorage

internal fun NativeOutcome.toPublic(): Outcome = when (this) {
    is NativeOutcome.Succeeded -> Outcome.Succeeded(order, attempt, Money(paid.currency, paid.minor.toLong()))
    is NativeOutcome.PaidElsewhere -> Outcome.PaidElsewhere(order)
    is NativeOutcome.Failed -> Outcome.Failed(order, code)
    NativeOutcome.Cancelled -> Outcome.Cancelled
    is NativeOutcome.Expired -> Outcome.Expired(order)
    is NativeOutcome.NotSupported -> Outcome.NotSupported(v1.named())
    NativeOutcome.HandedOver -> Outcome.HandedOver
    is NativeOutcome.Pending -> Outcome.Pending(v1.attempt, v1.order)
}

internal fun Source.toNative(): NativeSource = named()

internal fun Storage.toNative(): NativeStorage = when (this) {
    is Storage.Folder -> NativeStorage.Folder(path)
    is Storage.Host -> NativeStorage.Host(StorePort(store))
}

internal fun NativeException.toPublic(): CashierException {
    val retryable = isRetryable()
    return when (this) {
        is NativeException.Configuration -> CashierException.Configuration(code, reason)
        is NativeException.Busy -> CashierException.Busy(code, reason, retryable)
        is NativeException.Unavailable -> CashierException.Unavailable(code, reason, retryable, delivery.named())
        is NativeException.UpdateRequired -> CashierException.UpdateRequired(code, reason)
        is NativeException.Storage -> CashierException.Storage(code, reason, retryable)
        is NativeException.Closed -> CashierException.Closed(code, reason)
    }
}

/** Nothing generated leaves this library, its exceptions included. */
internal inline fun <T> translatingErrors(call: () -> T): T =
    try {
        call()
    } catch (e: NativeException) {
        throw e.toPublic()
    }
