import CashierKitGenerated
import Foundation

// The host's ports as the library calls them. Whatever a port throws stays in its call, and only the name of the error's type
// goes on: its text can hold a token.

final class TokenPort: CashierKitGenerated.AccessTokenSource {
    private let tokens: any AccessTokenSource

    init(tokens: any AccessTokenSource) {
        self.tokens = tokens
    }

    func token(stale: String?) async throws -> CashierKitGenerated.AccessToken {
        do {
            let token = try await tokens.token(stale: stale)
            return .init(token: token.token, customerHint: token.customerHint)
        } catch {
            throw PortError.Failed(reason: nameOfType(error))
        }
    }
}

extension Storage {
    var native: CashierKitGenerated.Storage {
        switch self {
        case .folder(let path): .folder(path: path)
        case .host(let store): .host(store: StorePort(store))
        }
    }
}

final class StorePort: CashierKitGenerated.Store {
    private let store: any Store

    init(_ store: any Store) {
        self.store = store
    }

    func load(key: String) throws -> Data? { try contained { try store.load(key: key) } }
    func save(key: String, value: Data) throws { try contained { try store.save(key: key, value: value) } }
    func delete(key: String) throws { try contained { try store.delete(key: key) } }
    func list() throws -> [String] { try contained { try store.list() } }
}

final class LogPort: CashierKitGenerated.LogSink {
    private let log: any LogSink

    init(_ log: any LogSink) {
        self.log = log
    }

    func log(level: CashierKitGenerated.LogLevel, target: String, text: String) throws {
        let level: LogLevel =
            switch level {
            case .error: .error
            case .warn: .warn
            case .info: .info
            case .debug: .debug
            }
        log.log(level: level, target: target, text: text)
    }
}

final class TransportPort: CashierKitGenerated.Transport {
    private let transport: any Transport

    init(_ transport: any Transport) {
        self.transport = transport
    }

    func send(request: CashierKitGenerated.HttpRequest) async throws -> CashierKitGenerated.HttpResponse {
        let sent = HttpRequest(
            method: request.method,
            url: request.url,
            headers: request.headers.map { Header(name: $0.name, value: $0.value) },
            body: request.body,
            connectTimeout: TimeInterval(request.connectTimeoutMs) / 1000,
            timeout: TimeInterval(request.timeoutMs) / 1000,
            freshConnection: request.freshConnection
        )
        do {
            let answer = try await transport.send(sent)
            return .init(
                status: answer.status, headers: answer.headers.map { .init(name: $0.name, value: $0.value) }, body: answer.body)
        } catch let error as NotSentError {
            throw TransportError.NotSent(reason: nameOfType(error))
        } catch {
            throw TransportError.MaybeSent(reason: nameOfType(error))
        }
    }
}

private func contained<T>(_ call: () throws -> T) throws -> T {
    do { return try call() } catch { throw PortError.Failed(reason: nameOfType(error)) }
}

private func nameOfType(_ error: any Error) -> String {
    String(describing: type(of: error))
}
