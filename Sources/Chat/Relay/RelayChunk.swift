// What a relay must know of a completion that it passes on: of one chunk, or of a whole one.

internal import Bytes
internal import JSON

/// The facts of a chat completion or of one of its chunks that endings and logs depend on.
///
/// OpenAI API reference: chat completion, chat completion chunk.
struct RelayChunk {
    /// The text of the first choice with any, if it is a chunk's and one string.
    private(set) var content: JSONSlice?
    /// Tells whether a choice says more than whose turn it is.
    private(set) var saysSomething = false
    /// What it says beside its text.
    private(set) var frame = ChunkFrame()
    /// Where the member `usage` stands, from the start of its name to the end of its value, if that is an object with
    /// members.
    private(set) var usageMember: Range<Int>?
    /// Where the value of `choices` begins, if there is one.
    private(set) var choicesOffset: Int?

    /// Tells whether it is the chunk that `include_usage` asks for.
    var isUsageChunk: Bool { usageMember != nil && frame.choices == 0 }

    /// Reads a whole JSON text.
    ///
    /// - Parameter knownOffset: Where the value of `choices` begins if all before it is known to say nothing more than
    ///   an earlier chunk.
    /// - Throws: When it is not JSON, or no object.
    init(_ text: Span<UInt8>, choicesAt knownOffset: Int? = nil) throws(JSONError) {
        var reader: JSONReader
        choicesOffset = knownOffset
        if let knownOffset {
            reader = JSONReader(text, behindKeyAt: knownOffset, policy: .strict)
            try readChoices(&reader)
        } else {
            reader = JSONReader(text, policy: .strict)
            try reader.beginObject()
        }
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "choices") {
                choicesOffset = choicesOffset ?? reader.position
                try readChoices(&reader)
            } else if reader.key(key, equals: "usage") {
                try readUsage(key, &reader)
            } else if try !frame.read(key, &reader) {
                _ = try reader.skipValue()
            }
        }
        try reader.finish()
    }

    /// Tells whether a chunk has members that one does not have which tells only what the answer cost.
    ///
    /// - Parameter text: A chunk that has been read.
    static func hasFurtherMembers(_ text: Span<UInt8>) -> Bool {
        do throws(JSONError) {
            var reader = JSONReader(text, policy: .strict)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard isStandard(key, reader) else { return true }
                _ = try reader.skipValue()
            }
            return false
        } catch {
            preconditionFailure("a chunk that has been read is not JSON: \(error)")
        }
    }

    private mutating func readUsage(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        let isObject = try reader.peek() == .object
        // Braces and what is between them; with less than two bytes there are no members.
        let start = reader.position
        _ = try frame.read(key, &reader)
        guard isObject, reader.position - start > 2 else { return }
        usageMember = key.range.lowerBound - 1..<reader.position
    }

    private static func isStandard(_ key: JSONSlice, _ reader: borrowing JSONReader) -> Bool {
        switch key.range.count {
        case 2: reader.key(key, equals: "id")
        case 5: reader.key(key, equals: "model") || reader.key(key, equals: "usage")
        case 6: reader.key(key, equals: "object")
        case 7: reader.key(key, equals: "created") || reader.key(key, equals: "choices")
        case 11: reader.key(key, equals: "obfuscation")
        case 12: reader.key(key, equals: "service_tier")
        case 18: reader.key(key, equals: "system_fingerprint")
        default: false
        }
    }

    private mutating func readChoices(_ reader: inout JSONReader) throws(JSONError) {
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
            try reader.beginObject()
            // Nearly every choice begins so, and it is the index that a choice has without one.
            reader.skipFirstMember(#""index":0"#)
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "delta"), try reader.peek() == .object {
                    try readDelta(&reader)
                } else if reader.key(key, equals: "text"), try reader.peek() == .string {
                    // The API that was before chats.
                    if try reader.readText() != nil { saysSomething = true }
                } else if try !frame.read(key, of: &choice, &reader) {
                    _ = try reader.skipValue()
                }
            }
            if choice.reason != nil { saysSomething = true }
            frame.end(choice)
        }
    }

    private mutating func readDelta(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "content"), try reader.peek() == .string {
                let text = try reader.readText()
                content = content ?? text
                if text != nil { saysSomething = true }
            } else if reader.key(key, equals: "role") {
                _ = try reader.skipValue()
            } else {
                let isNull = try reader.peek() == .null
                // Empty strings, lists and objects say no more than null does.
                let isEmpty = try reader.skipValue().count <= 2
                if !isNull, !isEmpty { saysSomething = true }
            }
        }
    }
}
