import CashierKit
import Foundation
import Testing

/// Recordings of payments.
@Suite(.timeLimit(.minutes(1)))
struct RecordingTests {
    let recordings = URL(fileURLWithPath: #filePath).appending(path: "../../../../../core/testdata/recordings").standardized

    @Test func theTranscriptOfARecordingIsTheOneOfRustByteForByte() async throws {
        let files = try FileManager.default.contentsOfDirectory(at: recordings, includingPropertiesForKeys: nil)
        let checked = files.filter { $0.pathExtension == "json" }
        #expect(checked.count >= 4)
        for recording in checked {
            let transcript = try await replay(try String(contentsOf: recording, encoding: .utf8))
            let expected = try Data(contentsOf: recording.deletingPathExtension().appendingPathExtension("txt"))
            #expect(Data(transcript.utf8) == expected, "\(recording.lastPathComponent)")
        }
    }

    @Test func aRecordedPaymentCanBeReplayedAndHoldsNothingSecret() async throws {
        let wallet = try DemoWallet()
        let order = try await wallet.servers.newOrder("110")
        var config = wallet.config
        config.recording = true
        let cashier = try await Cashier.open(config, tokens: wallet.tokens, storage: .folder(wallet.folder.path))
        defer { cashier.close() }
        _ = try await cashier.start()
        let payment = try await cashier.pay(order.codeValue, source: .scan)
        let user = wallet.servers.user
        try await payment.confirm(pin: user.pin)
        _ = try await payment.result(.succeeded)

        let recording = try #require(payment.recording())
        // As a whole value: six digits, and a name of four letters, may be part of a hash or of a word.
        for secret in [order.codeValue, user.token, "\"\(user.pin)\"", "\"\(user.name)\""] {
            #expect(!recording.contains(secret))
        }
        let transcript = try await replay(recording)
        #expect(transcript.contains("! Finish(Succeeded {"))
        #expect(!transcript.contains("\n  ? "))
    }

    @Test func nothingIsRecordedUnlessTheWalletWantsIt() async throws {
        let wallet = try DemoWallet()
        let cashier = try await wallet.open()
        defer { cashier.close() }
        let payment = try await cashier.pay(try await wallet.servers.newOrder("110").codeValue, source: .scan)
        #expect(payment.recording() == nil)
    }

    @Test func whatCannotBeReplayedSaysWhy() async throws {
        let paid = try String(contentsOf: recordings.appending(path: "paid.json"), encoding: .utf8)
        await #expect(throws: RecordingError.malformed(place: "line 1, column 1")) { try await replay("?") }
        let newer = paid.replacingOccurrences(of: "\"version\":2", with: "\"version\":3")
        await #expect(throws: RecordingError.version(3)) { try await replay(newer) }
        await #expect(throws: RecordingError.cutOff) { try await replay(String(paid.prefix(paid.count / 2))) }
        let larger = paid + String(repeating: " ", count: 1024 * 1024)
        await #expect(throws: RecordingError.tooLarge) { try await replay(larger) }
        let wider = paid.replacingOccurrences(of: "\"app_schemes\":[]", with: "\"app_schemes\":[\"javascript\"]")
        await #expect(throws: RecordingError.altered) { try await replay(wider) }
    }
}
