import CashierKit
import Testing

/// Several codes in one picture.
@Suite(.timeLimit(.minutes(1)))
struct ScanTests {
    private let wallet: DemoWallet
    private let barcode = "4006381333931"
    /// A merchant's code that the simulator's rules take.
    private let noodles = "00020101021126370019example.harbour-pay011028177704005204581253033925802JP5909NOODLE 886005Tokyo6304DD0F"

    init() throws {
        wallet = try DemoWallet()
    }

    @Test func betweenTwoCodesThatMayBePaidTheUserChoosesByTheirLabelsAndTheChosenOneIsPaid() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let order = try await wallet.servers.newOrder("110").codeValue
        let scan = try await cashier.scan([noodles, barcode, order])
        guard case .several(let choices) = scan else { throw Unexpected(scan: scan) }
        #expect(choices.map(\.code) == [noodles, order])
        #expect(choices.map(\.label) == ["NOODLE 88", "qr.alipayplus.com"])
        #expect("\(scan)" == "several([Choice(NOODLE 88), Choice(qr.alipayplus.com)])")
        #expect(!dumped(scan).contains(order) && !dumped(choices).contains(order))
        _ = try await cashier.pay(choices[1].code, source: .picture).cashierPage()
    }

    @Test func anOrderBesideAProductBarcodeIsTheOneToPay() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let order = try await wallet.servers.newOrder("110").codeValue
        let scan = try await cashier.scan([barcode, "", order])
        #expect(scan == .one(order))
        #expect(!"\(scan)".contains(order) && !dumped(scan).contains(order))
    }

    @Test func textsThatAreNoCodesAreNothingToPay() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        for texts in [[], ["", " \n", String(repeating: "x", count: 8_193)]] {
            await #expect { _ = try await cashier.scan(texts) } throws: { ($0 as? CashierError)?.kind == .notACode }
        }
    }

    private struct Unexpected: Error {
        let scan: Scan
    }

    private func dumped(_ value: some Any) -> String {
        var shown = "\(String(reflecting: value))\n"
        dump(value, to: &shown)
        return shown
    }
}
