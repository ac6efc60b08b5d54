package org.cashierkit

import kotlin.time.Duration

/** The login of the wallet's user: [token] for the wallet API, [customerHint] a stable opaque value of the user it belongs to. */
public class AccessToken(public val token: String, public val customerHint: String) {
    /** Without the token. */
    override fun toString(): String = "AccessToken"
}

/** Gives the token of the wallet's own login, for every request anew. Called from background threads. */
public fun interface AccessTokenSource {
    /** A valid token; [stale] is one that the backend has just refused. */
    public suspend fun token(stale: String?): AccessToken
}

/** Where unfinished payments are kept: private to the app. */
public sealed interface Storage {
    /** Files in the folder [path], of this cashier alone. */
    public data class Folder(val path: String) : Storage

    /** The host's own [store], encrypted at rest. */
    public data class Host(val store: Store) : Storage
}

/** A key-value store. Called from background threads. */
public interface Store {
    /** What was saved under [key]. */
    public fun load(key: String): ByteArray?

    /** Returns only when [value] would survive a power cut. */
    public fun save(key: String, value: ByteArray)

    /** Deletes [key]; one that is not there is no error. */
    public fun delete(key: String)

    /** Every key. */
    public fun list(): List<String>
}

/** How important a line of the log is. */
public enum class LogLevel { ERROR, WARN, INFO, DEBUG }

/** Takes the log; no line holds a code, token, PIN or payload. */
public fun interface LogSink {
    /** One line. */
    public fun log(level: LogLevel, target: String, text: String)
}

/** A header field, its [name] in lower case. */
public data class Header(val name: String, val value: String)

/**
 * One request to the backend.
 *
 * @property url absolute
 * @property freshConnection on a connection of its own, and never sent twice by the client itself: the confirmation of a payment
 */
public class HttpRequest(
    public val method: String,
    public val url: String,
    public val headers: List<Header>,
    public val body: ByteArray?,
    public val connectTimeout: Duration,
    public val timeout: Duration,
    public val freshConnection: Boolean,
) {
    /** Without headers and body. */
    override fun toString(): String = "HttpRequest($method)"
}

/** An answer, whatever its status. */
public class HttpResponse(public val status: Int, public val headers: List<Header>, public val body: ByteArray)

/** The host's own HTTP stack, in place of the built-in one. It follows no redirects and repeats nothing by itself. */
public fun interface Transport {
    /** Sends [request] once. Throws [NotSentException] only if the connection was never made; anything else counts as "maybe". */
    public suspend fun send(request: HttpRequest): HttpResponse
}

/** The connection was never made for this request. */
public class NotSentException(reason: String, cause: Throwable? = null) : Exception(reason, cause)
