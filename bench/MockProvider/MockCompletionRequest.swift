// What the mock reads of a chat completion request.

internal import Bytes
internal import JSON

/// The parts of a chat completion request that the mock answers to; all others are skipped.
struct MockCompletionRequest {
    /// The model asked for, `mamba-mock` if none is.
    private(set) var model = "mamba-mock"
    /// Tells whether the answer is to be a stream.
    private(set) var isStream = false
    /// Tells whether the stream is to end in the numbers of tokens.
    private(set) var includesUsage = false
    /// The text of the last user message.
    private(set) var prompt: [UInt8] = []
    /// How many answers of the assistant stand behind the last user message: the rounds of tool
    /// calls so far.
    private(set) var roundCount = 0
    /// The names of the tools offered.
    private(set) var toolNames: [String] = []
    /// The bytes of the request, which the number of its tokens is made from.
    let byteCount: Int

    init(_ bytes: Span<UInt8>) throws(JSONError) {
        byteCount = bytes.count
        var promptRange: Range<Int>?
        var reader = JSONReader(bytes, policy: .lenient)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "model") {
                model = try Self.text(&reader) ?? model
            } else if reader.key(key, equals: "stream") {
                isStream = try Self.flag(&reader)
            } else if reader.key(key, equals: "stream_options") {
                try readStreamOptions(&reader)
            } else if reader.key(key, equals: "messages") {
                promptRange = try readMessages(&reader)
            } else if reader.key(key, equals: "tools") {
                try readTools(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
        try reader.finish()
        if let promptRange { prompt = try Self.prompt(bytes.extracting(promptRange)) }
    }

    private mutating func readStreamOptions(_ reader: inout JSONReader) throws(JSONError) {
        try Self.forEachMember(&reader, named: "include_usage") { reader throws(JSONError) in
            includesUsage = try Self.flag(&reader)
        }
    }

    /// Reads the messages and returns where the content of the last user message stands.
    private mutating func readMessages(_ reader: inout JSONReader) throws(JSONError) -> Range<Int>?
    {
        var promptRange: Range<Int>?
        guard try reader.peek() == .array else {
            _ = try reader.skipValue()
            return nil
        }
        try reader.beginArray()
        while try reader.nextElement() {
            var role: String?
            var content: Range<Int>?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "role") {
                    role = try Self.text(&reader)
                } else if reader.key(key, equals: "content") {
                    content = try reader.skipValue()
                } else {
                    _ = try reader.skipValue()
                }
            }
            switch role {
            case "user":
                promptRange = content
                roundCount = 0
            case "assistant": roundCount += 1
            default: break
            }
        }
        return promptRange
    }

    private mutating func readTools(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .array else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginArray()
        while try reader.nextElement() {
            try Self.forEachMember(&reader, named: "function") { reader throws(JSONError) in
                try Self.forEachMember(&reader, named: "name") { reader throws(JSONError) in
                    if let name = try Self.text(&reader) { toolNames.append(name) }
                }
            }
        }
    }

    /// The text of a message's content: a string, or the text parts of an array.
    private static func prompt(_ content: Span<UInt8>) throws(JSONError) -> [UInt8] {
        var text = ByteBuffer()
        var reader = JSONReader(content, policy: .lenient)
        switch try reader.peek() {
        case .string:
            let slice = try reader.readString()
            JSONString.unescape(reader.content(slice), into: &text)
        case .array:
            try reader.beginArray()
            while try reader.nextElement() {
                try forEachMember(&reader, named: "text") { reader throws(JSONError) in
                    guard try reader.peek() == .string else {
                        _ = try reader.skipValue()
                        return
                    }
                    let slice = try reader.readString()
                    JSONString.unescape(reader.content(slice), into: &text)
                }
            }
        case .object, .number, .boolean, .null: break
        }
        return Array(text.bytes)
    }

    /// Reads an object's members of one name and skips all others, or a value that is no object.
    private static func forEachMember(
        _ reader: inout JSONReader,
        named name: StaticString,
        _ read: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: name) {
                try read(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
    }

    private static func text(_ reader: inout JSONReader) throws(JSONError) -> String? {
        guard try reader.peek() == .string else {
            _ = try reader.skipValue()
            return nil
        }
        let slice = try reader.readString()
        return reader.string(slice)
    }

    private static func flag(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.peek() == .boolean else {
            _ = try reader.skipValue()
            return false
        }
        return try reader.readBool()
    }
}
