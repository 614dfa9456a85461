// The bytes of a provider's stream, in the layouts that providers use.

internal import Bytes

/// Some events of a provider's stream, to be read again and again.
struct ProviderStream: ~Copyable {
    /// What an event says.
    enum Kind { case text, reasoning, toolInput }

    /// How events are written.
    enum Layout { case plain, padded, twoLines }

    /// What the deltas hold: words of several lengths and scripts, escapes, line ends.
    private static let contents: [StaticString] = [
        "The", " quick", " brown", " fox", #"\n\n"#, "J\u{FC}rgen", #" \"said\" "#,
        "\u{4F60}\u{597D}",
        "\u{1F40D}", #"\ud83d\ude00"#, ".",
        " a somewhat longer piece of text in one delta, as some send",
        #"```swift\nlet x = [1, 2]\n```"#, " ", "e", " <b>&amp;</b>",
    ]

    /// The number of events.
    static let eventCount = 1000

    /// All bytes of the events.
    private(set) var bytes = ByteBuffer()
    /// Where each event ends.
    private(set) var ends: [Int] = []

    init(_ kind: Kind, _ layout: Layout) {
        for index in 0..<Self.eventCount {
            append(kind, layout, index)
            ends.append(bytes.count)
        }
    }

    private mutating func append(_ kind: Kind, _ layout: Layout, _ index: Int) {
        bytes.append(
            #"data: {"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion.chunk","#
        )
        if case .twoLines = layout { bytes.append("\r\ndata: ") }
        bytes.append(#""created":1700000000,"model":"gpt-4o-2024-08-06","service_tier":"default","#)
        bytes.append(#""system_fingerprint":"fp_0123456789","choices":[{"index":0,"delta":{"#)
        switch kind {
        case .text: bytes.append(#""content":""#)
        case .reasoning: bytes.append(#""reasoning_content":""#)
        case .toolInput: bytes.append(#""tool_calls":[{"index":0,"function":{"arguments":""#)
        }
        bytes.append(Self.contents[index * 7 % Self.contents.count])
        bytes.append(kind == .toolInput ? #""}}]"# : "\"" as StaticString)
        bytes.append(#"},"logprobs":null,"finish_reason":null}],"usage":null"#)
        if case .padded = layout {
            bytes.append(#","obfuscation":""#)
            for _ in 0...index % 13 { bytes.append(UInt8(ascii: "x")) }
            bytes.append("\"")
        }
        bytes.append(layout == .twoLines ? "}\r\n\r\n" : "}\n\n" as StaticString)
    }
}
