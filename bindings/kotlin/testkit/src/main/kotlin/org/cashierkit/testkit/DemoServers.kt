package org.cashierkit.testkit

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A user of the demo wallet. */
class DemoUser(val name: String, val token: String, val pin: String, val currency: String)

/** An order that a merchant of the simulator has made. */
class DemoOrder(val id: String, val code: String)

/** Simulator and backend, started by `./test` with `cashier demo --serve --json`; what that printed is in `CASHIER_DEMO_JSON`. */
object DemoServers {
    private val http = HttpClient.newHttpClient()

    private val ready: JsonObject = Json.parseToJsonElement(
        checkNotNull(System.getenv("CASHIER_DEMO_JSON")) { "these tests need live servers: run them with ./test kotlin" },
    ).jsonObject

    /** Base of the wallet API. */
    val backend: String = ready.text("backend")

    /** Base of the pages of merchants and of Alipay+. */
    val simulator: String = ready.text("simulator")

    /** The origins that a development build has to allow. */
    val origins: List<String> = listOf(backend, simulator).map { URI(it).run { "$scheme://$authority" } }.distinct()

    /** The wallet's users. */
    val users: List<DemoUser> = ready.getValue("users").jsonArray.map { it.jsonObject }.map {
        DemoUser(it.text("name"), it.text("token"), it.text("pin"), it.text("currency"))
    }

    /** A merchant asks for [amount], such as `110`. */
    fun newOrder(amount: String, redirectUrl: String? = null): DemoOrder {
        val order = mapOf("merchant" to "tea-house", "amount" to amount, "redirectUrl" to redirectUrl)
        val made = call("POST", "/sim/api/orders", JsonObject(order.mapValues { (_, value) -> JsonPrimitive(value) }))
        return DemoOrder(made.text("id"), made.text("codeValue"))
    }

    /** The QR code of an order, as a PNG. */
    fun picture(order: DemoOrder): ByteArray {
        val request = HttpRequest.newBuilder(URI("$simulator/sim/api/orders/${order.id}/qr.png")).build()
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()
    }

    /** Waits until the merchant sees the order as `DECODED`, `PAID` ...: the news goes from the backend through Alipay+ to the merchant. */
    fun awaitAtMerchant(order: DemoOrder, state: String) {
        val end = System.nanoTime() + 20.seconds.inWholeNanoseconds
        while (true) {
            val now = call("GET", "/sim/api/orders/${order.id}").text("state")
            if (now == state) return
            check(System.nanoTime() < end) { "order is $now, not $state" }
            Thread.sleep(20)
        }
    }

    private fun call(method: String, path: String, body: JsonElement? = null): JsonObject {
        val publisher = body?.let { HttpRequest.BodyPublishers.ofString(it.toString()) } ?: HttpRequest.BodyPublishers.noBody()
        val request = HttpRequest.newBuilder(URI(simulator + path)).header("Content-Type", "application/json").method(method, publisher)
        val answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() in 200..299) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return Json.parseToJsonElement(answer.body()).jsonObject
    }

    private fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content
}
