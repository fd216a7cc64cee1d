// swift-tools-version: 5.9
// The core as a Swift package: the generated sources over the XCFramework that mobile-bindings/apple/build makes.
import PackageDescription

let package = Package(
    name: "ProntoCore",
    platforms: [.iOS(.v15)],
    products: [.library(name: "ProntoCore", targets: ["ProntoCore"])],
    targets: [
        .binaryTarget(name: "ProntoCoreFFI", path: "ProntoCoreFFI.xcframework"),
        .target(name: "ProntoCore", dependencies: ["ProntoCoreFFI"], linkerSettings: [.linkedLibrary("sqlite3")]),
    ]
)
