// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "ios-demo",
    platforms: [.iOS(.v16), .macOS(.v13)],
    dependencies: [.package(name: "CashierKit", path: "../bindings/swift")],
    targets: [
        .target(name: "ConsoleWallet", dependencies: ["CashierKit"]),
        .executableTarget(name: "ios-demo", dependencies: ["CashierKit", "ConsoleWallet"]),
        .testTarget(name: "DemoTests", dependencies: ["ios-demo"]),
    ]
)
