// A request in the form of the Gemini API.

internal import Bytes
internal import JSON

/// Writes requests of `streamGenerateContent`.
///
/// Gemini API reference: generating content, function calling, thinking.
struct GeminiRequest: ~Copyable {
    private enum Role { case user, model }

    private var system = ByteBuffer()
    private var contents = ByteBuffer()
    /// The role of the content that is being written; neighbours of one role are one.
    private var role: Role?
    /// The names of the calls that have been told, by their ids: an answer is bound to its call by both.
    private var names: [(id: JSONPart, name: JSONPart)] = []
    /// Tells whether the model refuses calls without its signature.
    private let needsSignatures: Bool

    /// The documented stand-in for the signature of a call that another model has made.
    private static let noSignature: StaticString = "skip_thought_signature_validator"

    /// Appends a request.
    static func write(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let model = request.model.string(text)
        let isOlder = model.contains("gemini-1") || model.contains("gemini-2")
        var writer = GeminiRequest(needsSignatures: !isOlder)
        for message in request.messages { writer.add(message, text) }
        writer.finish(request, isOlder: isOlder, text, into: &output)
    }

    private init(needsSignatures: Bool) {
        self.needsSignatures = needsSignatures
    }

    // Contents

    private mutating func add(_ message: ModelRequest.Message, _ text: Span<UInt8>) {
        switch message {
        case .system(let content) where role == nil: addSystem(content, text)
        // There is no place for it between contents; the model is told it all the same.
        case .system(let content), .user(let content):
            for piece in content { add(piece, to: .user, text) }
        case .assistant(let answer): add(answer, text)
        case .tool(let id, let content): addResult(of: id, content, text)
        }
    }

    private mutating func addSystem(_ content: [ModelRequest.Content], _ text: Span<UInt8>) {
        for case .text(let words) in content where !words.isBlank(text) {
            if !system.isEmpty { system.append(ASCII.comma) }
            system.append(#"{"text":"#)
            system.append(words, of: text)
            system.append("}")
        }
    }

    private mutating func beginPart(of role: Role) {
        guard role != self.role else { return contents.append(ASCII.comma) }
        if self.role == nil {
            // A conversation begins with the user.
            if role == .model {
                contents.append(
                    #"{"role":"user","parts":[{"text":"(The conversation goes on.)"}]},"#
                )
            }
        } else {
            contents.append("]},")
        }
        self.role = role
        contents.append(
            role == .user ? #"{"role":"user","parts":["# : #"{"role":"model","parts":["#
        )
    }

    private mutating func add(
        _ piece: ModelRequest.Content,
        to role: Role,
        _ text: Span<UInt8>
    ) {
        switch piece {
        case .text(let words) where words.content.isEmpty: break
        case .text(let words):
            beginPart(of: role)
            contents.append(#"{"text":"#)
            contents.append(words, of: text)
            contents.append("}")
        case .image(let url):
            beginPart(of: role)
            addFile(url, text)
        case .file(_, let data?, _) where DataURL(data, of: text) != nil:
            beginPart(of: role)
            addFile(data, text)
        case .file(_, _, let id?):
            beginPart(of: role)
            contents.append(#"{"fileData":{"fileUri":"#)
            contents.append(id, of: text)
            contents.append("}}")
        case .file, .other:
            beginPart(of: role)
            contents.append(#"{"text":"[A file could not be passed on]"}"#)
        }
    }

    private mutating func addFile(_ url: JSONPart, _ text: Span<UInt8>) {
        guard let data = DataURL(url, of: text) else {
            contents.append(#"{"fileData":{"fileUri":"#)
            contents.append(url, of: text)
            return contents.append("}}")
        }
        contents.append(#"{"inlineData":{"mimeType":""#)
        JSONString.escape(data.mediaType, into: &contents)
        contents.append(#"","data":""#)
        JSONString.appendRepaired(text.extracting(data.base64), into: &contents)
        contents.append(#""}}"#)
    }

    private mutating func add(_ answer: ModelRequest.Answer, _ text: Span<UInt8>) {
        for piece in answer.content {
            if case .text = piece { add(piece, to: .model, text) }
        }
        for detail in answer.details {
            guard let members = try? JSONMembers(detail, of: text),
                let signature = members["thoughtSignature", text, .string]
            else { continue }
            // A part of its own: a signature is bound to a place, and its text has been written.
            beginPart(of: .model)
            contents.append(#"{"text":"","thoughtSignature":"#)
            contents.append(signature, of: text)
            contents.append("}")
        }
        for (index, call) in answer.calls.enumerated() {
            names.append((call.id, call.name))
            beginPart(of: .model)
            contents.append(#"{"functionCall":{"#)
            addID(call.id, text)
            contents.append(#""name":"#)
            contents.append(call.name, of: text)
            contents.append(#","args":"#)
            contents.append(argumentsOf: call, text)
            contents.append("}")
            if let signature = Self.signature(of: call, text) {
                contents.append(#","thoughtSignature":"#)
                contents.append(signature, of: text)
            } else if index == 0, needsSignatures {
                contents.append(#","thoughtSignature":""#)
                contents.append(Self.noSignature)
                contents.append(ASCII.quote)
            }
            contents.append("}")
        }
    }

    private static func signature(
        of call: ModelRequest.Call,
        _ text: Span<UInt8>
    ) -> JSONPart? {
        guard let extra = call.extraContent, let members = try? JSONMembers(extra, of: text),
            let google = members["google", text, .object],
            let facts = try? JSONMembers(google, of: text)
        else { return nil }
        return facts["thought_signature", text, .string]
    }

    /// Ids that the model did not give mean nothing to it.
    private mutating func addID(_ id: JSONPart, _ text: Span<UInt8>) {
        guard !text.extracting(id.content).hasPrefix(GeminiEventTranslator.madeIDPrefix) else {
            return
        }
        contents.append(#""id":"#)
        contents.append(id, of: text)
        contents.append(ASCII.comma)
    }

    private mutating func addResult(
        of id: JSONPart,
        _ content: [ModelRequest.Content],
        _ text: Span<UInt8>
    ) {
        beginPart(of: .user)
        contents.append(#"{"functionResponse":{"#)
        addID(id, text)
        contents.append(#""name":"#)
        let call = names.last {
            text.extracting($0.id.content).equals(text.extracting(id.content))
        }
        if let call { contents.append(call.name, of: text) } else { contents.append(#""unknown""#) }
        contents.append(#","response":"#)
        addResponse(content, text)
        contents.append("}}")
        for piece in content {
            if case .text = piece { continue }
            add(piece, to: .user, text)
        }
    }

    /// An answer is an object; one that is a text or another value stands in one.
    private mutating func addResponse(_ content: [ModelRequest.Content], _ text: Span<UInt8>) {
        if content.count == 1, case .text(let words) = content[0] {
            var json = ByteBuffer()
            JSONString.unescape(text.extracting(words.content), into: &json)
            if let whole = try? JSONPart(wholeOf: json.bytes), whole.kind == .object {
                return contents.append(json.bytes.extracting(whole.range))
            }
        }
        contents.append(#"{"result":""#)
        for case .text(let words) in content { contents.append(contentOf: words, of: text) }
        contents.append(#""}"#)
    }

    // The rest

    private consuming func finish(
        _ request: ModelRequest,
        isOlder: Bool,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        if role == nil {
            beginPart(of: .user)
            contents.append(#"{"text":"(The conversation is empty.)"}"#)
        }
        output.append(#"{"contents":["#)
        output.append(contents.bytes)
        output.append("]}]")
        if !system.isEmpty {
            output.append(#","systemInstruction":{"parts":["#)
            output.append(system.bytes)
            output.append("]}")
        }
        Self.writeTools(request, text, into: &output)
        output.append(#","generationConfig":{"thinkingConfig":{"includeThoughts":true"#)
        Self.writeEffort(request, isOlder: isOlder, text, into: &output)
        output.append("}")
        Self.writeParameters(request, text, into: &output)
        output.append("}}")
    }

    private static func writeTools(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard !request.tools.isEmpty else { return }
        output.append(#","tools":[{"functionDeclarations":["#)
        for (index, tool) in request.tools.enumerated() {
            output.append(index == 0 ? #"{"name":"# : #",{"name":"#)
            output.append(tool.name, of: text)
            if let description = tool.description {
                output.append(#","description":"#)
                output.append(description, of: text)
            }
            if let parameters = tool.parameters {
                output.append(#","parametersJsonSchema":"#)
                output.append(parameters, of: text)
            }
            output.append("}")
        }
        output.append("]}]")
        guard let choice = request.toolChoice else { return }
        output.append(#","toolConfig":{"functionCallingConfig":{"mode":""#)
        switch choice {
        case .auto: output.append(#"AUTO""#)
        case .none: output.append(#"NONE""#)
        case .required: output.append(#"ANY""#)
        case .function(let name):
            output.append(#"ANY","allowedFunctionNames":["#)
            output.append(name, of: text)
            output.append("]")
        }
        output.append("}}")
    }

    private static func writeEffort(
        _ request: ModelRequest,
        isOlder: Bool,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard let effort = request["reasoning_effort", text] else { return }
        let name = effort.string(text)
        if isOlder {
            output.append(#","thinkingBudget":"#)
            switch name {
            case "none": output.append("0")
            case "minimal", "low": output.append("1024")
            case "medium": output.append("8192")
            default: output.append("24576")
            }
        } else {
            output.append(#","thinkingLevel":""#)
            switch name {
            case "none", "minimal": output.append(#"MINIMAL""#)
            case "low": output.append(#"LOW""#)
            case "medium": output.append(#"MEDIUM""#)
            default: output.append(#"HIGH""#)
            }
        }
    }

    private static func writeParameters(
        _ request: ModelRequest,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        if let limit = request.tokenLimit(text) {
            output.append(#","maxOutputTokens":"#)
            output.appendDecimal(limit)
        }
        let names: [(openai: StaticString, google: StaticString)] = [
            ("temperature", "temperature"), ("top_p", "topP"), ("top_k", "topK"), ("seed", "seed"),
            ("presence_penalty", "presencePenalty"), ("frequency_penalty", "frequencyPenalty"),
        ]
        for name in names {
            guard let value = request[name.openai, text], value.kind == .number else { continue }
            output.append(#",""#)
            output.append(name.google)
            output.append(#"":"#)
            output.append(value, of: text)
        }
        let stops = request.stops(text)
        if !stops.isEmpty {
            output.append(#","stopSequences":["#)
            for (index, stop) in stops.enumerated() {
                if index > 0 { output.append(ASCII.comma) }
                output.append(stop, of: text)
            }
            output.append("]")
        }
        switch request.format {
        case nil: break
        case .json: output.append(#","responseMimeType":"application/json""#)
        case .schema(_, let schema, _):
            output.append(#","responseMimeType":"application/json","responseJsonSchema":"#)
            output.append(schema, of: text)
        }
    }
}
