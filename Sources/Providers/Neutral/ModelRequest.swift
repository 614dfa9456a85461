// A chat completions request, taken apart: what every dialect is translated from.

internal import Bytes
internal import JSON

/// The facts of a request in OpenAI's form, as places in its text.
///
/// OpenAI API reference: create chat completion. Nothing is copied; members that no other API knows are left out.
struct ModelRequest {
    /// A piece of a message.
    enum Content {
        /// A text.
        case text(JSONPart)
        /// An image by its address, which may be a `data:` URL.
        case image(url: JSONPart)
        /// A document: its content as a `data:` URL, or its id at the provider.
        case file(name: JSONPart?, data: JSONPart?, id: JSONPart?)
        /// What has no equivalent elsewhere.
        case other
    }

    /// A call of a tool by the model.
    struct Call {
        let id: JSONPart
        let name: JSONPart
        /// The arguments, JSON within a string.
        let arguments: JSONPart?
        /// What the provider wants back with the call, an object.
        let extraContent: JSONPart?
    }

    /// What an assistant message holds.
    struct Answer {
        var content: [Content] = []
        /// What the provider wants back of the model's reasoning, each an object.
        var details: [JSONPart] = []
        var calls: [Call] = []
    }

    /// A message.
    enum Message {
        case system([Content])
        case user([Content])
        case assistant(Answer)
        /// The answer to a call.
        case tool(callID: JSONPart, content: [Content])
    }

    /// A function that the model may call.
    struct Tool {
        let name: JSONPart
        let description: JSONPart?
        let parameters: JSONPart?
        let strict: JSONPart?
    }

    /// Whether the model has to call a tool.
    enum ToolChoice {
        case auto, none, required
        case function(JSONPart)
    }

    /// The form that the answer must have.
    enum Format {
        case json
        case schema(name: JSONPart?, schema: JSONPart, strict: JSONPart?)
    }

    /// The members that are passed on by their names.
    private let members: JSONMembers
    let model: JSONPart
    let messages: [Message]
    let tools: [Tool]
    let toolChoice: ToolChoice?
    let format: Format?

    /// Reads a request.
    init(_ text: Span<UInt8>) throws(UntranslatableRequest) {
        do throws(JSONError) {
            let whole = try JSONPart(wholeOf: text)
            guard whole.kind == .object else {
                throw JSONError(.unexpectedKind, at: whole.range.lowerBound)
            }
            members = try JSONMembers(whole, of: text)
        } catch {
            throw .malformed("body")
        }
        guard let model = members["model", text, .string] else { throw .malformed("model") }
        self.model = model
        if let count = members["n", text]?.int(text), count != 1 {
            throw UntranslatableRequest("n", "The model's provider gives one answer to a request.")
        }
        messages = try Self.messages(members["messages", text], text)
        tools = try Self.tools(members["tools", text], text)
        toolChoice = try Self.toolChoice(members["tool_choice", text], text)
        format = try Self.format(members["response_format", text], text)
    }

    /// A member by its name; nil if there is none, or it is null.
    subscript(_ name: StaticString, _ text: Span<UInt8>) -> JSONPart? { members[name, text] }

    /// The bound of the answer's length, in tokens.
    func tokenLimit(_ text: Span<UInt8>) -> Int? {
        let limit = members["max_completion_tokens", text] ?? members["max_tokens", text]
        return limit?.int(text)
    }

    /// Whether the model may call several tools in one answer, if the request says.
    func allowsParallelCalls(_ text: Span<UInt8>) -> Bool {
        members["parallel_tool_calls", text]?.isBool(false, text) != true
    }

    /// The texts at which the answer stops.
    func stops(_ text: Span<UInt8>) -> [JSONPart] {
        guard let stop = members["stop", text] else { return [] }
        let all = stop.kind == .string ? [stop] : (try? stop.elements(of: text)) ?? []
        return all.filter { $0.kind == .string && !$0.content.isEmpty }
    }

    // Messages

    private static func messages(
        _ part: JSONPart?,
        _ text: Span<UInt8>
    ) throws(UntranslatableRequest) -> [Message] {
        guard let part, part.kind == .array else { throw .malformed("messages") }
        do throws(JSONError) {
            var messages: [Message] = []
            for element in try part.elements(of: text) where element.kind == .object {
                if let message = try message(JSONMembers(element, of: text), text) {
                    messages.append(message)
                }
            }
            return messages
        } catch {
            throw .malformed("messages")
        }
    }

    private static func message(
        _ members: JSONMembers,
        _ text: Span<UInt8>
    ) throws(JSONError) -> Message? {
        guard let role = members["role", text, .string] else { return nil }
        let content = try content(members["content", text], text)
        if role.equals("system", text) || role.equals("developer", text) { return .system(content) }
        if role.equals("user", text) { return .user(content) }
        if role.equals("assistant", text) {
            return .assistant(try answer(content, members, text))
        }
        guard role.equals("tool", text), let id = members["tool_call_id", text, .string] else {
            return nil
        }
        return .tool(callID: id, content: content)
    }

    private static func answer(
        _ content: [Content],
        _ members: JSONMembers,
        _ text: Span<UInt8>
    ) throws(JSONError) -> Answer {
        var answer = Answer(content: content)
        if let refusal = members["refusal", text, .string] { answer.content.append(.text(refusal)) }
        // LiteLLM's name for what is a model's own block.
        for name: StaticString in ["reasoning_details", "thinking_blocks"] {
            let elements = try members[name, text]?.elements(of: text) ?? []
            answer.details += elements.filter { $0.kind == .object }
        }
        for element in try members["tool_calls", text]?.elements(of: text) ?? []
        where element.kind == .object {
            let call = try JSONMembers(element, of: text)
            guard let id = call["id", text, .string],
                let function = call["function", text, .object]
            else { continue }
            let facts = try JSONMembers(function, of: text)
            guard let name = facts["name", text, .string] else { continue }
            answer.calls.append(
                Call(
                    id: id,
                    name: name,
                    arguments: facts["arguments", text, .string],
                    extraContent: call["extra_content", text, .object]
                )
            )
        }
        return answer
    }

    private static func content(
        _ part: JSONPart?,
        _ text: Span<UInt8>
    ) throws(JSONError) -> [Content] {
        guard let part else { return [] }
        if part.kind == .string { return [.text(part)] }
        var content: [Content] = []
        for element in try part.elements(of: text) {
            if element.kind == .string {
                content.append(.text(element))
            } else if element.kind == .object {
                content.append(try piece(JSONMembers(element, of: text), text))
            }
        }
        return content
    }

    private static func piece(
        _ members: JSONMembers,
        _ text: Span<UInt8>
    ) throws(JSONError) -> Content {
        if let words = members["text", text, .string] ?? members["refusal", text, .string] {
            return .text(words)
        }
        if let image = members["image_url", text] {
            if image.kind == .string { return .image(url: image) }
            guard image.kind == .object,
                let url = try JSONMembers(image, of: text)["url", text, .string]
            else { return .other }
            return .image(url: url)
        }
        if let file = members["file", text, .object] {
            let facts = try JSONMembers(file, of: text)
            return .file(
                name: facts["filename", text, .string],
                data: facts["file_data", text, .string],
                id: facts["file_id", text, .string]
            )
        }
        return .other
    }

    // Tools and forms

    private static func tools(
        _ part: JSONPart?,
        _ text: Span<UInt8>
    ) throws(UntranslatableRequest) -> [Tool] {
        guard let part else { return [] }
        do throws(JSONError) {
            var tools: [Tool] = []
            for element in try part.elements(of: text) where element.kind == .object {
                let tool = try JSONMembers(element, of: text)
                guard let function = tool["function", text, .object] else { continue }
                let facts = try JSONMembers(function, of: text)
                guard let name = facts["name", text, .string] else { continue }
                tools.append(
                    Tool(
                        name: name,
                        description: facts["description", text, .string],
                        parameters: facts["parameters", text, .object],
                        strict: facts["strict", text, .boolean]
                    )
                )
            }
            return tools
        } catch {
            throw .malformed("tools")
        }
    }

    private static func toolChoice(
        _ part: JSONPart?,
        _ text: Span<UInt8>
    ) throws(UntranslatableRequest) -> ToolChoice? {
        guard let part else { return nil }
        if part.equals("auto", text) { return .auto }
        if part.equals("none", text) { return ToolChoice.none }
        if part.equals("required", text) { return .required }
        do throws(JSONError) {
            if part.kind == .object,
                let function = try JSONMembers(part, of: text)["function", text, .object],
                let name = try JSONMembers(function, of: text)["name", text, .string]
            {
                return .function(name)
            }
        } catch {}
        throw .malformed("tool_choice")
    }

    private static func format(
        _ part: JSONPart?,
        _ text: Span<UInt8>
    ) throws(UntranslatableRequest) -> Format? {
        guard let part else { return nil }
        do throws(JSONError) {
            guard part.kind == .object else { throw JSONError(.unexpectedKind, at: 0) }
            let members = try JSONMembers(part, of: text)
            guard let type = members["type", text, .string] else { return nil }
            if type.equals("json_object", text) { return .json }
            guard type.equals("json_schema", text),
                let object = members["json_schema", text, .object]
            else { return nil }
            let facts = try JSONMembers(object, of: text)
            guard let schema = facts["schema", text, .object] else { return .json }
            return .schema(
                name: facts["name", text, .string],
                schema: schema,
                strict: facts["strict", text, .boolean]
            )
        } catch {
            throw .malformed("response_format")
        }
    }
}
