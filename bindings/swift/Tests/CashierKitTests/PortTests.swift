import CashierKit
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The host's side, working and failing.
@Suite(.timeLimit(.minutes(2)))
struct PortTests {
    let wallet: DemoWallet

    init() throws {
        wallet = try DemoWallet()
    }

    @Test func aPaymentRunsOverTheHostsOwnHttpStackStoreAndLog() async throws {
        let (http, store, log) = (SessionTransport(), MemoryStore(), MemoryLog())
        let cashier = try await wallet.open(storage: .host(store), transport: http, log: log)
        defer { cashier.close() }
        let order = try await wallet.servers.newOrder("110")
        let payment = try await cashier.pay(order.codeValue, source: .scan)
        try await payment.confirm(pin: wallet.servers.user.pin)
        _ = try await payment.result(.succeeded)

        #expect(http.confirmations.value == 1, "confirm goes once, on a connection of its own")
        #expect(store.saved.value > 0, "the attempt is stored before it is confirmed")
        for secret in [order.codeValue, wallet.servers.user.token] {
            #expect(!log.lines.value.contains { $0.contains(secret) })
        }
    }

    @Test func anErrorOfAPortEndsItsRequestAndNothingElse() async throws {
        let (tokens, log) = (BreakableTokens(whole: wallet.tokens), MemoryLog())
        let cashier = try await wallet.open(tokens: tokens, log: log)
        defer { cashier.close() }
        tokens.broken.value = true
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        try await payment.page { if case .loading(let page) = $0, page.retry != nil { () } else { nil } }
        tokens.broken.value = false
        payment.retry()
        _ = try await payment.cashierPage()
        #expect(!log.lines.value.contains { $0.contains(wallet.servers.user.token) }, "what a port threw is in the log")
    }
}

/// A value behind a lock.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var guarded: Value

    init(_ value: Value) {
        guarded = value
    }

    var value: Value {
        get { lock.withLock { guarded } }
        set { lock.withLock { guarded = newValue } }
    }

    func change<T>(_ change: (inout Value) -> T) -> T {
        lock.withLock { change(&guarded) }
    }
}

struct SessionTransport: Transport {
    let confirmations = Locked(0)

    func send(_ request: HttpRequest) async throws -> HttpResponse {
        if request.freshConnection { confirmations.change { $0 += 1 } }
        var sent = URLRequest(url: URL(string: request.url)!, timeoutInterval: request.timeout)
        sent.httpMethod = request.method
        sent.httpBody = request.body
        for header in request.headers { sent.setValue(header.value, forHTTPHeaderField: header.name) }
        let (body, response) = try await URLSession.shared.data(for: sent)
        let answer = response as! HTTPURLResponse
        let headers = answer.allHeaderFields.map { Header(name: "\($0.key)".lowercased(), value: "\($0.value)") }
        return HttpResponse(status: UInt16(answer.statusCode), headers: headers, body: body)
    }
}

struct MemoryStore: Store {
    private let values = Locked<[String: Data]>([:])
    let saved = Locked(0)

    func load(key: String) -> Data? { values.value[key] }
    func save(key: String, value: Data) {
        saved.change { $0 += 1 }
        values.change { $0[key] = value }
    }
    func delete(key: String) { values.change { $0[key] = nil } }
    func list() -> [String] { Array(values.value.keys) }
}

struct MemoryLog: LogSink {
    let lines = Locked<[String]>([])

    func log(level: LogLevel, target: String, text: String) {
        lines.change { $0.append("\(target) \(text)") }
    }
}

struct BreakableTokens: AccessTokenSource {
    struct Broken: Error {
        let token: String
    }

    let whole: FixedToken
    let broken = Locked(false)

    func token(stale: String?) async throws -> AccessToken {
        if broken.value { throw Broken(token: whole.token) }
        return try await whole.token(stale: stale)
    }
}
