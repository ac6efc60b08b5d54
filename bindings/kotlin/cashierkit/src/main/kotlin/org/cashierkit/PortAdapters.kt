package org.cashierkit

import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration.Companion.milliseconds
import org.cashierkit.internal.AccessToken as NativeAccessToken
import org.cashierkit.internal.AccessTokenSource as NativeAccessTokenSource
import org.cashierkit.internal.Header as NativeHeader
import org.cashierkit.internal.HttpRequest as NativeHttpRequest
import org.cashierkit.internal.HttpResponse as NativeHttpResponse
import org.cashierkit.internal.LogLevel as NativeLogLevel
import org.cashierkit.internal.LogSink as NativeLogSink
import org.cashierkit.internal.PortException
import org.cashierkit.internal.Store as NativeStore
import org.cashierkit.internal.Transport as NativeTransport
import org.cashierkit.internal.TransportException

// The host's ports as the library calls them. Whatever a port throws stays in its call, and only the name of the exception's
// class goes on: its message can hold a token.

internal class TokenPort(private val tokens: AccessTokenSource) : NativeAccessTokenSource {
    override suspend fun token(stale: String?) = contained { tokens.token(stale) }.let { NativeAccessToken(it.token, it.customerHint) }
}

internal class StorePort(private val store: Store) : NativeStore {
    override fun load(key: String) = contained { store.load(key) }

    override fun save(key: String, value: ByteArray) = contained { store.save(key, value) }

    override fun delete(key: String) = contained { store.delete(key) }

    override fun list() = contained { store.list() }
}

internal class LogPort(private val log: LogSink) : NativeLogSink {
    override fun log(level: NativeLogLevel, target: String, text: String) = contained { log.log(level.named(), target, text) }
}

internal class TransportPort(private val transport: Transport) : NativeTransport {
    override suspend fun send(request: NativeHttpRequest): NativeHttpResponse =
        try {
            transport.send(request.toPublic()).toNative()
        } catch (e: CancellationException) {
            throw e
        } catch (e: NotSentException) {
            throw TransportException.NotSent(e.nameOfClass())
        } catch (e: Exception) {
            throw TransportException.MaybeSent(e.nameOfClass())
        }
}

private inline fun <T> contained(call: () -> T): T =
    try {
        call()
    } catch (e: CancellationException) {
        throw e
    } catch (e: Exception) {
        throw PortException.Failed(e.nameOfClass())
    }

private fun Exception.nameOfClass(): String = javaClass.name

private fun NativeHttpRequest.toPublic() = HttpRequest(
    method,
    url,
    headers.map { Header(it.name, it.value) },
    body,
    connectTimeoutMs.toLong().milliseconds,
    timeoutMs.toLong().milliseconds,
    freshConnection,
)

private fun HttpResponse.toNative() = NativeHttpResponse(status.toUShort(), headers.map { NativeHeader(it.name, it.value) }, body)
