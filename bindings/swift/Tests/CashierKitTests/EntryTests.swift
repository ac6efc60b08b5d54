import CashierKit
import Foundation
import Testing

/// What surrounds the plain order code: merchants' pages, links, several codes, regions, rates.
@Suite(.timeLimit(.minutes(1)))
struct EntryTests {
    private let wallet: DemoWallet

    init() throws {
        wallet = try DemoWallet()
    }

    private var simulator: String { wallet.servers.origins[0] }

    private func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! }

    @Test func aMerchantsPageThatWantsAnAuthCodeGetsItInTheAddressToLoadNext() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let code = "\(simulator)/all/tea-house"
        let payment = try await cashier.pay(code, source: .scan)
        let first = try await payment.page { if case .merchantPage(let page) = $0 { page } else { nil } }
        #expect(first.url == code && first.userAgent == "AlipayConnect / AlipayClient/")
        let oauth = "\(simulator)/sim/oauth?authClientId=SIM_AGGREGATOR&scopes=a&redirectUrl=\(escaped(code))"
        #expect(payment.navigate(to: code, mainFrame: true) == .load)
        #expect(payment.navigate(to: "intent://x", mainFrame: true) == .block)
        #expect(payment.navigate(to: oauth, mainFrame: true) == .authCode)
        let next = try await payment.page { if case .merchantPage(let page) = $0, page.url != code { page } else { nil } }
        #expect(next.url.hasPrefix("\(code)?auth_code="))
        #expect("\(next)" == "MerchantPage")
        #expect(payment.navigate(to: next.url, mainFrame: true) == .load)
        payment.close()
    }

    @Test func aLinkIntoTheWalletBeginsAPaymentAndConfirmsNothing() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let order = escaped(try await wallet.servers.newOrder("110").codeValue)
        await #expect { _ = try await cashier.payLink("https://shop.example/?codeValue=\(order)") } throws: {
            ($0 as? CashierError)?.kind == .notACode
        }
        let payment = try await cashier.payLink("wallet://pay?codeValue=\(order)")
        _ = try await payment.cashierPage()
        payment.close()
    }

    @Test func betweenSeveralCodesTheUserChoosesOnTheScanner() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let order = try await wallet.servers.newOrder("110").codeValue
        let payment = try await cashier.payScanned(["4006381333931", order, "\(simulator)/shop/tea-house"], source: .picture)
        let choices = try await payment.page { if case .scanner(let page) = $0, !page.choices.isEmpty { page.choices } else { nil } }
        #expect(choices.map(\.label) == ["qr.alipayplus.com", "127.0.0.1"])
        payment.pickCode(choices[0])
        _ = try await payment.cashierPage()
        payment.close()
    }

    @Test func whoIsAbroadWhereAlipayPlusIsTakenIsToldAndSeesItsMarks() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        cashier.setCurrentRegion("JP", utcOffsetMinutes: 540)
        var notices = cashier.availabilityNotices.makeAsyncIterator()
        #expect(await notices.next() == "JP")
        #expect(cashier.isSupportedRegion("JP") && !cashier.isSupportedRegion("KR") && !cashier.isSupportedRegion(nil))
        let marks = cashier.acceptanceMarks(.mpm, region: "JP")
        #expect(marks.map(\.name) == ["scan-here"] && marks.map(\.url) == ["https://marks.wallet.example/scan-here.png"])
        #expect(cashier.acceptanceMarks(.upm).map(\.name) == ["show-here"])
    }

    @Test func aReferenceRateIsATextThatSaysSo() async throws {
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let text = try await cashier.inquireQuote(sell: "JPY", buy: "KRW")?.text
        #expect(text?.replacingOccurrences(of: "\u{a0}", with: " ") == "1 JPY = 10.00 KRW (reference rate)")
        #expect(try await cashier.inquireQuote(sell: "JPY", buy: "THB") == nil)
        #expect(try await cashier.inquireQuote(sell: "yen", buy: "KRW") == nil)
    }
}
