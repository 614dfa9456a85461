// Content that comes as a list of parts in place of one text.

internal import Bytes
internal import JSON

/// Reads lists of content parts; parts of other kinds than text and thinking are skipped.
enum ContentList {
    private typealias Part = CompletionChunk.ContentPart

    /// Reads the list that is the content of a message or of a fragment of one.
    static func read(
        _ reader: inout JSONReader
    ) throws(JSONError) -> [CompletionChunk.ContentPart] {
        var parts: [Part] = []
        try reader.beginArray()
        while try reader.nextElement() { parts += try readPart(&reader) }
        return parts
    }

    /// Reads a list of reasoning details, each of which has a text, a summary, or what only the provider can read.
    static func readReasoning(
        _ reader: inout JSONReader
    ) throws(JSONError) -> [CompletionChunk.ContentPart] {
        var parts: [Part] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .object else {
                _ = try reader.skipValue()
                continue
            }
            var text: JSONSlice?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "text") || reader.key(key, equals: "summary") {
                    let words = try reader.readText()
                    text = text ?? words
                } else {
                    _ = try reader.skipValue()
                }
            }
            if let text { parts.append(Part(slice: text, isReasoning: true)) }
        }
        return parts
    }

    private static func readPart(_ reader: inout JSONReader) throws(JSONError) -> [Part] {
        switch try reader.peek() {
        case .string:
            return try reader.readText().map { [Part(slice: $0, isReasoning: false)] } ?? []
        case .object: break
        case .array, .number, .boolean, .null:
            _ = try reader.skipValue()
            return []
        }
        var isText = false
        var isThinking = false
        var text: JSONSlice?
        var thoughts: [JSONSlice] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "type") {
                guard let type = try reader.readText() else { continue }
                isText = reader.content(type).equals("text")
                isThinking = reader.content(type).equals("thinking")
            } else if reader.key(key, equals: "text") {
                text = try reader.readText()
            } else if reader.key(key, equals: "thinking") {
                thoughts = try readThoughts(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
        if isText { return text.map { [Part(slice: $0, isReasoning: false)] } ?? [] }
        return isThinking ? thoughts.map { Part(slice: $0, isReasoning: true) } : []
    }

    /// A thought is a text, or a list of parts with one each.
    private static func readThoughts(_ reader: inout JSONReader) throws(JSONError) -> [JSONSlice] {
        guard try reader.peek() == .array else {
            return try reader.readText().map { [$0] } ?? []
        }
        return try read(&reader).filter { !$0.isReasoning }.map(\.slice)
    }
}
