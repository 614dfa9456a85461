// Reads chunks of the provider's stream; the ones that differ only in their text cost almost nothing.

internal import Bytes
public import JSON

/// Decodes the events of one model call.
///
/// The chunks of an answer are the same but for the text. So after one full reading the bytes around the text are
/// remembered, and an event that begins and ends with them means the same by construction: only its text is read.
public struct CompletionChunkDecoder: ~Copyable {
    private var template = ChunkTemplate()

    /// Creates a decoder for a model call.
    public init() {}

    /// The text of an event that differs in nothing else from one that was read; nil if it must be read.
    public func text(of event: Span<UInt8>) -> JSONSlice? {
        template.content(of: event, policy: .lenient)
    }

    /// Reads an event.
    ///
    /// - Throws: When it is not JSON. JSON of another shape is no error: it says nothing.
    public mutating func read(_ event: Span<UInt8>) throws(JSONError) -> CompletionChunk {
        var chunk = CompletionChunk()
        var choicesOffset = template.choicesOffset(of: event)
        var reader: JSONReader
        if let offset = choicesOffset {
            reader = JSONReader(event, behindKeyAt: offset, policy: .lenient)
            try Self.readChoices(&reader, into: &chunk)
            try Self.readMembers(&reader, into: &chunk)
        } else {
            reader = JSONReader(event, policy: .lenient)
            if try reader.peek() == .object {
                try reader.beginObject()
                choicesOffset = try Self.readMembers(&reader, into: &chunk)
            } else {
                _ = try reader.skipValue()
            }
        }
        try reader.finish()
        if chunk.isContentAlone, let content = chunk.content {
            template.remember(content, of: event, choicesOffset: choicesOffset)
        } else if let choicesOffset, chunk.usage == nil, chunk.error == nil {
            template.remember(beginningOf: event, upTo: choicesOffset)
        }
        return chunk
    }

    // The full reading

    /// Reads what is left of a chunk's members, and returns where the first choices begin if they are among them.
    @discardableResult
    private static func readMembers(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) -> Int? {
        var choicesOffset: Int?
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "choices") {
                choicesOffset = choicesOffset ?? reader.position
                try readChoices(&reader, into: &chunk)
            } else if reader.key(key, equals: "usage"), try reader.peek() == .object {
                chunk.usage = try readUsage(&reader)
            } else if reader.key(key, equals: "model") {
                chunk.model = try readText(&reader)
            } else if reader.key(key, equals: "error"), try reader.peek() != .null {
                chunk.error = try reader.skipValue()
            } else {
                _ = try reader.skipValue()
            }
        }
        return choicesOffset
    }

    private static func readChoices(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        guard try reader.peek() == .array else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginArray()
        var isFirst = true
        while try reader.nextElement() {
            guard isFirst, try reader.peek() == .object else {
                _ = try reader.skipValue()
                continue
            }
            isFirst = false
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "delta"), try reader.peek() == .object {
                    try readDelta(&reader, into: &chunk)
                } else if reader.key(key, equals: "finish_reason") {
                    if let name = try readText(&reader) {
                        chunk.finishReason = FinishReason(reader.bytes.extracting(name.range))
                    }
                } else {
                    _ = try reader.skipValue()
                }
            }
        }
    }

    private static func readDelta(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "content") {
                chunk.content = try readText(&reader)
            } else if reader.key(key, equals: "reasoning_content")
                || reader.key(key, equals: "reasoning")
            {
                // Some providers send both names with the same text, or one of them as null.
                let text = try readText(&reader)
                chunk.reasoning = chunk.reasoning ?? text
            } else if reader.key(key, equals: "reasoning_details"), try reader.peek() == .array {
                let range = try reader.skipValue()
                if range.count > 2 { chunk.reasoningDetails = range }
            } else if reader.key(key, equals: "refusal") {
                chunk.refusal = try readText(&reader)
            } else if reader.key(key, equals: "tool_calls"), try reader.peek() == .array {
                try reader.beginArray()
                while try reader.nextElement() {
                    guard try reader.peek() == .object else {
                        _ = try reader.skipValue()
                        continue
                    }
                    chunk.toolCalls.append(try readToolCall(&reader))
                }
            } else if reader.key(key, equals: "annotations"), try reader.peek() == .array {
                try readAnnotations(&reader, into: &chunk)
            } else {
                _ = try reader.skipValue()
            }
        }
    }

    private static func readAnnotations(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .object else {
                _ = try reader.skipValue()
                continue
            }
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "url_citation"), try reader.peek() == .object {
                    if let source = try readCitation(&reader) { chunk.sources.append(source) }
                } else {
                    _ = try reader.skipValue()
                }
            }
        }
    }

    private static func readCitation(
        _ reader: inout JSONReader
    ) throws(JSONError) -> CompletionChunk.Source? {
        var url: JSONSlice?
        var title: JSONSlice?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "url") {
                url = try readText(&reader)
            } else if reader.key(key, equals: "title") {
                title = try readText(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
        return url.map { CompletionChunk.Source(url: $0, title: title) }
    }

    private static func readToolCall(
        _ reader: inout JSONReader
    ) throws(JSONError) -> ToolCallDelta {
        var delta = ToolCallDelta()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "index"), try reader.peek() == .number {
                delta.index = try readInteger(&reader)
            } else if reader.key(key, equals: "id") {
                delta.id = try readText(&reader)
            } else if reader.key(key, equals: "extra_content"), try reader.peek() == .object {
                delta.extraContent = try reader.skipValue()
            } else if reader.key(key, equals: "function"), try reader.peek() == .object {
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    if reader.key(key, equals: "name") {
                        delta.name = try readText(&reader)
                    } else if reader.key(key, equals: "arguments") {
                        delta.arguments = try readText(&reader)
                    } else {
                        _ = try reader.skipValue()
                    }
                }
            } else {
                _ = try reader.skipValue()
            }
        }
        return delta
    }

    static func readUsage(_ reader: inout JSONReader) throws(JSONError) -> TokenUsage {
        var usage = TokenUsage()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "prompt_tokens_details") {
                usage.cachedPromptTokens = try readDetail("cached_tokens", &reader)
                continue
            }
            if reader.key(key, equals: "completion_tokens_details") {
                usage.reasoningTokens = try readDetail("reasoning_tokens", &reader)
                continue
            }
            guard try reader.peek() == .number else {
                _ = try reader.skipValue()
                continue
            }
            let count = max(0, try readInteger(&reader) ?? 0)
            if reader.key(key, equals: "prompt_tokens") {
                usage.promptTokens = count
            } else if reader.key(key, equals: "completion_tokens") {
                usage.completionTokens = count
            } else if reader.key(key, equals: "total_tokens") {
                usage.totalTokens = count
            }
        }
        return usage
    }

    /// One count of an object of counts; nil if it is not there.
    private static func readDetail(
        _ name: StaticString,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Int? {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return nil
        }
        var count: Int?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: name), try reader.peek() == .number {
                count = try readInteger(&reader).map { max(0, $0) }
            } else {
                _ = try reader.skipValue()
            }
        }
        return count
    }

    /// A string that is not empty; nil for anything else.
    static func readText(_ reader: inout JSONReader) throws(JSONError) -> JSONSlice? {
        guard try reader.peek() == .string else {
            _ = try reader.skipValue()
            return nil
        }
        let slice = try reader.readString()
        return slice.isEmpty ? nil : slice
    }

    private static func readInteger(_ reader: inout JSONReader) throws(JSONError) -> Int? {
        let digits = try reader.readNumber()
        return JSONNumber.int(reader.bytes.extracting(digits))
    }
}
