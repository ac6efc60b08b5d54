package org.cashierkit.demo

import java.net.URI
import kotlin.io.path.createTempDirectory
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking
import org.cashierkit.AccessToken
import org.cashierkit.Cashier
import org.cashierkit.CashierConfig
import org.cashierkit.Outcome
import org.cashierkit.Storage

/** `android-demo BACKEND CODE`: pays the code; token and PIN come from WALLET_TOKEN and WALLET_PIN. */
fun main(arguments: Array<String>) {
    val (backend, code) = arguments.takeIf { it.size == 2 } ?: exit("usage: android-demo BACKEND CODE, with WALLET_TOKEN and WALLET_PIN set")
    val token = System.getenv("WALLET_TOKEN") ?: exit("WALLET_TOKEN is not set")
    val pin = System.getenv("WALLET_PIN") ?: exit("WALLET_PIN is not set")
    val outcome = runBlocking {
        val storage = Storage.Folder(createTempDirectory("wallet").toString())
        val cashier = Cashier.open(config(backend), { AccessToken(token, customerHint = "demo") }, storage)
        cashier.start()
        // The process ends right after it: what has to be on disk is waited for.
        ConsoleWallet(cashier, pin, System.out).pay(code).also { cashier.shutDown() }
    }
    println(outcome)
    if (outcome !is Outcome.Succeeded) exitProcess(1)
}

private fun config(backend: String) = CashierConfig(
    baseUrl = backend,
    platform = "jvm ${System.getProperty("java.version")}",
    language = "en",
    // Servers on this machine, with a development build of the library.
    loopbackOrigins = listOf(backend).filter { it.startsWith("http:") }.map { URI(it).run { "$scheme://$authority" } },
)

private fun exit(why: String): Nothing {
    System.err.println(why)
    exitProcess(2)
}
