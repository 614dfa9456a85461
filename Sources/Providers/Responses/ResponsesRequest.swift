// A request in the form of OpenAI's Responses.

internal import Bytes
internal import JSON

/// Writes requests of the Responses API that leave nothing stored at the provider.
///
/// OpenAI API reference: create a model response. What the model has thought travels encrypted with the conversation,
/// because a stored response could be another user's.
struct ResponsesRequest: ~Copyable {
    private var input = ByteBuffer()

    /// Appends a request.
    ///
    /// - Throws: When it has parameters that the API does not.
    static func write(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(UntranslatableRequest) {
        guard request.stops(text).isEmpty else {
            throw UntranslatableRequest("stop", "The model's provider knows no stop sequences.")
        }
        var writer = ResponsesRequest()
        for message in request.messages { writer.add(message, text) }
        writer.finish(request, text, into: &output)
    }

    // Items

    private mutating func add(_ message: ModelRequest.Message, _ text: Span<UInt8>) {
        switch message {
        case .system(let content): addMessage(role: "developer", content, text)
        case .user(let content): addMessage(role: "user", content, text)
        case .assistant(let answer): add(answer, text)
        case .tool(let id, let content): addResult(of: id, content, text)
        }
    }

    private mutating func beginItem() {
        if !input.isEmpty { input.append(ASCII.comma) }
    }

    private mutating func addMessage(
        role: StaticString,
        _ content: [ModelRequest.Content],
        _ text: Span<UInt8>
    ) {
        beginItem()
        input.append(#"{"role":""#)
        input.append(role)
        input.append(#"","content":["#)
        for (index, piece) in content.enumerated() {
            if index > 0 { input.append(ASCII.comma) }
            add(piece, text)
        }
        input.append("]}")
    }

    private mutating func add(_ piece: ModelRequest.Content, _ text: Span<UInt8>) {
        switch piece {
        case .text(let words):
            input.append(#"{"type":"input_text","text":"#)
            input.append(words, of: text)
        case .image(let url):
            input.append(#"{"type":"input_image","image_url":"#)
            input.append(url, of: text)
        case .file(let name, let data?, _):
            input.append(#"{"type":"input_file","file_data":"#)
            input.append(data, of: text)
            if let name {
                input.append(#","filename":"#)
                input.append(name, of: text)
            }
        case .file(_, _, let id?):
            input.append(#"{"type":"input_file","file_id":"#)
            input.append(id, of: text)
        case .file, .other:
            input.append(#"{"type":"input_text","text":"[A file could not be passed on]""#)
        }
        input.append("}")
    }

    private mutating func add(_ answer: ModelRequest.Answer, _ text: Span<UInt8>) {
        for item in answer.details where Self.isReasoning(item, text) {
            beginItem()
            input.append(item, of: text)
        }
        var isOpen = false
        for case .text(let words) in answer.content where !words.content.isEmpty {
            if isOpen {
                input.append(ASCII.comma)
            } else {
                beginItem()
                input.append(#"{"role":"assistant","content":["#)
            }
            isOpen = true
            input.append(#"{"type":"output_text","text":"#)
            input.append(words, of: text)
            input.append("}")
        }
        if isOpen { input.append("]}") }
        for call in answer.calls {
            beginItem()
            input.append(#"{"type":"function_call","call_id":"#)
            input.append(call.id, of: text)
            input.append(#","name":"#)
            input.append(call.name, of: text)
            input.append(#","arguments":"#)
            if let arguments = call.arguments {
                input.append(arguments, of: text)
            } else {
                input.append(#""{}""#)
            }
            input.append("}")
        }
    }

    /// Without its encrypted content an item is a name of something stored, which may be anybody's.
    private static func isReasoning(_ item: JSONPart, _ text: Span<UInt8>) -> Bool {
        guard let members = try? JSONMembers(item, of: text) else { return false }
        return members["type", text]?.equals("reasoning", text) == true
            && members["encrypted_content", text, .string] != nil
    }

    private mutating func addResult(
        of id: JSONPart,
        _ content: [ModelRequest.Content],
        _ text: Span<UInt8>
    ) {
        beginItem()
        input.append(#"{"type":"function_call_output","call_id":"#)
        input.append(id, of: text)
        input.append(#","output":"#)
        if content.count == 1, case .text(let words) = content[0] {
            input.append(words, of: text)
        } else {
            input.append("[")
            for (index, piece) in content.enumerated() {
                if index > 0 { input.append(ASCII.comma) }
                add(piece, text)
            }
            input.append("]")
        }
        input.append("}")
    }

    // The rest

    private consuming func finish(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        output.append(#"{"model":"#)
        output.append(request.model, of: text)
        output.append(#","input":["#)
        output.append(input.bytes)
        output.append(#"],"stream":true,"store":false"#)
        Self.writeReasoning(request, text, into: &output)
        Self.writeTools(request, text, into: &output)
        if let limit = request.tokenLimit(text) {
            output.append(#","max_output_tokens":"#)
            output.appendDecimal(limit)
        }
        let names: [(chat: StaticString, responses: StaticString)] = [
            ("temperature", "temperature"), ("top_p", "top_p"), ("service_tier", "service_tier"),
            ("prompt_cache_key", "prompt_cache_key"), ("safety_identifier", "safety_identifier"),
            ("metadata", "metadata"),
        ]
        for name in names {
            guard let value = request[name.chat, text] else { continue }
            output.append(#",""#)
            output.append(name.responses)
            output.append(#"":"#)
            output.append(value, of: text)
        }
        // The older name of the same.
        if request["safety_identifier", text] == nil, let user = request["user", text] {
            output.append(#","safety_identifier":"#)
            output.append(user, of: text)
        }
        Self.writeFormat(request, text, into: &output)
        output.append("}")
    }

    private static func writeReasoning(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let effort = request["reasoning_effort", text]
        guard effort != nil || reasons(request.model.string(text)) else { return }
        // Other models refuse both.
        output.append(#","include":["reasoning.encrypted_content"],"reasoning":{"summary":"auto""#)
        if let effort {
            output.append(#","effort":"#)
            output.append(effort, of: text)
        }
        output.append("}")
    }

    /// Tells by its name whether a model of OpenAI's reasons: the o series, and GPT from 5 on.
    private static func reasons(_ model: String) -> Bool {
        let scalars = Array(model.unicodeScalars.prefix(5))
        func isDigit(_ index: Int, from least: UnicodeScalar) -> Bool {
            index < scalars.count && (least..."9").contains(scalars[index])
        }
        if model.hasPrefix("o") { return isDigit(1, from: "1") }
        return model.hasPrefix("gpt-") && isDigit(4, from: "5") && !model.contains("chat")
    }

    private static func writeTools(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard !request.tools.isEmpty else { return }
        output.append(#","tools":["#)
        for (index, tool) in request.tools.enumerated() {
            output.append(index == 0 ? "" : ",")
            output.append(#"{"type":"function","name":"#)
            output.append(tool.name, of: text)
            if let description = tool.description {
                output.append(#","description":"#)
                output.append(description, of: text)
            }
            output.append(#","parameters":"#)
            if let parameters = tool.parameters {
                output.append(parameters, of: text)
            } else {
                output.append(#"{"type":"object","properties":{}}"#)
            }
            // It is on where nothing is said, which few schemas fit.
            output.append(
                tool.strict?.isBool(true, text) == true ? #","strict":true}"# : #","strict":false}"#
            )
        }
        output.append("]")
        switch request.toolChoice {
        case nil: break
        case .auto: output.append(#","tool_choice":"auto""#)
        case .some(.none): output.append(#","tool_choice":"none""#)
        case .required: output.append(#","tool_choice":"required""#)
        case .function(let name):
            output.append(#","tool_choice":{"type":"function","name":"#)
            output.append(name, of: text)
            output.append("}")
        }
        if !request.allowsParallelCalls(text) { output.append(#","parallel_tool_calls":false"#) }
    }

    private static func writeFormat(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let verbosity = request["verbosity", text]
        guard request.format != nil || verbosity != nil else { return }
        output.append(#","text":{"#)
        if let verbosity {
            output.append(#""verbosity":"#)
            output.append(verbosity, of: text)
            if request.format != nil { output.append(ASCII.comma) }
        }
        switch request.format {
        case nil: break
        case .json: output.append(#""format":{"type":"json_object"}"#)
        case .schema(let name, let schema, let strict):
            output.append(#""format":{"type":"json_schema","name":"#)
            if let name { output.append(name, of: text) } else { output.append(#""answer""#) }
            output.append(#","schema":"#)
            output.append(schema, of: text)
            if strict?.isBool(true, text) == true { output.append(#","strict":true"#) }
            output.append("}")
        }
        output.append("}")
    }
}
