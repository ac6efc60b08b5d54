import Foundation
import Testing

@Test(.timeLimit(.minutes(2))) func theDemoPaysACode() async throws {
    let servers = try DemoServers.running()
    let order = try await servers.newOrder("110")
    let demo = Process()
    demo.executableURL = productsFolder.appending(path: "ios-demo")
    demo.arguments = [servers.backend, order.codeValue]
    demo.environment = ProcessInfo.processInfo.environment.merging(
        ["WALLET_TOKEN": servers.user.token, "WALLET_PIN": servers.user.pin], uniquingKeysWith: { $1 })
    let output = Pipe()
    demo.standardOutput = output
    demo.standardError = output
    try demo.run()
    let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    demo.waitUntilExit()

    #expect(demo.terminationStatus == 0, "\(printed)")
    #expect(printed.contains("Maple Tea House"))
    try await servers.awaitAtMerchant(order, "PAID")
}

/// Where SwiftPM puts what it builds.
private var productsFolder: URL {
    #if os(macOS)
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL.deletingLastPathComponent()
    #else
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    #endif
}
