// swift-tools-version: 6.2
import PackageDescription

// Targets whose files hold raw pointers to a C library's memory.
let wrapper: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
    // Tests run with the dynamic checks, and the simulation and the sanitizers drive what they run over; in the
    // release they cost a fifth of the instructions of an event (docs/BENCHMARKS.md).
    // Small functions are inlined across targets, whether they are marked or not: 2 % fewer instructions a request.
    .unsafeFlags(
        ["-enforce-exclusivity=unchecked", "-cross-module-optimization"],
        .when(configuration: .release)
    ),
]
// All others: a raw pointer there is a compile error.
let safe: [SwiftSetting] = wrapper + [.strictMemorySafety()]

let package = Package(
    name: "mamba",
    products: [.executable(name: "mamba", targets: ["mamba"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // C libraries: each has exactly one Swift importer.
        .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CJWT",
            pkgConfig: "libjwt",
            providers: [.apt(["libjwt-dev", "libssl-dev"])]
        ),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // What decides: no I/O, no clock.
        .target(name: "Bytes", swiftSettings: wrapper),
        .target(name: "Timing", swiftSettings: safe),
        .target(name: "Policy", dependencies: ["Timing"], swiftSettings: safe),
        .target(name: "JSON", dependencies: ["Bytes"], swiftSettings: safe),
        .target(name: "HTTP", dependencies: ["Bytes"], swiftSettings: safe),
        .target(name: "Auth", dependencies: ["CJWT", "JSON", "Bytes"], swiftSettings: wrapper),
        .target(name: "Chat", dependencies: ["JSON", "Bytes"], swiftSettings: safe),
        .target(name: "Providers", dependencies: ["JSON", "Bytes"], swiftSettings: safe),
        .target(
            name: "ContentCoding",
            dependencies: ["CZlib", "CZstd", "Bytes"],
            swiftSettings: wrapper
        ),
        .target(name: "Metrics", dependencies: ["Bytes"], swiftSettings: safe),
        .target(name: "Tracing", dependencies: ["JSON", "Bytes"], swiftSettings: safe),
        .target(
            name: "Configuration",
            dependencies: ["CYAML", "Providers", "JSON", "Bytes"],
            swiftSettings: wrapper
        ),

        // What the program serves as it is, in its own languages, and the one importer of its bytes.
        .target(
            name: "CWeb",
            exclude: ["openapi.json", "docs", "playground"],
            // As the Swift compiler has it: valgrind of Debian 12 gives up a program with DWARF 5.
            cSettings: [.unsafeFlags(["-gdwarf-4"])]
        ),
        .target(name: "Web", dependencies: ["CWeb"], swiftSettings: wrapper),

        // What does I/O, and decides nothing.
        .target(name: "System", dependencies: ["Timing"], swiftSettings: wrapper),
        .target(
            name: "Reactor",
            dependencies: ["CUV", "System", "Timing", "Bytes"],
            swiftSettings: wrapper
        ),
        .target(
            name: "Upstream",
            dependencies: ["System", "Timing", "CCurl", "Reactor", "HTTP", "Bytes"],
            swiftSettings: wrapper
        ),
        .target(
            name: "HTTPServer",
            dependencies: ["System", "Timing", "Reactor", "HTTP", "Bytes"],
            swiftSettings: safe
        ),
        .target(name: "Log", dependencies: ["JSON", "Bytes"], swiftSettings: wrapper),

        // What joins the two.
        .target(
            name: "Gateway",
            dependencies: [
                "Policy", "Providers", "System", "Timing",
                "HTTPServer", "Upstream", "Reactor", "Chat", "Auth", "Configuration",
                "ContentCoding", "HTTP", "JSON", "Log", "Metrics", "Tracing", "Web", "Bytes",
            ],
            swiftSettings: safe
        ),
        .target(
            name: "MockProvider",
            dependencies: ["System", "Timing", "HTTPServer", "Reactor", "HTTP", "JSON", "Bytes"],
            path: "bench/MockProvider",
            swiftSettings: safe
        ),
        .target(
            name: "LoadGenerator",
            dependencies: ["System", "Timing", "MockProvider", "Reactor", "HTTP", "JSON", "Bytes"],
            path: "bench/LoadGenerator",
            swiftSettings: safe
        ),
        .executableTarget(
            name: "mamba",
            dependencies: [
                "System", "Timing",
                "Gateway", "MockProvider", "LoadGenerator", "Configuration", "Log", "Reactor",
                "Upstream",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe,
            linkerSettings: [
                // Relocations in the short form (DT_RELR, glibc 2.36): a megabyte less to read and keep at each start.
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
                    .when(configuration: .release)
                )
            ]
        ),

        // The stream path alone: what an event costs in blocks of memory and time.
        .target(name: "AllocationCounter", path: "bench/AllocationCounter"),
        .executableTarget(
            name: "Micro",
            dependencies: ["AllocationCounter", "Chat", "HTTP", "JSON", "Log", "Metrics", "Bytes"],
            path: "bench/Micro",
            swiftSettings: wrapper
        ),

        // What tests share: provider's events, and what clients make of answers.
        .target(
            name: "AnswerKit",
            dependencies: ["JSON", "Bytes"],
            path: "Tests/AnswerKit",
            swiftSettings: safe
        ),
        // What tests share: loops that must close cleanly, scripted peers.
        .target(
            name: "TestKit",
            dependencies: ["System", "Timing", "Reactor", "Bytes"],
            path: "Tests/TestKit",
            swiftSettings: safe
        ),
        // What must hold for any input: libFuzzer looks for one that breaks it, the tests replay what it found.
        .target(
            name: "FuzzKit",
            dependencies: ["Chat", "Auth", "Configuration", "HTTP", "JSON", "Bytes", "AnswerKit"],
            path: "Tests/FuzzKit",
            swiftSettings: safe
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzKit"], swiftSettings: safe),
        .testTarget(name: "TimingTests", dependencies: ["Timing"], swiftSettings: safe),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["Policy", "Timing", "TestKit"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "SystemTests",
            dependencies: ["System", "Reactor", "Timing", "TestKit"],
            swiftSettings: safe
        ),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: safe),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Bytes"], swiftSettings: safe),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Bytes"], swiftSettings: safe),
        .testTarget(
            name: "AuthTests",
            dependencies: ["Auth", "JSON", "Bytes", "TestKit"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "ChatTests",
            dependencies: ["Chat", "JSON", "Bytes", "AnswerKit"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "ConfigurationTests",
            dependencies: ["Configuration"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "ContentCodingTests",
            dependencies: ["ContentCoding", "Bytes", "TestKit"],
            swiftSettings: safe
        ),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Bytes"], swiftSettings: safe),
        .testTarget(
            name: "TracingTests",
            dependencies: ["Tracing", "JSON", "Bytes"],
            swiftSettings: safe
        ),
        .testTarget(name: "WebTests", dependencies: ["Web"], swiftSettings: safe),
        .testTarget(name: "LogTests", dependencies: ["Log", "Bytes"], swiftSettings: safe),
        .testTarget(
            name: "ReactorTests",
            dependencies: ["System", "Timing", "Reactor", "TestKit", "Bytes"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "UpstreamTests",
            dependencies: ["System", "Timing", "Upstream", "Reactor", "TestKit", "Bytes"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: [
                "System", "Timing", "HTTPServer", "HTTP", "Reactor", "Bytes", "TestKit",
            ],
            swiftSettings: safe
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Policy", "Providers", "System", "Timing",
                "Gateway", "MockProvider", "HTTPServer", "Upstream", "Reactor", "Chat",
                "Configuration", "HTTP", "JSON", "Log", "Bytes", "TestKit", "AnswerKit",
            ],
            swiftSettings: safe
        ),
        .testTarget(
            name: "ProvidersTests",
            dependencies: ["Providers", "JSON", "Bytes"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "MockProviderTests",
            dependencies: ["System", "Timing", "MockProvider", "Reactor", "HTTP", "JSON", "Bytes"],
            swiftSettings: safe
        ),
        .testTarget(
            name: "LoadGeneratorTests",
            dependencies: [
                "System", "Timing", "LoadGenerator", "MockProvider", "Reactor", "JSON", "Bytes",
            ],
            swiftSettings: safe
        ),
        // The machines that decide, under random schedules in virtual time.
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Policy", "Providers", "System", "Timing",
                "Gateway", "Upstream", "Reactor", "Chat", "Configuration", "HTTP", "JSON",
                "Bytes", "TestKit", "AnswerKit",
            ],
            swiftSettings: safe
        ),
        // The rules of the house, as tests.
        .testTarget(name: "TidyTests", swiftSettings: safe),
        // The program itself, over plain sockets.
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["System", "Timing", "mamba", "Reactor", "TestKit", "AnswerKit"],
            swiftSettings: wrapper
        ),
    ],
    swiftLanguageModes: [.v6],
    // C23 has #embed.
    cLanguageStandard: .gnu2x
)

// Needs libFuzzer's main program and instrumented code: scripts/fuzz asks for it, no ordinary build does.
if Context.environment["MAMBA_FUZZ"] != nil {
    package.products.append(.executable(name: "Fuzz", targets: ["Fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: ["FuzzKit"],
            path: "Tests/Fuzz",
            swiftSettings: safe
        )
    )
}
