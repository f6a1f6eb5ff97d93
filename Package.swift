// swift-tools-version:6.2
import PackageDescription

/// One set of settings for every target: see docs/decisions/001-ground.md.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let grpcLibraries: [LinkerSetting] = [.linkedLibrary("grpc"), .linkedLibrary("gpr")]

/// libarrow comes from a folder of the checkout (`make setup`) or from the system; see docs/decisions/004-arrow.md.
let arrowLibraries: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-rpath=$ORIGIN/../../../third_party/arrow/lib"])]

/// Where `make dist` puts the libraries that Debian has no packages of.
let installedLibraries: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-rpath=$ORIGIN/../lib/driftwatch"])]

let grpcCore: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf: Target.Dependency = .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let swiftProtobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = [])
    -> Target
{
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

func service(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + ["ServiceRuntime"], path: "services/\(name)", swiftSettings: strict,
        linkerSettings: installedLibraries)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "driftwatch",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/grpc/grpc-swift-2.git", exact: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", exact: "2.4.1"),
        .package(url: "https://github.com/apple/swift-protobuf.git", exact: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(
            url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0",
            traits: [.defaults, "YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        // These come with hummingbird; named because its types are theirs.
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        // Comes with swift-configuration; named because the file commands read YAML without it.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Pure
        library("Statistics", exclude: ["README.md"]),
        // Contracts
        library(
            "Protos", [grpcCore, grpcProtobuf, swiftProtobuf], exclude: ["README.md"],
            resources: [.embedInCode("descriptors.binpb")]),
        library("Contracts", exclude: ["README.md"]),
        library("Wire", ["Contracts", "Protos", swiftProtobuf], exclude: ["README.md"]),
        // Adapters
        .target(name: "CGRPCShim", exclude: ["README.md"], linkerSettings: grpcLibraries),
        library("RPC", ["CGRPCShim", grpcCore, grpcProtobuf, swiftProtobuf, logging], exclude: ["README.md"]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CSpawn", exclude: ["README.md"]),
        library("Processes", ["CSpawn"], exclude: ["README.md"]),
        library("Postgres", ["CPostgres", "Contracts", "Processes", logging], exclude: ["README.md"]),
        library("PostgresCluster", ["Postgres", "Processes", logging], exclude: ["README.md"]),
        .systemLibrary(name: "CArrow", pkgConfig: "arrow-dataset"),
        .target(name: "CArrowShim", dependencies: ["CArrow"], exclude: ["README.md"]),
        .target(
            name: "Columnar", dependencies: ["CArrowShim"], exclude: ["README.md"], swiftSettings: strict,
            linkerSettings: arrowLibraries),
        // Files: what the command line does without a server
        library("FileProfiles", ["Columnar", "Statistics"], exclude: ["README.md"]),
        library("Reports", exclude: ["README.md"]),
        library("Checks", ["Columnar", "FileProfiles", "Reports", "Statistics"], exclude: ["README.md"]),
        library("Evaluations", ["Columnar", "Reports", "Statistics"], exclude: ["README.md"]),
        library(
            "FileCommands", ["Checks", "Columnar", "Evaluations", "FileProfiles", "Reports", "Statistics", argumentParser, yams],
            exclude: ["README.md"]),
        .target(
            name: "CDriftWatch", dependencies: ["CGRPCShim"], path: "sdk-c", sources: ["src"], publicHeadersPath: "include"),
        // What services share
        library(
            "Schema", ["Postgres", logging], exclude: ["README.md"],
            resources: [.embedInCode("roles.sql"), .embedInCode("migrations")]),
        library("EventLog", ["Contracts", "Postgres", logging], exclude: ["README.md"]),
        library("ProfileStore", ["Contracts", "Postgres", "Statistics", logging], exclude: ["README.md"]),
        library(
            "ServiceRuntime",
            [
                "Contracts", grpcCore, logging, lifecycle, unixSignals, configuration, hummingbird, nioCore, nioHTTPTypes,
                httpTypes,
            ],
            exclude: ["README.md"]),
        library("Identity", ["Contracts", "Protos", grpcCore], exclude: ["README.md"]),
        library(
            "Wiring", ["Postgres", "Protos", "RPC", "ServiceRuntime", grpcCore, lifecycle], exclude: ["README.md"]),
        // Services
        library(
            "AuthService", ["Contracts", "Protos", "Postgres", "Identity", "ServiceRuntime", grpcCore, logging],
            exclude: ["README.md"]),
        library(
            "IngestService",
            [
                "Contracts", "Protos", "Wire", "EventLog", "Postgres", "Identity", "RPC", "ServiceRuntime", grpcCore,
                grpcProtobuf,
                swiftProtobuf, lifecycle, logging,
            ], exclude: ["README.md"]),
        library(
            "StreamService",
            [
                "Contracts", "Protos", "Wire", "EventLog", "ProfileStore", "Postgres", "Statistics", "Identity", "ServiceRuntime",
                grpcCore, lifecycle, logging,
            ], exclude: ["README.md"]),
        library(
            "MetricsService",
            [
                "Contracts", "Protos", "Wire", "EventLog", "ProfileStore", "Postgres", "Statistics", "Identity", "ServiceRuntime",
                grpcCore, swiftProtobuf, logging,
            ], exclude: ["README.md"]),
        library(
            "GatewayService",
            [
                "Contracts", "Protos", "Identity", "ServiceRuntime", grpcCore, swiftProtobuf, hummingbird, nioCore, httpTypes,
                lifecycle, logging,
            ],
            exclude: ["README.md"], resources: [.embedInCode("openapi.json")]),
        library(
            "Platform",
            [
                "AuthService", "IngestService", "StreamService", "MetricsService", "GatewayService", "Postgres",
                "PostgresCluster",
                "Schema", "EventLog", "ProfileStore", "Identity", "RPC", "ServiceRuntime", "Contracts", grpcCore, lifecycle,
                logging,
            ], exclude: ["README.md"]),
        library(
            "Demo",
            [
                "Platform", "Columnar", "FileProfiles", "CDriftWatch", "Contracts", "Statistics", "Protos", "RPC", "Wiring",
                "ServiceRuntime", grpcCore, lifecycle, logging,
            ],
            exclude: ["README.md"]),
        library(
            "Commands",
            [
                "Platform", "Demo", "FileCommands", "Columnar", "Contracts", "Protos", "Postgres", "RPC", "Schema",
                "ServiceRuntime", "Wiring", grpcCore, argumentParser, lifecycle, logging,
            ], exclude: ["README.md"]),
        // Executables
        service("auth", ["AuthService", "Wiring"]),
        service("ingest", ["IngestService", "RPC", "Wiring"]),
        service("stream", ["StreamService", "Wiring"]),
        service("metrics-api", ["MetricsService", "Wiring"]),
        service("gateway", ["GatewayService", "Wiring"]),
        service("driftwatch", ["Commands"]),
        .executableTarget(
            name: "sketch-bench", dependencies: ["Statistics"], path: "Benchmarks/sketches", swiftSettings: strict),
        .executableTarget(
            name: "wire-bench", dependencies: ["Contracts", "Protos", "Wire", swiftProtobuf], path: "Benchmarks/wire",
            exclude: ["run.sh"], swiftSettings: strict),
        // Tests
        tests("StatisticsTests", ["Statistics"]),
        tests("GoldenTests", ["Statistics", "Columnar"]),
        tests("EvaluationsTests", ["Columnar", "Evaluations", "Reports", "Statistics"]),
        tests("ContractsTests", ["Contracts"]),
        tests("ReportsTests", ["Reports"]),
        tests("WireTests", ["Contracts", "Protos", "Wire", swiftProtobuf]),
        tests(
            "IngestServiceTests",
            [
                "IngestService", "Contracts", "EventLog", "Identity", "Postgres", "Protos", "RPC", "Schema", "ServiceRuntime",
                "TestPostgres", "Wire", grpcCore, swiftProtobuf, logging,
            ]),
        .testTarget(
            name: "ColumnarTests", dependencies: ["Columnar"], exclude: ["Files"], swiftSettings: strict),
        .target(name: "RPCEcho", dependencies: ["RPC", grpcCore], path: "Tests/RPCEcho", swiftSettings: strict),
        .executableTarget(
            name: "RPCPeer", dependencies: ["RPC", "RPCEcho", grpcCore, logging], path: "Tests/RPCPeer", swiftSettings: strict),
        tests("RPCTests", ["Processes", "RPC", "RPCEcho", "RPCPeer", grpcCore, swiftProtobuf, logging]),
        .target(
            name: "TestPostgres", dependencies: ["Contracts", "Postgres", "PostgresCluster", "Processes", "Schema", logging],
            path: "Tests/TestPostgres", swiftSettings: strict),
        tests("PostgresTests", ["Postgres", "PostgresCluster", "Schema", "Contracts", "TestPostgres", logging]),
        tests("PostgresClusterTests", ["Postgres", "PostgresCluster", "Processes", "Schema", "TestPostgres"]),
        tests(
            "EventLogTests", ["EventLog", "Postgres", "PostgresCluster", "Schema", "Contracts", "TestPostgres", logging]),
        .target(
            name: "TestStream",
            dependencies: [
                "Contracts", "EventLog", "Identity", "MetricsService", "Postgres", "ProfileStore", "Protos", "Schema",
                "StreamService",
                "TestPostgres", "Wire", grpcCore, swiftProtobuf,
            ], path: "Tests/TestStream", swiftSettings: strict),
        tests("ProcessesTests", ["Processes"]),
        tests("ProfileStoreTests", ["ProfileStore"]),
        tests(
            "StreamServiceTests",
            [
                "StreamService", "ProfileStore", "EventLog", "Identity", "Postgres", "Protos", "Statistics", "Wire", "Contracts",
                "TestPostgres", "TestStream", grpcCore, swiftProtobuf,
            ]),
        tests(
            "MetricsServiceTests",
            [
                "MetricsService", "StreamService", "ProfileStore", "EventLog", "Identity", "Postgres", "Protos", "Statistics",
                "Contracts", "TestPostgres", "TestStream", grpcCore, swiftProtobuf,
            ]),
        tests("ServiceRuntimeTests", ["ServiceRuntime", "Contracts", "Processes", hummingbird, lifecycle, logging]),
        tests("IdentityTests", ["Identity", "Contracts", "Protos", grpcCore]),
        tests(
            "AuthServiceTests",
            [
                "AuthService", "Identity", "Protos", "Contracts", "Postgres", "RPC", "ServiceRuntime", "Schema", "TestPostgres",
                grpcCore,
            ]),
        tests(
            "GatewayServiceTests",
            [
                "GatewayService", "AuthService", "Identity", "Protos", "Contracts", "Postgres", "RPC", "ServiceRuntime", "Schema",
                "TestPostgres", grpcCore, nioCore,
            ]),
        tests("ChecksTests", ["Checks", "Columnar", "FileProfiles", "Reports", "Statistics"]),
        tests("TidyTests", []),
    ],
    cxxLanguageStandard: .cxx20
)
