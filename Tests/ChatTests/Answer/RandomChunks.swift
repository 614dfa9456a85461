// Streams of chunks as providers send them, and as none should.

import AnswerKit

/// Makes the events of random streams, the same for the same seed.
struct RandomChunks: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The next number of the generator of Steele, Lea and Flood (2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// The events of a stream: mostly text of one layout, some of them others, some damaged.
    mutating func stream() -> [[UInt8]] {
        let layout = pick(Self.layouts)
        return (0..<30).map { _ in
            switch Int.random(in: 0..<10, using: &self) {
            case 0: Array(pick(Self.others).utf8)
            case 1: event(pick(Self.layouts))
            case 2: damaged(event(layout))
            default: event(layout)
            }
        }
    }

    private static let layouts: [(before: String, after: String)] = [
        (#"{"choices":[{"delta":{"content":""#, #""}}]}"#),
        (
            #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":""#,
            #""},"finish_reason":null}]}"#
        ),
        (
            #"{"choices":[{"delta":{"role":"assistant","content":""#,
            #""},"logprobs":null}],"usage":null}"#
        ),
        (#"{"choices":[{"delta":{"content":"a","content":""#, #""}},{"delta":{"content":"b"}}]}"#),
        (#" {"choices" : [ {"delta" : {"content" : ""#, "\" } } ] } \t"),
        (
            #"{"choices":[{"delta":{"refusal":null,"tool_calls":[],"content":""#,
            #"","reasoning":""}}]}"#
        ),
        (#"{"x":"","choices":[{"delta":{"content":""#, #""}}],"obfuscation":"abc"}"#),
    ]

    private static let others = [
        ProviderEvent.role, ProviderEvent.finish("stop"),
        ProviderEvent.usage(prompt: 1, completion: 2),
        ProviderEvent.reasoning("r"), ProviderEvent.refusal("n"), ProviderEvent.error("e"),
        ProviderEvent.call("f", id: "c", arguments: "{"), ProviderEvent.arguments("}"), "{}", "[]",
        "",
        #"{"choices":[{"delta":{"content":"a","reasoning":"b"}}]}"#,
    ]

    private static let pieces: [[UInt8]] =
        [
            "a", "word ", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\ud83d"#,
            #"\ude00"#, "\u{E9}", "\u{2028}", "\u{1F40D}", "{", "}", "[", ",", ":", "data: ",
            "[DONE]",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]

    private mutating func event(_ layout: (before: String, after: String)) -> [UInt8] {
        var event = Array(layout.before.utf8)
        for _ in 0..<Int.random(in: 0...4, using: &self) { event += pick(Self.pieces) }
        return event + Array(layout.after.utf8)
    }

    private mutating func damaged(_ event: [UInt8]) -> [UInt8] {
        var event = event
        let place = Int.random(in: 0..<event.count, using: &self)
        switch Int.random(in: 0..<4, using: &self) {
        case 0: event.remove(at: place)
        case 1: event.insert(pick(Array(#""\{}[],:n1 "#.utf8)), at: place)
        case 2: event[place] = pick(Array(#""\{}[],:n1 "#.utf8))
        default: event.removeSubrange(place...)
        }
        return event
    }
}
