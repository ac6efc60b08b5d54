package org.cashierkit

import kotlinx.coroutines.CompletableDeferred

/**
 * An [outcome] on its way to the host, who keeps it and then calls [acknowledge]. Until then it will be delivered again.
 *
 * @property id the same for the same outcome in every run of the app: tells one that comes once more, because the process ended too
 *   early or the storage failed, from a new one
 * @property paymentId [Payment.id] of the payment whose outcome it is, also if that was in an earlier run of the app
 */
public class OutcomeDelivery internal constructor(
    public val id: String,
    public val paymentId: String,
    public val outcome: Outcome,
    private val acknowledging: suspend (String) -> Unit,
) {
    internal val acknowledged = CompletableDeferred<Unit>()

    /** The host has the outcome. */
    public suspend fun acknowledge() {
        acknowledging(id)
        acknowledged.complete(Unit)
    }
}
