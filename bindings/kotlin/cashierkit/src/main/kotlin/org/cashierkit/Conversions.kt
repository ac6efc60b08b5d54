package org.cashierkit

import org.cashierkit.internal.CashierConfig as NativeConfig
import org.cashierkit.internal.CashierException as NativeException
import org.cashierkit.internal.InternalException
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
    NativeOutcome.OwnCode -> Outcome.OwnCode
    NativeOutcome.HandedOver -> Outcome.HandedOver
    is NativeOutcome.Pending -> Outcome.Pending(v1.attempt, v1.order)
}

internal fun CashierConfig.toNative() = NativeConfig(baseUrl, platform, language, ownSchemes, ownHosts, loopbackOrigins)

internal fun Source.toNative(): NativeSource = named()

internal fun Storage.toNative(): NativeStorage = when (this) {
    is Storage.Folder -> NativeStorage.Folder(path)
    is Storage.Host -> NativeStorage.Host(StorePort(store))
}

internal fun NativeException.toPublic(): CashierException {
    val details = CashierException.Details(code(), reason(), delivery().named(), isRetryable(), requestId())
    return when (this) {
        is NativeException.InvalidConfig -> CashierException.InvalidConfig(details)
        is NativeException.PaymentInFront -> CashierException.PaymentInFront(details)
        is NativeException.FolderInUse -> CashierException.FolderInUse(details)
        is NativeException.NotACode -> CashierException.NotACode(details)
        is NativeException.Port -> CashierException.PortFailed(details)
        is NativeException.UpdateRequired -> CashierException.UpdateRequired(details)
        is NativeException.SwitchedOff -> CashierException.SwitchedOff(details)
        is NativeException.NotStarted -> CashierException.NotStarted(details)
        is NativeException.Closed -> CashierException.Closed(details)
        is NativeException.NoAnswer -> CashierException.NoAnswer(details)
        is NativeException.Refused -> CashierException.Refused(details)
        is NativeException.NoResources -> CashierException.NoResources(details)
    }
}

/** Nothing generated leaves this library, its exceptions included. */
internal inline fun <T> translatingErrors(call: () -> T): T =
    try {
        call()
    } catch (e: NativeException) {
        throw e.toPublic()
    } catch (_: InternalException) {
        // A panic, whose text can show what it was given.
        throw CashierException.LibraryFailure()
    }
