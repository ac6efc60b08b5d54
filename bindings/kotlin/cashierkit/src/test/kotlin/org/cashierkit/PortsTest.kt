package org.cashierkit

import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Path
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** The host's side, working and failing. */
@Timeout(120)
class PortsTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `a payment runs over the host's own HTTP stack, store and log`() = runBlocking<Unit> {
        val http = JdkTransport()
        val store = MemoryStore()
        val log = CopyOnWriteArrayList<String>()
        val sink = LogSink { _, target, text -> log += "$target $text" }
        wallet.open(storage = Storage.Host(store), transport = http, log = sink).thenShutDown { cashier ->
            val order = DemoServers.newOrder("110")
            val payment = cashier.pay(order.code, Source.SCAN)
            payment.confirmWith(wallet.user.pin)
            assertTrue(cashier.outcomes.first().outcome is Outcome.Succeeded)
            assertEquals(1, http.sent.count { it.freshConnection }, "confirm goes once, on a connection of its own")
            assertTrue(store.everSaved.isNotEmpty(), "the attempt is stored before it is confirmed")
            for (secret in listOf(order.code, wallet.user.token)) {
                assertFalse(log.any { secret in it }, "a secret in the log")
            }
        }
    }

    @Test
    fun `an exception of a port ends its request and nothing else`() = runBlocking<Unit> {
        var broken = false
        val tokens = AccessTokenSource { stale ->
            check(!broken) { "token ${wallet.user.token} is gone" }
            wallet.tokens.token(stale)
        }
        val log = CopyOnWriteArrayList<String>()
        wallet.open(tokens = tokens, log = { _, _, text -> log += text }).thenShutDown { cashier ->
            broken = true
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            payment.page<Page.Loading> { it.retry != null }
            broken = false
            payment.retry()
            payment.page<Page.Cashier> { it.pay.isEnabled }
            assertFalse(log.any { wallet.user.token in it }, "what a port threw is in the log")
        }
    }

    @Test
    fun `a store that fails keeps the payment from being sent`() = runBlocking<Unit> {
        val http = JdkTransport()
        val memory = MemoryStore()
        var full = false
        val store = object : Store by memory {
            override fun save(key: String, value: ByteArray) {
                if (full) throw IOException("disk full")
                memory.save(key, value)
            }
        }
        wallet.open(storage = Storage.Host(store), transport = http).thenShutDown { cashier ->
            full = true
            val payment = cashier.pay(DemoServers.newOrder("110").code, Source.SCAN)
            payment.confirmWith(wallet.user.pin)
            payment.page<Page.Cashier> { !it.locked && it.notice != null }
            assertFalse(http.sent.any { it.freshConnection })
        }
    }

    @Test
    fun `a second cashier over the same store of the host is refused when it starts`() = runBlocking<Unit> {
        val storage = Storage.Host(MemoryStore())
        wallet.open(storage = storage).thenShutDown {
            val refused = assertThrows<CashierException.StoreInUse> { runBlocking { wallet.open(storage = storage) } }
            assertEquals(Advice.USE_THE_OTHER_CASHIER, refused.advice)
        }
        wallet.open(storage = storage).shutDown()
    }
}

/** The JDK's client behind the port. */
private class JdkTransport : Transport {
    val sent = CopyOnWriteArrayList<HttpRequest>()

    override suspend fun send(request: HttpRequest): HttpResponse {
        sent += request
        val body = request.body?.let(BodyPublishers::ofByteArray) ?: BodyPublishers.noBody()
        val builder = java.net.http.HttpRequest.newBuilder(URI(request.url)).method(request.method, body)
        request.headers.forEach { builder.header(it.name, it.value) }
        val answer = HttpClient.newHttpClient().sendAsync(builder.build(), BodyHandlers.ofByteArray()).await()
        val headers = answer.headers().map().flatMap { (name, values) -> values.map { Header(name, it) } }
        return HttpResponse(answer.statusCode(), headers, answer.body())
    }
}

private class MemoryStore : Store {
    private val values = ConcurrentHashMap<String, ByteArray>()
    val everSaved = CopyOnWriteArrayList<String>()

    override fun load(key: String): ByteArray? = values[key]

    override fun save(key: String, value: ByteArray) {
        everSaved += key
        values[key] = value
    }

    override fun delete(key: String) {
        values.remove(key)
    }

    override fun list(): List<String> = values.keys.toList()
}
