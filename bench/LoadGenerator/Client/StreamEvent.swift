// What one event of a chat stream says, in the terms that all protocols share.

internal import Bytes
internal import JSON

/// A fact that an event states.
enum StreamEvent: Hashable {
    /// The answer begins.
    case start
    /// A piece of text; the slice is of the event's data.
    case text(JSONSlice)
    /// A block of text opens or closes.
    case textStart, textEnd
    /// The answer is whole.
    case finish
    /// The answer failed, with these words.
    case failed(String)
    /// The stream is at its end: `[DONE]`.
    case done
    /// Something that says nothing about the text.
    case other
}

extension StreamEvent {
    /// Reads the data of an event.
    ///
    /// - Throws: When it is no JSON object.
    init(_ data: Span<UInt8>, in wireProtocol: Arm.WireProtocol) throws(JSONError) {
        if data.equals("[DONE]") {
            self = .done
            return
        }
        var reader = JSONReader(data)
        switch wireProtocol {
        case .ui: self = try Self.typed(&reader, text: "delta", error: "errorText")
        case .mamba: self = try Self.typed(&reader, text: "textDelta", error: "error")
        case .openai: self = try Self.chunk(&reader)
        }
        try reader.finish()
    }

    /// Reads an object whose `type` says what it is.
    private static func typed(
        _ reader: inout JSONReader,
        text textKey: StaticString,
        error errorKey: StaticString
    ) throws(JSONError) -> StreamEvent {
        var kind = Kind.other
        var text: JSONSlice?
        var error: JSONSlice?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "type") {
                let type = try reader.readString()
                kind = Kind(reader.content(type))
            } else if reader.key(key, equals: textKey) {
                text = try string(&reader)
            } else if reader.key(key, equals: errorKey) {
                error = try string(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
        switch kind {
        case .start: return .start
        case .textStart: return .textStart
        case .text: return text.map { .text($0) } ?? .other
        case .textEnd: return .textEnd
        case .finish: return .finish
        case .error: return .failed(error.map { reader.string($0) } ?? "")
        case .other: return .other
        }
    }

    private enum Kind {
        case start, textStart, text, textEnd, finish, error, other

        init(_ type: Span<UInt8>) {
            if type.equals("text-delta") {
                self = .text
            } else if type.equals("text-start") {
                self = .textStart
            } else if type.equals("text-end") {
                self = .textEnd
            } else if type.equals("start") {
                self = .start
            } else if type.equals("finish") {
                self = .finish
            } else if type.equals("error") {
                self = .error
            } else {
                self = .other
            }
        }
    }

    /// Reads a chunk of the OpenAI API.
    private static func chunk(_ reader: inout JSONReader) throws(JSONError) -> StreamEvent {
        var event = StreamEvent.other
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "choices") {
                try reader.beginArray()
                while try reader.nextElement() {
                    let choice = try choice(&reader)
                    if choice != .other { event = choice }
                }
            } else if reader.key(key, equals: "error") {
                let range = try reader.skipValue()
                event = .failed(String(reader.bytes.extracting(range)))
            } else {
                _ = try reader.skipValue()
            }
        }
        return event
    }

    private static func choice(_ reader: inout JSONReader) throws(JSONError) -> StreamEvent {
        var text: JSONSlice?
        var isFinish = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "delta") {
                text = try deltaText(&reader)
            } else if reader.key(key, equals: "finish_reason") {
                isFinish = try string(&reader) != nil
            } else {
                _ = try reader.skipValue()
            }
        }
        if let text, !text.range.isEmpty { return .text(text) }
        return isFinish ? .finish : .other
    }

    private static func deltaText(_ reader: inout JSONReader) throws(JSONError) -> JSONSlice? {
        var text: JSONSlice?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "content") {
                text = try string(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
        return text
    }

    /// Reads a string, or skips what is none.
    private static func string(_ reader: inout JSONReader) throws(JSONError) -> JSONSlice? {
        guard try reader.peek() == .string else {
            _ = try reader.skipValue()
            return nil
        }
        return try reader.readString()
    }
}
