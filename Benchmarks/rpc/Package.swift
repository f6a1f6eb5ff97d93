// swift-tools-version:6.2
import PackageDescription

/// The settings of the product's own package.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let grpcCore: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf: Target.Dependency = .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let swiftProtobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// Kept apart so that nobody who builds the product builds the stock transport. `Sources/RPC` and `Sources/CGRPCShim` are links to
/// the product's own.
let package = Package(
    name: "rpc-bench",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/grpc/grpc-swift-2.git", exact: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", exact: "2.4.1"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", exact: "2.9.2"),
        .package(url: "https://github.com/apple/swift-protobuf.git", exact: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    ],
    targets: [
        .target(
            name: "CGRPCShim", exclude: ["README.md"], linkerSettings: [.linkedLibrary("grpc"), .linkedLibrary("gpr")]),
        .target(
            name: "RPC", dependencies: ["CGRPCShim", grpcCore, grpcProtobuf, swiftProtobuf, logging], exclude: ["README.md"],
            swiftSettings: strict),
        .executableTarget(
            name: "rpc-bench",
            dependencies: ["RPC", grpcCore, .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")],
            swiftSettings: strict),
    ]
)
