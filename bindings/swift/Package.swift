// swift-tools-version: 6.0
// The Swift package of Usalama. `cargo xtask test` makes what is generated (Sources/Usalama/Generated, Sources/UsalamaFFI) and
// links the library that cargo built; ../../ios packages the same sources for phones.
import PackageDescription

#if os(Linux)
let memory: [Target] = [.systemLibrary(name: "CMalloc", path: "Tests/CMalloc")]
#else
let memory: [Target] = []
#endif

let package = Package(
    name: "Usalama",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Usalama", targets: ["Usalama"])],
    targets: [
        .systemLibrary(name: "UsalamaFFI"),
        .target(name: "Usalama", dependencies: ["UsalamaFFI"], linkerSettings: [.linkedLibrary("usalama")]),
        .testTarget(name: "UsalamaTests", dependencies: ["Usalama"] + memory.map { .target(name: $0.name) }),
    ] + memory,
    swiftLanguageModes: [.v6]
)
