// What a chunk or a whole completion may say beside its text: cost, model, reasons, failures.

internal import Bytes
internal import JSON

/// The facts that endings and logs depend on, whoever reads the rest.
struct ChunkFrame {
    /// The choices that are told of, a bit for each index.
    var choices: UInt64 = 0
    /// The choices that are ended, a bit for each index.
    var endedChoices: UInt64 = 0
    /// Why the last of them ended.
    var finishReason: FinishReason?
    /// What the answer cost.
    var usage: TokenUsage?
    /// The model that answers.
    var model: JSONSlice?
    /// The place of what reports a failure: a JSON value, or the content of a string.
    var failure: Range<Int>?

    /// One choice while it is read.
    struct Choice {
        var index = 0
        var reason: FinishReason?
    }

    // Members

    /// Reads a member's value if it says something here; false if it does not, and has not been read.
    ///
    /// - Parameter key: The name of a member of the outermost object.
    @inline(__always)
    mutating func read(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        // By length first: most names are none of these.
        switch key.hasEscapes ? 0 : key.range.count {
        case 0, 5, 6, 9, 10, 13: try readMember(key, &reader)
        default: false
        }
    }

    private mutating func readMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        switch key.hasEscapes ? 0 : key.range.count {
        case 0, 5:
            if reader.key(key, equals: "usage") {
                try readUsage(&reader)
            } else if reader.key(key, equals: "model") {
                model = try reader.readText()
            } else if reader.key(key, equals: "error") {
                try readFailure(&reader)
            } else {
                return key.hasEscapes ? try readRareMember(key, &reader) : false
            }
            return true
        default: return try readRareMember(key, &reader)
        }
    }

    private mutating func readRareMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        let whole = 0..<reader.bytes.count
        if reader.key(key, equals: "object") {
            guard let kind = try reader.readText(), reader.content(kind).equals("error") else {
                return true
            }
            failure = whole
        } else if reader.key(key, equals: "error_type")
            || reader.key(key, equals: "error_message")
        {
            if try reader.skipFailure() != nil { failure = whole }
        } else if reader.key(key, equals: "x_groq"), try reader.peek() == .object {
            try reader.beginObject()
            while let inner = try reader.nextKey() {
                if reader.key(inner, equals: "usage") {
                    try readUsage(&reader)
                } else if reader.key(inner, equals: "error") {
                    try readFailure(&reader)
                } else {
                    _ = try reader.skipValue()
                }
            }
        } else if reader.key(key, equals: "base_resp"), try reader.peek() == .object {
            // MiniMax tells how it went in a member of its own.
            try reader.beginObject()
            while let inner = try reader.nextKey() {
                let value = try reader.skipValue()
                if reader.key(inner, equals: "status_code"),
                    !reader.bytes.extracting(value).equals("0")
                {
                    failure = whole
                }
            }
        } else {
            return false
        }
        return true
    }

    /// Reads a member of a choice if it says something here; false if it does not, and has not been read.
    @inline(__always)
    mutating func read(
        _ key: JSONSlice,
        of choice: inout Choice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        // By length first, as most names are none of these.
        guard key.range.count == 13 || key.range.count == 5 || key.hasEscapes else { return false }
        return try readMember(key, of: &choice, &reader)
    }

    private mutating func readMember(
        _ key: JSONSlice,
        of choice: inout Choice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        if reader.key(key, equals: "index") {
            choice.index = Self.index(reader.bytes.extracting(try reader.skipValue()))
        } else if reader.key(key, equals: "finish_reason") {
            guard let name = try reader.readText() else { return true }
            let reason = FinishReason(reader.content(name))
            choice.reason = reason
            if reason == .error { failure = failure ?? name.range }
        } else if reader.key(key, equals: "error") {
            try readFailure(&reader)
        } else if reader.key(key, equals: "usage") {
            try readUsage(&reader)
        } else {
            return false
        }
        return true
    }

    /// Takes a choice that was read.
    @inline(__always)
    mutating func end(_ choice: Choice) {
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: choice.index)
        choices |= bit
        guard let reason = choice.reason else { return }
        endedChoices |= bit
        finishReason = reason
    }

    private mutating func readFailure(_ reader: inout JSONReader) throws(JSONError) {
        // What has a code tells more than the reason does.
        if let value = try reader.skipFailure() { failure = value }
    }

    private mutating func readUsage(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        let told = try TokenUsage(reading: &reader)
        usage = usage?.updated(with: told) ?? told
    }

    /// An index of one or two digits; all others share the last bit, which at worst takes an answer for cut.
    ///
    /// What is no number is no index.
    private static func index(_ digits: Span<UInt8>) -> Int {
        if digits.count == 1 { return Int(digits[0] & 0xF) }
        guard ASCII.isDigit(digits[0]) || digits[0] == UInt8(ascii: "-") else { return 0 }
        var value = 0
        for place in digits.indices {
            guard ASCII.isDigit(digits[place]), value < 64 else { return 63 }
            value = value * 10 + Int(digits[place] - 0x30)
        }
        return min(value, 63)
    }
}

extension JSONReader {
    /// Reads a string that is not empty; nil for anything else, which is skipped.
    mutating func readText() throws(JSONError) -> JSONSlice? {
        guard try peek() == .string else {
            _ = try skipValue()
            return nil
        }
        let slice = try readString()
        return slice.isEmpty ? nil : slice
    }

    /// Skips the value of a member that reports a failure, and returns its place; nil where it reports none, which is
    /// so for `null`, `false`, zero and everything empty.
    fileprivate mutating func skipFailure() throws(JSONError) -> Range<Int>? {
        let kind = try peek()
        let value = try skipValue()
        let text = bytes.extracting(value)
        let saysNothing =
            switch kind {
            case .null: true
            case .boolean: text.equals("false")
            case .number: text.equals("0")
            case .string: text.count == 2
            case .object, .array: text.isBlank(within: 1..<text.count - 1)
            }
        return saysNothing ? nil : value
    }
}

extension Span<UInt8> {
    fileprivate func isBlank(within range: Range<Int>) -> Bool {
        for index in range where self[index] > ASCII.space { return false }
        return true
    }
}
