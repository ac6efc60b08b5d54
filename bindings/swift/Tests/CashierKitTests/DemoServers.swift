import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Simulator and backend, started by `./test` with `cashier demo --serve --json`; what that printed is in `CASHIER_DEMO_JSON`.
struct DemoServers: Decodable, Sendable {
    /// A user of the demo wallet.
    struct User: Decodable, Sendable {
        let name: String
        let token: String
        let pin: String
        let currency: String
    }

    /// An order that a merchant of the simulator has made.
    struct Order: Decodable, Sendable {
        let id: String
        let codeValue: String
        let state: String
    }

    private struct NewOrder: Encodable {
        let merchant = "tea-house"
        let amount: String
    }

    struct NotRunning: Error, CustomStringConvertible {
        let description = "these tests need live servers: run them with ./test swift"
    }

    let simulator: URL
    let backend: String
    let users: [User]

    static func running() throws -> DemoServers {
        guard let ready = ProcessInfo.processInfo.environment["CASHIER_DEMO_JSON"] else { throw NotRunning() }
        return try JSONDecoder().decode(DemoServers.self, from: Data(ready.utf8))
    }

    var user: User { users[0] }

    /// The origins that a development build has to allow.
    var origins: [String] {
        [simulator, URL(string: backend)!].map { "\($0.scheme!)://\($0.host!):\($0.port!)" }
    }

    /// A merchant asks for `amount`, such as `110`.
    func newOrder(_ amount: String) async throws -> Order {
        var request = URLRequest(url: simulator.appending(path: "sim/api/orders"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(NewOrder(amount: amount))
        return try await order(of: request)
    }

    /// The QR code of an order, as a PNG.
    func picture(of order: Order) async throws -> Data {
        try await URLSession.shared.data(for: URLRequest(url: simulator.appending(path: "sim/api/orders/\(order.id)/qr.png"))).0
    }

    /// Waits until the merchant sees the order as `DECODED`, `PAID` ...: the news goes from the backend through Alipay+ to the
    /// merchant. The caller's time limit ends it.
    func awaitAtMerchant(_ order: Order, _ state: String) async throws {
        while try await self.order(of: URLRequest(url: simulator.appending(path: "sim/api/orders/\(order.id)"))).state != state {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func order(of request: URLRequest) async throws -> Order {
        try JSONDecoder().decode(Order.self, from: try await URLSession.shared.data(for: request).0)
    }
}
