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
    /// - Throws: When it is not a JSON object. Members of other shapes are no error: they say nothing.
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
            try reader.beginObject()
            choicesOffset = try Self.readMembers(&reader, into: &chunk)
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
            } else if try !chunk.frame.read(key, &reader) {
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
        while try reader.nextElement() {
            guard try reader.peek() == .object else {
                _ = try reader.skipValue()
                continue
            }
            var choice = ChunkFrame.Choice()
            let isFirst = chunk.frame.choices == 0
            try reader.beginObject()
            // Nearly every choice begins so, and it is the index that a choice has without one.
            reader.skipFirstMember(#""index":0"#)
            while let key = try reader.nextKey() {
                if isFirst, reader.key(key, equals: "delta"), try reader.peek() == .object {
                    try readDelta(&reader, into: &chunk)
                } else if try !chunk.frame.read(key, of: &choice, &reader) {
                    _ = try reader.skipValue()
                }
            }
            chunk.frame.end(choice)
        }
    }

    private static func readDelta(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        // Only of use where reasoning has not come in another way, which may stand behind them.
        var details: [CompletionChunk.ContentPart]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "content") {
                try readContent(&reader, into: &chunk)
            } else if reader.key(key, equals: "reasoning_content")
                || reader.key(key, equals: "reasoning")
            {
                // Some providers send both names with the same text, or one of them as null.
                let text = try reader.readText()
                chunk.reasoning = chunk.reasoning ?? text
            } else if reader.key(key, equals: "reasoning_details"), try reader.peek() == .array {
                var list = reader
                details = try ContentList.readReasoning(&list)
                let range = try reader.skipValue()
                if range.count > 2 { chunk.reasoningDetails = range }
            } else if reader.key(key, equals: "refusal") {
                chunk.refusal = try reader.readText()
            } else if reader.key(key, equals: "tool_calls") {
                try readToolCalls(&reader, into: &chunk)
            } else if reader.key(key, equals: "function_call"), try reader.peek() == .object {
                // The form that the API had before tools.
                var call = ToolCallDelta()
                try readFunction(&reader, into: &call)
                chunk.toolCalls.append(call)
            } else if reader.key(key, equals: "annotations"), try reader.peek() == .array {
                try readAnnotations(&reader, into: &chunk)
            } else {
                _ = try reader.skipValue()
            }
        }
        guard let details, chunk.reasoning == nil else { return }
        chunk.makeExtras().parts.insert(contentsOf: details, at: 0)
    }

    private static func readContent(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        // Of a member given twice the last counts.
        chunk.extras?.parts = []
        guard try reader.peek() == .array else {
            chunk.content = try reader.readText()
            return
        }
        chunk.content = nil
        let parts = try ContentList.read(&reader)
        if !parts.isEmpty { chunk.makeExtras().parts = parts }
    }

    private static func readToolCalls(
        _ reader: inout JSONReader,
        into chunk: inout CompletionChunk
    ) throws(JSONError) {
        switch try reader.peek() {
        case .object: chunk.toolCalls.append(try readToolCall(&reader))
        case .array:
            try reader.beginArray()
            while try reader.nextElement() {
                guard try reader.peek() == .object else {
                    _ = try reader.skipValue()
                    continue
                }
                chunk.toolCalls.append(try readToolCall(&reader))
            }
        case .string, .number, .boolean, .null: _ = try reader.skipValue()
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
                    if let source = try readCitation(&reader) {
                        chunk.makeExtras().sources.append(source)
                    }
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
                url = try reader.readText()
            } else if reader.key(key, equals: "title") {
                title = try reader.readText()
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
                delta.id = try reader.readText()
            } else if reader.key(key, equals: "extra_content"), try reader.peek() == .object {
                delta.extraContent = try reader.skipValue()
            } else if reader.key(key, equals: "function"), try reader.peek() == .object {
                try readFunction(&reader, into: &delta)
            } else {
                _ = try reader.skipValue()
            }
        }
        return delta
    }

    private static func readFunction(
        _ reader: inout JSONReader,
        into delta: inout ToolCallDelta
    ) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "name") {
                delta.name = try reader.readText()
            } else if reader.key(key, equals: "arguments") {
                switch try reader.peek() {
                case .string, .null: delta.arguments = try reader.readText()
                case .object, .array, .number, .boolean:
                    let value = try reader.skipValue()
                    let isNothing = reader.bytes.extracting(value).equals("{}")
                    delta.argumentsValue = isNothing ? nil : value
                }
            } else {
                _ = try reader.skipValue()
            }
        }
    }

    private static func readInteger(_ reader: inout JSONReader) throws(JSONError) -> Int? {
        let digits = try reader.readNumber()
        return JSONNumber.int(reader.bytes.extracting(digits))
    }
}
