// swift-tools-version: 6.0
// The package for apps: the XCFramework that build-xcframework.sh makes, the same Swift as on a desk, and what only iOS has.
import PackageDescription

let package = Package(
    name: "Usalama",
    platforms: [.iOS(.v16)],
    products: [.library(name: "Usalama", targets: ["Usalama", "UsalamaOniOS"])],
    targets: [
        .binaryTarget(name: "UsalamaFFI", path: "build/UsalamaFFI.xcframework"),
        .target(name: "Usalama", dependencies: ["UsalamaFFI"], path: "build/Sources/Usalama"),
        .target(name: "UsalamaOniOS", dependencies: ["Usalama"], linkerSettings: [
            .linkedFramework("BackgroundTasks"), .linkedFramework("Security"),
        ]),
    ],
    swiftLanguageModes: [.v6]
)
