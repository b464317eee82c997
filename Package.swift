// swift-tools-version: 6.2
// Targets and arrows: ARCHITECTURE.md. An arrow that is not drawn there must not appear here.
import PackageDescription

let swift: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: swift)
}

let package = Package(
    name: "lqtop",
    products: [
        .executable(name: "lqtop", targets: ["LQTop"]),
        .executable(name: "lqserve", targets: ["LQServe"]),
        .executable(name: "lqbench", targets: ["LQBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.1.0"),
        .package(url: "https://github.com/LebJe/TOMLKit.git", from: "0.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CNCurses"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CSQLite"),

        // Pure: no NIO, no C, no clock.
        library("DHCPv6Wire", []),
        library("LeasequerySession", ["DHCPv6Wire"]),
        library("Bindings", ["DHCPv6Wire", "LeasequerySession"]),
        library("Captures", ["DHCPv6Wire"]),
        library("Exports", ["DHCPv6Wire", "LeasequerySession", "Bindings"]),
        library("Recordings", ["DHCPv6Wire", "LeasequerySession", "Captures"]),
        library("SnapshotDiff", ["DHCPv6Wire", "Exports"]),

        // With the outside world.
        library("Settings", ["DHCPv6Wire", "OpenSSLTLS", arguments, toml]),
        library("OpenSSLTLS", ["COpenSSL", nioCore]),
        library("Requestor", ["DHCPv6Wire", "LeasequerySession", "OpenSSLTLS", nioCore, nioPosix]),
        library("Responder", ["DHCPv6Wire", "OpenSSLTLS", nioCore, nioPosix]),
        library("Databases", ["CSQLite"]),
        library("ResumeState", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Databases", "CLinux"]),
        library("History", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Databases"]),
        library("KeaLeases", ["DHCPv6Wire", "OpenSSLTLS", "Responder", nioCore, nioPosix, nioHTTP1, heap]),
        library("Views", ["DHCPv6Wire", "LeasequerySession", "Bindings", "CNCurses", "CLinux"]),

        // Programs.
        program(
            "LQTop",
            [
                "DHCPv6Wire", "LeasequerySession", "Bindings", "Captures", "Databases", "Exports", "History",
                "OpenSSLTLS",
                "Recordings", "Requestor", "Responder", "ResumeState", "Settings", "SnapshotDiff", "Views",
                "CLinux", arguments, nioCore, nioPosix, nioHTTP1,
            ]),
        program(
            "LQServe",
            [
                "DHCPv6Wire", "KeaLeases", "OpenSSLTLS", "Responder", "Settings",
                "CLinux", arguments, nioCore, nioPosix,
            ]),
        program(
            "LQBench",
            [
                "DHCPv6Wire", "LeasequerySession", "Bindings", "Exports", "Responder", "Views", "CLinux", nioCore,
                nioPosix,
            ]),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swift),
        tests("DHCPv6WireTests", ["DHCPv6Wire", "TestSupport"]),
        tests(
            "LeasequerySessionTests", ["DHCPv6Wire", "LeasequerySession", "TestSupport"], resources: [.copy("Fixtures")]
        ),
        tests("BindingsTests", ["DHCPv6Wire", "LeasequerySession", "Bindings", "TestSupport"]),
        tests("CapturesTests", ["DHCPv6Wire", "Captures"], resources: [.copy("Fixtures")]),
        tests(
            "ExportsTests", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Exports"], resources: [.copy("Goldens")]),
        .target(
            name: "TestCertificates", dependencies: ["OpenSSLTLS"], path: "Tests/TestCertificates",
            swiftSettings: swift),
        tests("OpenSSLTLSTests", ["OpenSSLTLS", "TestCertificates", "TestSupport", nioCore, nioPosix, nioEmbedded]),
        tests("RecordingsTests", ["DHCPv6Wire", "LeasequerySession", "Recordings"]),
        tests("ResumeStateTests", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Databases", "ResumeState"]),
        tests("HistoryTests", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Databases", "History"]),
        tests(
            "KeaLeasesTests",
            [
                "DHCPv6Wire", "OpenSSLTLS", "Responder", "KeaLeases", "TestCertificates", "TestSupport", nioCore,
                nioPosix,
                nioHTTP1,
            ]),
        tests(
            "RequestorTests",
            [
                "DHCPv6Wire", "LeasequerySession", "Bindings", "Captures", "Exports", "OpenSSLTLS", "Recordings",
                "Requestor",
                "Responder", "ResumeState", "TestCertificates", "TestSupport",
                nioCore, nioPosix, nioEmbedded,
            ]),
        tests(
            "ResponderTests",
            [
                "DHCPv6Wire", "OpenSSLTLS", "Responder", "TestCertificates", "TestSupport", nioCore, nioPosix,
                nioEmbedded,
            ]),
        tests(
            "ViewsTests", ["DHCPv6Wire", "LeasequerySession", "Bindings", "Views", "TestSupport"],
            resources: [.copy("Goldens")]),
        tests(
            "LQTopTests",
            [
                "DHCPv6Wire", "LeasequerySession", "Bindings", "Captures", "Exports", "OpenSSLTLS", "Recordings",
                "Requestor", "Settings", "Views", "LQTop",
                arguments, nioEmbedded,
            ]),
        tests("LQServeTests", ["DHCPv6Wire", "OpenSSLTLS", "Responder", "Settings", "LQServe", arguments]),
        tests("SnapshotDiffTests", ["DHCPv6Wire", "SnapshotDiff"]),
        tests("SystemTests", []),
    ]
)
