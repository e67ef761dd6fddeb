// swift-tools-version: 6.0
// The Swift package of Usalama. `cargo xtask swift` makes what is generated (Sources/Usalama/Generated, Sources/UsalamaFFI) and
// links the library that cargo built; ../../ios packages the same sources for phones.
import PackageDescription

let package = Package(
    name: "Usalama",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Usalama", targets: ["Usalama"])],
    targets: [
        .systemLibrary(name: "UsalamaFFI"),
        .target(name: "Usalama", dependencies: ["UsalamaFFI"], linkerSettings: [.linkedLibrary("usalama")]),
        .testTarget(name: "UsalamaTests", dependencies: ["Usalama"]),
    ],
    swiftLanguageModes: [.v6]
)
