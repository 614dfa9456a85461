// Who may import whom: the whole table. Anything that is absent is forbidden.

/// What the targets may import; the dependencies in Package.swift are the same, which a test compares.
enum ImportTable {
    static let targets: [String: Set<String>] = [
        // C libraries: their headers only.
        "CUV": [], "CCurl": [], "CJWT": [], "CYAML": [], "CZlib": [], "CZstd": [],
        // The files that are part of the program, as bytes.
        "CWeb": [],
        "Web": ["CWeb"],
        // What decides.
        "Bytes": [],
        "Timing": [],
        "Policy": ["Timing"],
        "JSON": ["Bytes"],
        "HTTP": ["Bytes"],
        "Auth": ["CJWT", "JSON", "Bytes"],
        "Chat": ["JSON", "Bytes"],
        "Providers": ["JSON", "Bytes"],
        "Configuration": ["CYAML", "Providers", "JSON", "Bytes"],
        "ContentCoding": ["CZlib", "CZstd", "Bytes"],
        "Metrics": ["Bytes"],
        "Tracing": ["JSON", "Bytes"],
        // What does I/O.
        "System": ["Timing"],
        "Reactor": ["CUV", "System", "Timing", "Bytes"],
        "Upstream": ["CCurl", "Reactor", "System", "Timing", "HTTP", "Bytes"],
        "HTTPServer": ["Reactor", "System", "Timing", "HTTP", "Bytes"],
        "Log": ["JSON", "Bytes"],
        // What joins the two.
        "Gateway": [
            "Policy", "Providers", "System", "Timing",
            "HTTPServer", "Upstream", "Reactor", "Chat", "Auth", "Configuration", "ContentCoding",
            "HTTP", "JSON", "Log", "Metrics", "Tracing", "Web", "Bytes",
        ],
        "MockProvider": ["HTTPServer", "Reactor", "System", "Timing", "HTTP", "JSON", "Bytes"],
        "LoadGenerator": ["MockProvider", "Reactor", "System", "Timing", "HTTP", "JSON", "Bytes"],
        "Micro": ["AllocationCounter", "Chat", "HTTP", "JSON", "Log", "Metrics", "Bytes"],
        "AllocationCounter": [],
        // A program that only scripts/fuzz builds.
        "Fuzz": ["FuzzKit"],
        "mamba": [
            "System", "Timing",
            "Gateway", "MockProvider", "LoadGenerator", "Configuration", "Log", "Reactor",
            "Upstream", "ArgumentParser",
        ],
    ]

    /// Modules of the toolchain and the targets that may import them, each for a reason.
    static let system: [String: Set<String>] = [
        // System calls.
        "Glibc": ["System", "Reactor", "Log", "Bytes", "Configuration", "LoadGenerator", "Micro"],
        // Atomic counters that threads share.
        "Synchronization": ["Bytes", "Gateway", "HTTPServer", "Metrics", "MockProvider"],
    ]

    /// The one Swift importer of each C library.
    static let wrappers = [
        "CUV": "Reactor", "CCurl": "Upstream", "CJWT": "Auth", "CYAML": "Configuration",
        "CZlib": "ContentCoding", "CZstd": "ContentCoding", "CWeb": "Web",
    ]

    /// Targets without I/O, and those that do it.
    static let deciding: Set = [
        "Bytes", "Timing", "Policy", "JSON", "HTTP", "Auth", "Chat", "Providers",
        "Configuration", "ContentCoding", "Metrics",
        "Tracing", "Web",
    ]
    static let performing: Set = [
        "System", "Reactor", "Upstream", "HTTPServer", "Log", "CUV", "CCurl",
    ]
}
