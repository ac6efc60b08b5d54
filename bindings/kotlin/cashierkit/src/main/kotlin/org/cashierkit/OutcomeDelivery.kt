package org.cashierkit

import kotlinx.coroutines.CompletableDeferred

/** An [outcome] on its way to the host, who keeps it and then calls [acknowledge]. Until then it will be delivered again. */
public class OutcomeDelivery internal constructor(
    public val outcome: Outcome,
    private val id: String,
    private val acknowledging: suspend (String) -> Unit,
) {
    internal val acknowledged = CompletableDeferred<Unit>()

    /** The host has the outcome. */
    public suspend fun acknowledge() {
        acknowledging(id)
        acknowledged.complete(Unit)
    }
}
