// What the mock reads of a request, in any dialect.

internal import Bytes
internal import JSON

/// The parts of a request that the mock answers to; all others are skipped.
struct MockRequest {
    let dialect: MockDialect
    /// The model asked for, `mamba-mock` if none is.
    var model = "mamba-mock"
    /// Tells whether the answer is to be a stream.
    var isStream = false
    /// Tells whether the stream is to be one JSON array instead of events.
    var isArray = false
    /// Tells whether the stream is to end in the numbers of tokens.
    private(set) var includesUsage = false
    /// The text of the last user message.
    private(set) var prompt: [UInt8] = []
    /// How many answers of the assistant stand behind the last user message: the rounds of tool
    /// calls so far.
    private(set) var roundCount = 0
    /// The names of the tools offered.
    private(set) var toolNames: [String] = []
    /// The most tokens that the answer may have, in the dialects that bound it; nil for any number.
    private(set) var tokenCountMax: Int?
    /// Tells whether reasoning is to come as its signature alone.
    private(set) var omitsReasoning = false
    /// Tells whether reasoning is to come encrypted.
    private(set) var includesEncryptedReasoning = false
    /// Tells whether the provider is to keep the answer.
    private(set) var isStored = true
    /// The id of something kept that the request builds upon.
    private(set) var keptID: String?
    /// The bytes of the request, which the number of its tokens is made from.
    let byteCount: Int

    private var promptRange: Range<Int>?
    private var isInAnswer = false

    /// Reads the body of a request.
    init(_ bytes: Span<UInt8>, in dialect: MockDialect = .chatCompletions) throws(JSONError) {
        self.dialect = dialect
        byteCount = bytes.count
        var reader = JSONReader(bytes, policy: .lenient)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "model") {
                model = try reader.stringIfAny() ?? model
            } else if reader.key(key, equals: "stream") {
                isStream = try reader.flagIfAny() ?? false
            } else {
                let isRead =
                    switch dialect {
                    case .chatCompletions, .azure: try readChatMember(key, &reader)
                    case .messages: try readMessagesMember(key, &reader)
                    case .generateContent: try readGenerateContentMember(key, &reader)
                    case .responses: try readResponsesMember(key, &reader)
                    }
                if !isRead { _ = try reader.skipValue() }
            }
        }
        try reader.finish()
        if let promptRange { prompt = try Self.text(of: bytes.extracting(promptRange)) }
    }

    /// Takes over what the path says.
    mutating func take(_ route: MockRoute) {
        model = route.model ?? model
        isStream = route.isStream ?? isStream
        isArray = route.isArray
    }

    /// What is wrong with the request, if anything, where the dialect is strict.
    var fault: MockError? {
        switch dialect {
        case .chatCompletions, .azure, .generateContent: nil
        case .messages:
            tokenCountMax == nil ? dialect.badRequest("max_tokens: Field required") : nil
        case .responses: keptID.map(dialect.notKept)
        }
    }

    // The members of each dialect; each tells whether it has read the value.

    private mutating func readChatMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        if reader.key(key, equals: "stream_options") {
            try reader.forEachMember(named: "include_usage") { reader throws(JSONError) in
                includesUsage = try reader.flagIfAny() ?? false
            }
        } else if reader.key(key, equals: "messages") {
            try readMessages(&reader, contentKey: "content")
        } else if reader.key(key, equals: "tools") {
            try reader.forEachElement { reader throws(JSONError) in
                try reader.forEachMember(named: "function") { reader throws(JSONError) in
                    try readToolName(&reader)
                }
            }
        } else {
            return false
        }
        return true
    }

    private mutating func readMessagesMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        if reader.key(key, equals: "messages") {
            try readMessages(&reader, contentKey: "content")
        } else if reader.key(key, equals: "tools") {
            try reader.forEachElement { reader throws(JSONError) in try readToolName(&reader) }
        } else if reader.key(key, equals: "max_tokens") {
            tokenCountMax = try reader.countIfAny()
        } else if reader.key(key, equals: "thinking") {
            try reader.forEachMember(named: "display") { reader throws(JSONError) in
                omitsReasoning = try reader.stringIfAny() == "omitted"
            }
        } else {
            return false
        }
        return true
    }

    private mutating func readGenerateContentMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        if reader.key(key, equals: "contents") {
            try readMessages(&reader, contentKey: "parts")
        } else if reader.key(key, equals: "tools") {
            try reader.forEachElement { reader throws(JSONError) in
                try reader.forEachMember(named: "functionDeclarations") {
                    reader throws(JSONError) in
                    try reader.forEachElement { reader throws(JSONError) in
                        try readToolName(&reader)
                    }
                }
            }
        } else if reader.key(key, equals: "generationConfig") {
            try reader.forEachMember(named: "maxOutputTokens") { reader throws(JSONError) in
                tokenCountMax = try reader.countIfAny()
            }
        } else {
            return false
        }
        return true
    }

    private mutating func readResponsesMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Bool {
        if reader.key(key, equals: "input") {
            if try reader.peek() == .string {
                promptRange = try reader.skipValue()
            } else {
                try reader.forEachElement { reader throws(JSONError) in try readItem(&reader) }
            }
        } else if reader.key(key, equals: "tools") {
            try reader.forEachElement { reader throws(JSONError) in try readToolName(&reader) }
        } else if reader.key(key, equals: "max_output_tokens") {
            tokenCountMax = try reader.countIfAny()
        } else if reader.key(key, equals: "include") {
            try reader.forEachElement { reader throws(JSONError) in
                let isAsked = try reader.stringIfAny() == "reasoning.encrypted_content"
                if isAsked { includesEncryptedReasoning = true }
            }
        } else if reader.key(key, equals: "store") {
            isStored = try reader.flagIfAny() ?? true
        } else if reader.key(key, equals: "previous_response_id") {
            keptID = try reader.stringIfAny()
        } else {
            return false
        }
        return true
    }

    private mutating func readToolName(_ reader: inout JSONReader) throws(JSONError) {
        try reader.forEachMember(named: "name") { reader throws(JSONError) in
            if let name = try reader.stringIfAny() { toolNames.append(name) }
        }
    }

    // Messages and items

    private mutating func readMessages(
        _ reader: inout JSONReader,
        contentKey: StaticString
    ) throws(JSONError) {
        try reader.forEachElement { reader throws(JSONError) in
            var role: String?
            var content: Range<Int>?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if reader.key(key, equals: "role") {
                    role = try reader.stringIfAny()
                } else if reader.key(key, equals: contentKey) {
                    content = try reader.skipValue()
                } else {
                    _ = try reader.skipValue()
                }
            }
            switch role {
            case "user":
                if let content, try holdsToolResult(reader.bytes.extracting(content)) { break }
                promptRange = content
                roundCount = 0
            case "assistant", "model": roundCount += 1
            default: break
            }
        }
    }

    /// Tells whether content is the result of a tool, in a dialect whose results come from the user.
    private func holdsToolResult(_ content: Span<UInt8>) throws(JSONError) -> Bool {
        guard dialect == .messages || dialect == .generateContent else { return false }
        var isFound = false
        var reader = JSONReader(content, policy: .lenient)
        try reader.forEachElement { reader throws(JSONError) in
            if dialect == .messages {
                try reader.forEachMember(named: "type") { reader throws(JSONError) in
                    if try reader.stringIfAny() == "tool_result" { isFound = true }
                }
            } else {
                try reader.forEachMember(named: "functionResponse") { reader throws(JSONError) in
                    isFound = true
                    _ = try reader.skipValue()
                }
            }
        }
        return isFound
    }

    /// Reads an item of a request for a response: a message, a call, a result or reasoning.
    private mutating func readItem(_ reader: inout JSONReader) throws(JSONError) {
        var (role, type, id): (String?, String?, String?)
        var content: Range<Int>?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "role") {
                role = try reader.stringIfAny()
            } else if reader.key(key, equals: "type") {
                type = try reader.stringIfAny()
            } else if reader.key(key, equals: "id") {
                id = try reader.stringIfAny()
            } else if reader.key(key, equals: "content") {
                content = try reader.skipValue()
            } else {
                _ = try reader.skipValue()
            }
        }
        switch (role, type) {
        case ("user", _):
            promptRange = content
            roundCount = 0
            isInAnswer = false
        case ("assistant", _), (_, "function_call"), (_, "reasoning"):
            // The items of one answer stand side by side.
            if !isInAnswer { roundCount += 1 }
            isInAnswer = true
        case (_, "function_call_output"): isInAnswer = false
        case (_, "item_reference"): keptID = id
        default: break
        }
    }

    /// The text of a message's content: a string, or the text parts of an array.
    private static func text(of content: Span<UInt8>) throws(JSONError) -> [UInt8] {
        var text = ByteBuffer()
        var reader = JSONReader(content, policy: .lenient)
        if try reader.peek() == .string {
            let slice = try reader.readString()
            JSONString.unescape(reader.content(slice), into: &text)
            return Array(text.bytes)
        }
        try reader.forEachElement { reader throws(JSONError) in
            try reader.forEachMember(named: "text") { reader throws(JSONError) in
                guard try reader.peek() == .string else {
                    _ = try reader.skipValue()
                    return
                }
                let slice = try reader.readString()
                JSONString.unescape(reader.content(slice), into: &text)
            }
        }
        return Array(text.bytes)
    }
}
