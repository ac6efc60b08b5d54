package org.cashierkit

import org.cashierkit.internal.Amount
import org.cashierkit.internal.CashierConfig as NativeConfig
import org.cashierkit.internal.CashierException as NativeException
import org.cashierkit.internal.ErrorDetails
import org.cashierkit.internal.ErrorKind
import org.cashierkit.internal.InternalException
import org.cashierkit.internal.Outcome as NativeOutcome
import org.cashierkit.internal.Source as NativeSource
import org.cashierkit.internal.Storage as NativeStorage

internal fun NativeOutcome.toPublic(): Outcome = when (this) {
    is NativeOutcome.Succeeded ->
        Outcome.Succeeded(order, attempt, payAmount.toPublic(), surcharge?.toPublic(), total?.toPublic())
    is NativeOutcome.PaidElsewhere -> Outcome.PaidElsewhere(order)
    is NativeOutcome.Failed -> Outcome.Failed(order, code)
    NativeOutcome.Cancelled -> Outcome.Cancelled
    is NativeOutcome.Expired -> Outcome.Expired(order)
    is NativeOutcome.NotSupported -> Outcome.NotSupported(v1.named())
    NativeOutcome.OwnCode -> Outcome.OwnCode
    NativeOutcome.HandedOver -> Outcome.HandedOver
    is NativeOutcome.Pending -> Outcome.Pending(v1.attempt, v1.order)
}

private fun Amount.toPublic() = Money(currency, minor.toLong())

internal fun CashierConfig.toNative() = NativeConfig(baseUrl, platform, language, texts, ownSchemes, ownHosts, loopbackOrigins, recording)

internal fun Source.toNative(): NativeSource = named()

internal fun Storage.toNative(): NativeStorage = when (this) {
    is Storage.Folder -> NativeStorage.Folder(path)
    is Storage.Host -> NativeStorage.Host(StorePort(store))
}

internal fun ErrorDetails.toPublic(): CashierException {
    val details = CashierException.Details(code, reason, delivery.named(), isRetryable, advice.named(), requestId)
    return when (kind) {
        ErrorKind.INVALID_CONFIG -> CashierException.InvalidConfig(details)
        ErrorKind.PAYMENT_IN_FRONT -> CashierException.PaymentInFront(details)
        ErrorKind.STORE_IN_USE -> CashierException.StoreInUse(details)
        ErrorKind.NOT_A_CODE -> CashierException.NotACode(details)
        ErrorKind.PORT -> CashierException.PortFailed(details)
        ErrorKind.UPDATE_REQUIRED -> CashierException.UpdateRequired(details)
        ErrorKind.SWITCHED_OFF -> CashierException.SwitchedOff(details)
        ErrorKind.NOT_STARTED -> CashierException.NotStarted(details)
        ErrorKind.CLOSED -> CashierException.Closed(details)
        ErrorKind.NO_ANSWER -> CashierException.NoAnswer(details)
        ErrorKind.REFUSED -> CashierException.Refused(details)
        ErrorKind.NO_RESOURCES -> CashierException.NoResources(details)
    }
}

/** Nothing generated leaves this library, its exceptions included. */
internal inline fun <T> translatingErrors(call: () -> T): T =
    try {
        call()
    } catch (e: NativeException.Refused) {
        throw e.details.toPublic()
    } catch (_: InternalException) {
        // A panic, whose text can show what it was given.
        throw CashierException.LibraryFailure()
    }
