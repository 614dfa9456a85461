// What a relay must know of a completion that it passes on: of one chunk, or of a whole one.

internal import Bytes
internal import JSON

/// The facts of a chat completion or of one of its chunks that endings and logs depend on.
///
/// OpenAI API reference: chat completion, chat completion chunk.
struct RelayChunk {
    /// The text of the first choice with any, if it is a chunk's.
    var content: JSONSlice?
    /// How many choices it has.
    var choiceCount = 0
    /// The choices that it adds to, a bit for each index.
    var choices: UInt64 = 0
    /// The choices that it ends, a bit for each index.
    var endedChoices: UInt64 = 0
    /// Why the last of them ended.
    var finishReason: FinishReason?
    /// What the answer cost.
    var usage: TokenUsage?
    /// The model that answers.
    var model: JSONSlice?
    /// The provider's report of a failure, as a JSON value.
    var error: Range<Int>?

    /// Tells whether it says nothing but what the answer cost, as the chunk does that `include_usage` asks for.
    var isUsageAlone: Bool { usage != nil && choiceCount == 0 && error == nil }

    /// Reads a whole JSON text.
    ///
    /// - Throws: When it is not JSON, or no object.
    init(_ text: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(text, policy: .strict)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "choices"), try reader.peek() == .array {
                try reader.beginArray()
                while try reader.nextElement() { try readChoice(&reader) }
            } else if reader.key(key, equals: "usage"), try reader.peek() == .object {
                usage = try CompletionChunkDecoder.readUsage(&reader)
            } else if reader.key(key, equals: "model") {
                model = try CompletionChunkDecoder.readText(&reader)
            } else if reader.key(key, equals: "error"), try reader.peek() != .null {
                error = try reader.skipValue()
            } else {
                _ = try reader.skipValue()
            }
        }
        try reader.finish()
    }

    private mutating func readChoice(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        choiceCount += 1
        var index = 0
        var reason: FinishReason?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "delta"), try reader.peek() == .object {
                try readDelta(&reader)
            } else if reader.key(key, equals: "finish_reason") {
                if let name = try CompletionChunkDecoder.readText(&reader) {
                    reason = FinishReason(reader.content(name))
                }
            } else if reader.key(key, equals: "index"), try reader.peek() == .number {
                index = Self.index(reader.bytes.extracting(try reader.readNumber()))
            } else {
                _ = try reader.skipValue()
            }
        }
        choices |= 1 << UInt64(index)
        guard let reason else { return }
        endedChoices |= 1 << UInt64(index)
        finishReason = reason
    }

    private mutating func readDelta(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "content") {
                let text = try CompletionChunkDecoder.readText(&reader)
                content = content ?? text
            } else {
                _ = try reader.skipValue()
            }
        }
    }

    /// An index of one or two digits; all beyond 62 share the last bit, which at worst takes an answer for cut.
    private static func index(_ digits: Span<UInt8>) -> Int {
        var value = 0
        for place in digits.indices {
            guard ASCII.isDigit(digits[place]), value < 64 else { return 63 }
            value = value * 10 + Int(digits[place] - 0x30)
        }
        return min(value, 63)
    }
}
