package org.cashierkit

import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.cashierkit.testkit.DemoServers
import org.cashierkit.testkit.DemoUser

/** The wallet of these tests, logged in as [user]. */
class DemoWallet(private val folder: Path, val user: DemoUser = DemoServers.users.first()) {
    val config = CashierConfig(
        baseUrl = DemoServers.backend,
        platform = "jvm ${System.getProperty("java.version")}",
        language = "en",
        ownSchemes = listOf("wallet"),
        ownHosts = listOf("wallet.example"),
        loopbackOrigins = DemoServers.origins,
    )

    val tokens = AccessTokenSource { AccessToken(user.token, customerHint = user.name) }

    suspend fun open(
        tokens: AccessTokenSource = this.tokens,
        storage: Storage = Storage.Folder(folder.toString()),
        transport: Transport? = null,
        log: LogSink? = null,
    ): Cashier = Cashier.open(config, tokens, storage, transport, log).also { it.start() }
}

/** Waits for a page of this type that is as [wanted]. */
suspend inline fun <reified P : Page> Payment.page(crossinline wanted: (P) -> Boolean = { true }): P =
    withTimeout(20.seconds) { state.map { it.page }.filterIsInstance<P>().first { wanted(it) } }

/** Taps Pay and types the PIN. */
suspend fun Payment.confirmWith(pin: String) {
    page<Page.Cashier> { it.pay.isEnabled }
    confirm()
    page<Page.StepUp> { !it.busy }
    submitPin(pin)
}

/** As `use`, and the folder is free behind it. */
suspend inline fun <T> Cashier.thenShutDown(block: (Cashier) -> T): T =
    try {
        block(this)
    } finally {
        withContext(NonCancellable) { shutDown() }
    }
