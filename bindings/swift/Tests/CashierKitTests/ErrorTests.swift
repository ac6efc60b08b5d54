import CashierKit
import Testing

/// Errors as a Swift engineer sees them.
@Suite(.timeLimit(.minutes(1)))
struct ErrorTests {
    let wallet: DemoWallet

    init() throws {
        wallet = try DemoWallet()
    }

    @Test func aSecondPaymentIsRefusedWhileOneIsInFront() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        _ = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        let second = try await wallet.servers.newOrder("110")
        let refused = await error { _ = try await cashier.pay(second.codeValue, source: .scan) }
        #expect(refused?.kind == .paymentInFront)
        #expect(refused?.description == "payment_in_front: another payment is in front")
        #expect(refused?.delivery == .notSent)
        #expect(refused?.isRetryable == true)
        #expect(refused?.advice == .showPaymentInFront)
        #expect(refused?.requestId == nil, "nothing was asked")
    }

    @Test func aBackendWithoutTlsIsRefusedBeforeAnythingIsSent() async throws {
        var config = wallet.config
        config.baseUrl = "http://wallet.example/alipayplus/v1"
        let refused = await error { _ = try await Cashier.open(config, tokens: wallet.tokens, storage: .folder(wallet.folder.path)) }
        #expect(refused?.kind == .invalidConfig)
        #expect(refused?.isRetryable == false)
        #expect(refused?.advice == .mendTheCode)
    }

    @Test func everythingThatIsWrongWithTheWalletsTextsIsToldAtOnce() async throws {
        var config = wallet.config
        config.texts = ["de": ["action.pay": "Zahlen", "action.fly": "Fliegen"]]
        let refused = await error { _ = try await Cashier.open(config, tokens: wallet.tokens, storage: .folder(wallet.folder.path)) }
        #expect(refused?.kind == .invalidConfig)
        #expect(refused?.description.contains("de: action.fly: there is no such key") == true)
        #expect(refused?.description.contains("de: action.pay: placeholder {amount} is missing") == true)
    }

    @Test func aSecondCashierOnTheSameFilesIsRefused() async throws {
        let cashier = try await wallet.open()
        let refused = await error { _ = try await wallet.open() }
        #expect(refused?.kind == .storeInUse)
        #expect(refused?.advice == .useTheOtherCashier)
        await cashier.shutDown()
        try await wallet.open().close()
    }

    @Test func aSecondCashierOverTheSameStoreOfTheHostIsRefusedWhenItStarts() async throws {
        let storage = Storage.host(MemoryStore())
        let cashier = try await wallet.open(storage: storage)
        let refused = await error { _ = try await wallet.open(storage: storage) }
        #expect(refused?.kind == .storeInUse)
        #expect(refused?.advice == .useTheOtherCashier)
        await cashier.shutDown()
        try await wallet.open(storage: storage).close()
    }

    @Test func whatIsNotACodeIsRefused() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        for text in ["", " \n", String(repeating: "x", count: 8_193)] {
            #expect(await error { _ = try await cashier.pay(text, source: .scan) }?.kind == .notACode)
        }
    }

    @Test func aClosedCashierSaysSo() async throws {
        let cashier = try await wallet.open()
        cashier.close()
        #expect(await error { _ = try await cashier.pay("281666", source: .scan) }?.kind == .closed)
        // A signal that comes too late is no error.
        cashier.setForeground(true)
    }

    @Test func printingNeverShowsASecret() {
        var shown = ""
        dump(AccessToken(token: "secret", customerHint: "user"), to: &shown)
        #expect(!shown.contains("secret"))
    }

    private func error(_ call: () async throws -> Void) async -> CashierError? {
        do {
            try await call()
            return nil
        } catch {
            return error as? CashierError
        }
    }
}
