import CashierKit
import Foundation
import Testing

/// The wallet of these tests, logged in as the first demo user, with a folder of its own.
final class DemoWallet: Sendable {
    let servers: DemoServers
    let folder = FileManager.default.temporaryDirectory.appending(path: "wallet-\(UUID().uuidString)")

    init() throws {
        servers = try DemoServers.running()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var config: CashierConfig { 
        CashierConfig(
            baseUrl: servers.backend, platform: "swift tests", language: "en", ownSchemes: ["wallet"], ownHosts: ["wallet.example"],
            loopbackOrigins: servers.origins)
     }
    var tokens: FixedToken { FixedToken(token: servers.user.token, customerHint: servers.user.name) }

    func open(
        tokens: (any AccessTokenSource)? = nil, storage: Storage? = nil, transport: (any Transport)? = nil, log: (any LogSink)? = nil
    ) async throws -> Cashier {
        let cashier = try await Cashier.open(
            config, tokens: tokens ?? self.tokens, storage: storage ?? .folder(folder.path), transport: transport, log: log)
        _ = try await cashier.start()
        return cashier
    }
}

struct FixedToken: AccessTokenSource {
    let token: String
    let customerHint: String

    func token(stale: String?) async throws -> AccessToken {
        AccessToken(token: token, customerHint: customerHint)
    }
}

struct NoSuchPage: Error {}

extension Payment {
    /// Waits for a page of which `wanted` makes something.
    func page<T>(_ wanted: (Page) -> T?) async throws -> T {
        for await state in states {
            if let found = wanted(state.page) { return found }
        }
        throw NoSuchPage()
    }

    func cashierPage() async throws -> CashierPage {
        try await page { if case .cashier(let page) = $0, page.pay.isEnabled { page } else { nil } }
    }

    func result(_ status: Status) async throws -> ResultPage {
        try await page { if case .result(let page) = $0, page.status == status { page } else { nil } }
    }

    /// Taps Pay and types the PIN.
    func confirm(pin: String) async throws {
        press(try await cashierPage().pay)
        try await page { if case .stepUp(let page) = $0, !page.busy { () } else { nil } }
        submitPin(pin)
    }
}

extension Cashier {
    /// The next outcome, not acknowledged.
    func nextOutcome() async throws -> OutcomeDelivery {
        for try await delivery in outcomes { return delivery }
        throw NoSuchPage()
    }
}
