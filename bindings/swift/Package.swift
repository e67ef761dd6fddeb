// swift-tools-version: 6.0
// The Swift package of Usalama, for a desk. `cargo xtask package swift` makes what is generated (Sources/Usalama/Generated,
// Sources/UsalamaFFI) and the library that it links (Library); ../../ios packages the same sources for phones.
import PackageDescription

let library = Context.packageDirectory + "/Library"

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
        .target(name: "Usalama", dependencies: ["UsalamaFFI"], linkerSettings: [
            .linkedLibrary("usalama"), .unsafeFlags(["-L", library, "-Xlinker", "-rpath", "-Xlinker", library]),
        ]),
        .testTarget(name: "UsalamaTests", dependencies: ["Usalama"] + memory.map { .target(name: $0.name) }),
    ] + memory,
    swiftLanguageModes: [.v6]
)
