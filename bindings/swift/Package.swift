// swift-tools-version: 6.0

import PackageDescription

// `Generated` is written by tools/swift-tests.sh from the Rust library and is not checked in.
let package = Package(
    name: "CashierKit",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "CashierKit", targets: ["CashierKit"])],
    targets: [
        .target(name: "CashierKit", dependencies: ["CashierKitGenerated"]),
        .target(
            name: "CashierKitGenerated",
            dependencies: ["CashierKitFFI"],
            path: "Generated/CashierKitGenerated",
            // What UniFFI writes is not ready for Swift 6 mode; nothing of it is public to a host.
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.linkedLibrary("cashier_ffi")]
        ),
        .systemLibrary(name: "CashierKitFFI", path: "Generated/CashierKitFFI"),
        .testTarget(name: "CashierKitTests", dependencies: ["CashierKit", "CashierKitGenerated"]),
    ]
)
