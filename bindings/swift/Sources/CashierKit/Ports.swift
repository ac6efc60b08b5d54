import Foundation

/// The login of the wallet's user; printing it shows nothing.
public struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
    let token: String
    let customerHint: String

    /// - Parameters:
    ///   - token: bearer token for the wallet API
    ///   - customerHint: stable opaque value of the user to whom the token belongs
    public init(token: String, customerHint: String) {
        self.token = token
        self.customerHint = customerHint
    }

    public var description: String { "AccessToken" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Gives the token of the wallet's own login, for every request anew.
public protocol AccessTokenSource: Sendable {
    /// A valid token; `stale` is one that the backend has just refused.
    func token(stale: String?) async throws -> AccessToken
}

/// Where unfinished payments are kept: private to the app.
public enum Storage: Sendable {
    /// Files in a folder of this cashier alone.
    case folder(String)
    /// The host's own store, encrypted at rest.
    case host(any Store)
}

/// A key-value store. Called from background threads.
public protocol Store: Sendable {
    /// What was saved under `key`.
    func load(key: String) throws -> Data?
    /// Returns only when `value` would survive a power cut.
    func save(key: String, value: Data) throws
    /// Deletes `key`; one that is not there is no error.
    func delete(key: String) throws
    /// Every key.
    func list() throws -> [String]
}

/// How important a line of the log is.
public enum LogLevel: Sendable, Equatable {
    case error, warn, info, debug
}

/// Takes the log; no line holds a code, token, PIN or payload.
public protocol LogSink: Sendable {
    func log(level: LogLevel, target: String, text: String)
}

/// A header field, its name in lower case.
public struct Header: Sendable, Equatable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// One request to the backend.
public struct HttpRequest: Sendable, CustomStringConvertible, CustomReflectable {
    public let method: String
    /// Absolute.
    public let url: String
    public let headers: [Header]
    public let body: Data?
    /// Limit for making the connection, in seconds.
    public let connectTimeout: TimeInterval
    /// Limit for the whole exchange, in seconds.
    public let timeout: TimeInterval
    /// On a connection of its own, and never sent twice by the client itself: the confirmation of a payment.
    public let freshConnection: Bool

    public var description: String { "HttpRequest(\(method))" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// An answer, whatever its status.
public struct HttpResponse: Sendable {
    let status: UInt16
    let headers: [Header]
    let body: Data

    public init(status: UInt16, headers: [Header], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The host's own HTTP stack, in place of the built-in one. It follows no redirects and repeats nothing by itself.
public protocol Transport: Sendable {
    /// Sends `request` once. Throws ``NotSentError`` only if the connection was never made; anything else counts as "maybe".
    func send(_ request: HttpRequest) async throws -> HttpResponse
}

/// The connection was never made for this request.
public struct NotSentError: Error {
    public init() {}
}
