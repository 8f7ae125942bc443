// swift-tools-version:6.2
import PackageDescription

// Swift 6 language mode everywhere, and three features that make dependencies visible in each file.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// The modules that read millions of rows or solve large systems are optimised in debug builds too:
// the tests run them on the whole region's real files.
let optimised: [SwiftSetting] =
  strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// `Scripts/fuzz` names LLVM's fuzzing library in this variable. Then the modules that read what others
// wrote tell the fuzzer which way an input took, and the program that feeds them is built too.
let fuzzingLibrary = Context.environment["ISCAN_FUZZING_LIBRARY"]
func decoding(_ settings: [SwiftSetting]) -> [SwiftSetting] {
  fuzzingLibrary == nil ? settings : strict + [.unsafeFlags(["-sanitize=fuzzer", "-O"])]
}

extension Target.Dependency {
  static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let logging = product(name: "Logging", package: "swift-log")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
  static let x509 = product(name: "X509", package: "swift-certificates")
  static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
  static let protobuf = product(name: "SwiftProtobuf", package: "swift-protobuf")
  static let grpc = product(name: "GRPCCore", package: "grpc-swift-2")
  static let grpcTransport = product(
    name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")
  static let nioCore = product(name: "NIOCore", package: "swift-nio")
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let grdbSQLite = product(name: "GRDBSQLite", package: "GRDB.swift")
  static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
  static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
  static let mustache = product(name: "Mustache", package: "swift-mustache")
  static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
  static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
}

let package = Package(
  name: "iscan",
  products: [
    .executable(name: "iscan", targets: ["iscan"]),
    .executable(name: "iscan-simulator", targets: ["iscan-simulator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Words and mathematics.
    .target(name: "PartnershipRecords", swiftSettings: strict),
    .target(name: "CausalHistory", swiftSettings: optimised),
    .target(
      name: "Geography", dependencies: ["PartnershipRecords"], swiftSettings: optimised),
    .target(name: "SpatialStatistics", swiftSettings: optimised),

    // Trust.
    .target(
      name: "ProtocolMessages", dependencies: [.protobuf],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .target(
      name: "SignedLogs",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "ProtocolMessages", .crypto, .protobuf,
      ],
      swiftSettings: decoding(optimised)),

    // Decisions.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "SyncProtocol",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "SignedLogs", "ProtocolMessages", "CZlib", .crypto,
        .protobuf,
      ],
      swiftSettings: decoding(optimised)),
    .target(
      name: "Disclosure", dependencies: ["PartnershipRecords", "Geography", .crypto],
      swiftSettings: optimised),
    .target(
      name: "CrimePatterns",
      dependencies: ["PartnershipRecords", "Geography", "SpatialStatistics", .crypto],
      swiftSettings: strict),
    .target(
      name: "Intake", dependencies: ["PartnershipRecords", "Geography"], swiftSettings: optimised),
    .target(
      name: "BusinessCycle", dependencies: ["PartnershipRecords", "CausalHistory"],
      swiftSettings: strict),
    .target(
      name: "MadeUpRegion", dependencies: ["PartnershipRecords", "Geography"],
      swiftSettings: strict),

    // Storage.
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .target(name: "CFilePlace"),
    .target(
      name: "ReplicaStore",
      dependencies: [
        "CFilePlace", "PartnershipRecords", "CausalHistory", "SignedLogs", "SyncProtocol",
        "ProtocolMessages",
        "Disclosure", "BusinessCycle", .crypto, .cryptoExtras, .protobuf, .grdb,
      ],
      swiftSettings: optimised),
    .target(
      name: "NodeStore",
      dependencies: [
        "PartnershipRecords", "Geography", "Intake", "Disclosure", "ReplicaStore", "CArchive",
        .grdb,
        .grdbSQLite,
      ],
      swiftSettings: optimised),
    .target(
      name: "HubStore",
      dependencies: ["PartnershipRecords", "Geography", "Disclosure", "ReplicaStore", .grdb],
      swiftSettings: strict),

    // Services.
    .target(
      name: "SyncTransport",
      dependencies: [
        "PartnershipRecords", "SignedLogs", "SyncProtocol", "ProtocolMessages", .crypto,
        .protobuf, .x509, .asn1, .grpc, .grpcTransport, .nioCore, .logging,
      ],
      swiftSettings: decoding(strict)),
    .target(
      name: "NodeService",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "Geography", "SignedLogs", "SyncProtocol",
        "Disclosure", "CrimePatterns", "Intake", "BusinessCycle", "ReplicaStore", "NodeStore",
        "SyncTransport", "ProtocolMessages", .crypto, .logging, .grdb,
      ],
      swiftSettings: strict),
    .target(
      name: "HubService",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "Geography", "SignedLogs", "SyncProtocol",
        "Disclosure", "BusinessCycle", "ReplicaStore", "HubStore", "SyncTransport",
        "ProtocolMessages", .crypto, .logging, .grdb,
      ],
      swiftSettings: strict),

    // Simulation.
    .target(
      name: "Simulation",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "SignedLogs", "SyncProtocol", "ProtocolMessages",
        "ReplicaStore", .protobuf, .grdb, .grdbSQLite,
      ],
      // A world belongs to one thread; checking that at every access costs a tenth of a seed.
      swiftSettings: optimised + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]),
    .executableTarget(
      name: "iscan-simulator",
      dependencies: ["Simulation", "PartnershipRecords", .argumentParser],
      swiftSettings: strict),

    // Faces.
    .target(
      name: "WebPages",
      dependencies: ["PartnershipRecords", .hummingbird, .mustache, .logging],
      resources: [.copy("Templates"), .copy("Assets")],
      swiftSettings: strict),
    .executableTarget(
      name: "iscan",
      dependencies: [
        "PartnershipRecords", "Geography", "NodeService", "HubService", "WebPages", "MadeUpRegion",
        "Disclosure", "CrimePatterns", "BusinessCycle", "SyncProtocol", "SyncTransport",
        "SignedLogs", "NodeStore", "HubStore", "ReplicaStore", "Intake", .argumentParser, .logging,
        .grdb, .lifecycle, .unixSignals, .hummingbird,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "iscan-benchmark",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "SignedLogs", "SyncProtocol", "ProtocolMessages",
        "ReplicaStore", "HubStore", "HubService", "NodeService", "SyncTransport", .argumentParser,
        .crypto, .grdb, .logging, .nioCore, .protobuf,
      ],
      swiftSettings: strict),

    // Tests.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "PartnershipRecords", "CausalHistory", "SignedLogs", "SyncProtocol", "SyncTransport",
        "ProtocolMessages", .crypto, .protobuf,
      ],
      path: "Tests/Fuzzing/Targets", swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests", dependencies: ["FuzzTargets"], swiftSettings: strict),
    .testTarget(
      name: "PartnershipRecordsTests", dependencies: ["PartnershipRecords"], swiftSettings: strict),
    .testTarget(name: "CausalHistoryTests", dependencies: ["CausalHistory"], swiftSettings: strict),
    .testTarget(
      name: "GeographyTests", dependencies: ["Geography", "PartnershipRecords"],
      swiftSettings: strict),
    .testTarget(
      name: "SpatialStatisticsTests", dependencies: ["SpatialStatistics", "Geography"],
      exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "SignedLogsTests", dependencies: ["SignedLogs", "ProtocolMessages", .crypto],
      swiftSettings: strict),
    .testTarget(
      name: "SyncProtocolTests",
      dependencies: ["SyncProtocol", "SignedLogs", "ProtocolMessages", .crypto, .protobuf],
      swiftSettings: strict),
    .testTarget(
      name: "DisclosureTests", dependencies: ["Disclosure", "Geography", "PartnershipRecords"],
      swiftSettings: optimised),
    .testTarget(
      name: "CrimePatternsTests",
      dependencies: ["CrimePatterns", "Geography", "PartnershipRecords"],
      swiftSettings: strict),
    .testTarget(
      name: "IntakeTests", dependencies: ["Intake", "PartnershipRecords", "Geography"],
      swiftSettings: strict),
    .testTarget(
      name: "BusinessCycleTests", dependencies: ["BusinessCycle"], swiftSettings: strict),
    .testTarget(name: "MadeUpRegionTests", dependencies: ["MadeUpRegion"], swiftSettings: strict),
    .testTarget(
      name: "ReplicaStoreTests",
      dependencies: [
        "ReplicaStore", "SyncProtocol", "SignedLogs", "CausalHistory", "ProtocolMessages",
        .protobuf,
        .grdb,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "NodeStoreTests",
      dependencies: [
        "NodeStore", "Intake", "Disclosure", "Geography", "PartnershipRecords", .grdb,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["iscan-simulator", "Simulation"],
      exclude: ["PlantedBugs", "Regressions"], swiftSettings: strict),
    .testTarget(name: "HubStoreTests", dependencies: ["HubStore", .grdb], swiftSettings: strict),
    .testTarget(
      name: "SyncTransportTests",
      dependencies: [
        "SyncTransport", "SyncProtocol", "SignedLogs", "PartnershipRecords", .x509, .crypto, .grpc,
        .grpcTransport,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WebPagesTests", dependencies: ["WebPages", .hummingbird, .hummingbirdTesting],
      swiftSettings: strict),
    .testTarget(
      name: "ProcessTests",
      dependencies: [
        "iscan", "PartnershipRecords", "CausalHistory", "BusinessCycle", "SignedLogs",
        "SyncProtocol", "SyncTransport", "ReplicaStore", "NodeStore", "HubStore", "NodeService",
        "HubService", .grdb, .logging,
      ],
      swiftSettings: strict),
  ]
)

if let fuzzingLibrary {
  package.targets.append(
    .executableTarget(
      name: "iscan-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Program",
      swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags(["-Xlinker", fuzzingLibrary]), .linkedLibrary("stdc++"), .linkedLibrary("m"),
      ]))
}
