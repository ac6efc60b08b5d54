import CashierKit
import ConsoleWallet
import Foundation

/// `ios-demo BACKEND CODE`: pays the code; token and PIN come from WALLET_TOKEN and WALLET_PIN.

struct FixedToken: AccessTokenSource {
    let token: String

    func token(stale: String?) async throws -> AccessToken {
        AccessToken(token: token, customerHint: "demo")
    }
}

let arguments = CommandLine.arguments.dropFirst()
let environment = ProcessInfo.processInfo.environment
guard arguments.count == 2, let backend = arguments.first, let code = arguments.last,
    let token = environment["WALLET_TOKEN"], let pin = environment["WALLET_PIN"]
else {
    FileHandle.standardError.write(Data("usage: ios-demo BACKEND CODE, with WALLET_TOKEN and WALLET_PIN set\n".utf8))
    exit(2)
}

let folder = FileManager.default.temporaryDirectory.appending(path: "wallet-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let config = CashierConfig(
    baseUrl: backend,
    platform: ProcessInfo.processInfo.operatingSystemVersionString,
    language: "en",
    // Servers on this machine, with a development build of the library.
    loopbackOrigins: [backend].filter { $0.hasPrefix("http:") }.map { String($0.prefix(while: { $0 != "/" })) + "//" + $0.split(separator: "/")[1] }
)
let cashier = try await Cashier.open(config, tokens: FixedToken(token: token), storage: .folder(folder.path))
_ = try await cashier.start()
let outcome = try await ConsoleWallet(cashier: cashier, pin: pin) { print($0) }.pay(code)
// The process ends right after it: what has to be on disk is waited for.
await cashier.shutDown()
print(outcome)
guard case .succeeded = outcome else { exit(1) }
