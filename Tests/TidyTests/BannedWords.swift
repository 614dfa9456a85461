// Words that sources do not use, with what to use instead or why; and the few places that may use a dangerous one.

/// A text that is forbidden in code.
struct BannedWord {
    let text: String
    let reason: String
    /// Where it may stand all the same: a target or a file, by the reason.
    var allowed: [String: String] = [:]
    /// Whether comments and strings are searched too.
    var includesProse = false
}

extension BannedWord {
    /// For `Sources` and `bench`.
    static let inSources: [BannedWord] = [
        BannedWord(text: "print(", reason: "use Console or the log"),
        BannedWord(text: "try!", reason: "an error is a value"),
        BannedWord(text: "as!", reason: "use as? and a precondition with a message"),
        BannedWord(text: "fatalError(", reason: "use precondition with a message"),
        BannedWord(text: "Foundation", reason: "it costs 10 MB of memory and a second of start"),
        BannedWord(text: "sleep(", reason: "a loop that sleeps serves nobody"),
        BannedWord(text: "await ", reason: "the loop is the scheduler"),
        BannedWord(text: "Dispatch", reason: "the loop is the scheduler"),
        BannedWord(text: "@preconcurrency", reason: "it hides races"),
        BannedWord(text: "nonisolated(unsafe)", reason: "it hides races"),
        BannedWord(text: "swift-format-ignore", reason: "one format for all", includesProse: true),
        BannedWord(text: "TODO", reason: "do it, or open an issue", includesProse: true),
        BannedWord(text: "FIXME", reason: "fix it, or open an issue", includesProse: true),
        BannedWord(
            text: "@unchecked Sendable",
            reason: "sharing is proved by the compiler",
            allowed: [
                "Sources/Auth/PublicKey.swift": "libcrypto only reads a key once it is made",
                "Sources/Log/LogSink.swift": "all that changes is touched under its lock",
                "Sources/System/Locked.swift": "all that changes is touched under its mutex",
                "Sources/Reactor/Mailbox.swift": "all that changes is touched under its mutex",
            ]
        ),
        BannedWord(
            text: "Unmanaged",
            reason: "references are counted by the compiler",
            allowed: [
                "Reactor": "libuv's user data, and the links of the timer wheel",
                "Upstream": "libcurl's user data",
            ]
        ),
        BannedWord(
            text: "assumingMemoryBound",
            reason: "memory has the type that it was made with",
            allowed: [
                "Bytes": "the storage of ByteBuffer",
                "ContentCoding": "zlib takes and gives bytes by its own pointers",
                "Reactor": "libuv's handles are allocated by their run-time size",
                "Upstream": "libcurl hands out char for bytes",
            ]
        ),
        BannedWord(
            text: "UnsafeMutable",
            reason: "use Span, [UInt8] or ByteBuffer",
            allowed: [
                "Bytes": "the storage of ByteBuffer",
                "Configuration": "libyaml's parser has a fixed address",
                "ContentCoding": "zlib's stream has a fixed address",
                "Log": "a pthread mutex has a fixed address",
                "Reactor": "libuv's handles have a fixed address",
                "System": "a pthread mutex has a fixed address",
                "Upstream": "libcurl's handles are pointers",
            ]
        ),
        BannedWord(
            text: "@_",
            reason: "underscored attributes may change with any compiler",
            allowed: [
                "Bytes": "@_lifetime for spans; @_disfavoredOverload for literals",
                "Chat": "@_lifetime for a span", "Configuration": "@_lifetime for a span",
                "HTTP": "@_lifetime for spans", "JSON": "@_lifetime for spans",
                "MockProvider": "@_lifetime for a span",
            ]
        ),
    ]

    /// For `Tests`.
    static let inTests: [BannedWord] = [
        BannedWord(text: "sleep(", reason: "wait for an event, with a deadline"),
        BannedWord(text: "Task.sleep", reason: "wait for an event, with a deadline"),
        BannedWord(text: "Thread.sleep", reason: "wait for an event, with a deadline"),
    ]
}
