// A request in the form of Anthropic's Messages.

internal import Bytes
internal import JSON

/// Writes requests of the Messages API, version 2023-06-01.
///
/// Anthropic API reference: create a message.
struct AnthropicRequest: ~Copyable {
    private enum Role { case user, assistant }

    private var system = ByteBuffer()
    private var messages = ByteBuffer()
    /// The role of the message that is being written; neighbours of one role are one message.
    private var role: Role?
    private let thinking: AnthropicThinking

    /// The bound of an answer where a request sets none: the API demands one, and its models differ; the settings of a
    /// model give it another.
    static let standardTokenLimit = 8192

    /// Appends a request.
    static func write(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        var writer = AnthropicRequest(AnthropicThinking(request, text))
        for message in request.messages { writer.add(message, text) }
        writer.finish(request, text, into: &output)
    }

    private init(_ thinking: AnthropicThinking) {
        self.thinking = thinking
    }

    // Messages

    private mutating func add(_ message: ModelRequest.Message, _ text: Span<UInt8>) {
        switch message {
        case .system(let content) where role == nil: addSystem(content, text)
        // There is no place for it between messages; the model is told it all the same.
        case .system(let content), .user(let content):
            for piece in content { add(piece, to: .user, text) }
        case .assistant(let answer): add(answer, text)
        case .tool(let id, let content): addResult(of: id, content, text)
        }
    }

    private mutating func addSystem(_ content: [ModelRequest.Content], _ text: Span<UInt8>) {
        for case .text(let words) in content where !words.isBlank(text) {
            if !system.isEmpty { system.append(ASCII.comma) }
            system.append(#"{"type":"text","text":"#)
            system.append(words, of: text)
            system.append("}")
        }
    }

    /// Begins a block of a message's content, and the message before it if its role is another.
    private mutating func beginBlock(of role: Role) {
        guard role != self.role else { return messages.append(ASCII.comma) }
        if self.role == nil {
            // A conversation begins with the user.
            if role == .assistant {
                messages.append(
                    #"{"role":"user","content":[{"type":"text","text":"(The conversation goes on.)"}]},"#
                )
            }
        } else {
            messages.append("]},")
        }
        self.role = role
        messages.append(
            role == .user ? #"{"role":"user","content":["# : #"{"role":"assistant","content":["#
        )
    }

    private mutating func add(
        _ piece: ModelRequest.Content,
        to role: Role,
        _ text: Span<UInt8>
    ) {
        switch piece {
        // Blocks without text are refused.
        case .text(let words) where words.isBlank(text): break
        case .text(let words):
            beginBlock(of: role)
            messages.append(#"{"type":"text","text":"#)
            messages.append(words, of: text)
            messages.append("}")
        case .image, .file, .other:
            beginBlock(of: role)
            Self.write(piece, into: &messages, text)
        }
    }

    /// Appends what is no text as a block.
    private static func write(
        _ piece: ModelRequest.Content,
        into output: inout ByteBuffer,
        _ text: Span<UInt8>
    ) {
        switch piece {
        case .text(let words):
            output.append(#"{"type":"text","text":"#)
            output.append(words, of: text)
            output.append("}")
        case .image(let url):
            output.append(#"{"type":"image","source":"#)
            writeSource(url, into: &output, text)
            output.append("}")
        case .file(let name, let data?, _) where DataURL(data, of: text) != nil:
            output.append(#"{"type":"document","source":"#)
            writeSource(data, into: &output, text)
            if let name {
                output.append(#","title":"#)
                output.append(name, of: text)
            }
            output.append("}")
        case .file(_, _, let id?):
            output.append(#"{"type":"document","source":{"type":"file","file_id":"#)
            output.append(id, of: text)
            output.append("}}")
        case .file, .other:
            output.append(#"{"type":"text","text":"[A file could not be passed on]"}"#)
        }
    }

    private static func writeSource(
        _ url: JSONPart,
        into output: inout ByteBuffer,
        _ text: Span<UInt8>
    ) {
        guard let data = DataURL(url, of: text) else {
            output.append(#"{"type":"url","url":"#)
            output.append(url, of: text)
            return output.append("}")
        }
        output.append(#"{"type":"base64","media_type":""#)
        JSONString.escape(data.mediaType, into: &output)
        output.append(#"","data":""#)
        JSONString.appendRepaired(text.extracting(data.base64), into: &output)
        output.append(#""}"#)
    }

    private mutating func add(_ answer: ModelRequest.Answer, _ text: Span<UInt8>) {
        if thinking.takesThoughts {
            // Thoughts stand before what they led to, as they were signed.
            for block in answer.details where AnthropicThinking.isBlock(block, text) {
                beginBlock(of: .assistant)
                messages.append(block, of: text)
            }
        }
        for piece in answer.content {
            if case .text = piece { add(piece, to: .assistant, text) }
        }
        for call in answer.calls {
            beginBlock(of: .assistant)
            messages.append(#"{"type":"tool_use","id":""#)
            Self.writeID(call.id, into: &messages, text)
            messages.append(#"","name":"#)
            messages.append(call.name, of: text)
            messages.append(#","input":"#)
            messages.append(argumentsOf: call, text)
            messages.append("}")
        }
    }

    private mutating func addResult(
        of id: JSONPart,
        _ content: [ModelRequest.Content],
        _ text: Span<UInt8>
    ) {
        beginBlock(of: .user)
        messages.append(#"{"type":"tool_result","tool_use_id":""#)
        Self.writeID(id, into: &messages, text)
        messages.append(#"","content":["#)
        var isFirst = true
        for piece in content {
            if case .text(let words) = piece, words.isBlank(text) { continue }
            if !isFirst { messages.append(ASCII.comma) }
            isFirst = false
            Self.write(piece, into: &messages, text)
        }
        messages.append("]}")
    }

    /// Ids are of letters, digits, `_` and `-` here; others make them of anything.
    private static func writeID(
        _ id: JSONPart,
        into output: inout ByteBuffer,
        _ text: Span<UInt8>
    ) {
        for index in id.content {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                output.append(byte)
            default: output.append(UInt8(ascii: "_"))
            }
        }
        if id.content.isEmpty { output.append("_") }
    }

    // The rest

    private consuming func finish(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        if role == nil {
            beginBlock(of: .user)
            messages.append(#"{"type":"text","text":"(The conversation is empty.)"}"#)
        }
        output.append(#"{"model":"#)
        output.append(request.model, of: text)
        output.append(#","max_tokens":"#)
        output.appendDecimal(
            thinking.tokenLimit(request.tokenLimit(text) ?? Self.standardTokenLimit)
        )
        if !system.isEmpty {
            output.append(#","system":["#)
            output.append(system.bytes)
            output.append("]")
        }
        output.append(#","messages":["#)
        output.append(messages.bytes)
        output.append(#"]}],"stream":true"#)
        writeTools(request, text, into: &output)
        writeParameters(request, text, into: &output)
        output.append("}")
    }

    private borrowing func writeTools(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard !request.tools.isEmpty else { return }
        output.append(#","tools":["#)
        for (index, tool) in request.tools.enumerated() {
            output.append(index == 0 ? #"{"name":"# : #",{"name":"#)
            output.append(tool.name, of: text)
            if let description = tool.description {
                output.append(#","description":"#)
                output.append(description, of: text)
            }
            output.append(#","input_schema":"#)
            if let parameters = tool.parameters {
                output.append(parameters, of: text)
            } else {
                output.append(#"{"type":"object","properties":{}}"#)
            }
            output.append("}")
        }
        output.append("]")
        writeToolChoice(request, text, into: &output)
    }

    private borrowing func writeToolChoice(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let isSequential = !request.allowsParallelCalls(text)
        guard request.toolChoice != nil || isSequential else { return }
        switch request.toolChoice ?? .auto {
        case .none: return output.append(#","tool_choice":{"type":"none"}"#)
        // A model that thinks cannot be made to call.
        case .required where !thinking.isOn: output.append(#","tool_choice":{"type":"any""#)
        case .function(let name) where !thinking.isOn:
            output.append(#","tool_choice":{"type":"tool","name":"#)
            output.append(name, of: text)
        case .auto, .required, .function: output.append(#","tool_choice":{"type":"auto""#)
        }
        if isSequential { output.append(#","disable_parallel_tool_use":true"#) }
        output.append("}")
    }

    private borrowing func writeParameters(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        // With thoughts the API takes none of them.
        for name: StaticString in ["temperature", "top_p", "top_k"] where !thinking.isOn {
            guard let value = request[name, text], value.kind == .number else { continue }
            output.append(#",""#)
            output.append(name)
            output.append(#"":"#)
            output.append(value, of: text)
        }
        let stops = request.stops(text).filter { !$0.isBlank(text) }
        if !stops.isEmpty {
            output.append(#","stop_sequences":["#)
            for (index, stop) in stops.enumerated() {
                if index > 0 { output.append(ASCII.comma) }
                output.append(stop, of: text)
            }
            output.append("]")
        }
        if let user = request["user", text], user.kind == .string {
            output.append(#","metadata":{"user_id":"#)
            output.append(user, of: text)
            output.append("}")
        }
        thinking.write(format: request.format, text, into: &output)
    }
}
