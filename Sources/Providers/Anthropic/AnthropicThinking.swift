// Whether and how much a model of Anthropic's thinks before it answers.

internal import Bytes
internal import JSON

/// The thinking that a request asks for, as `reasoning_effort` or as Anthropic's own member `thinking`.
///
/// Anthropic documentation, "Extended thinking" and "Effort".
struct AnthropicThinking {
    private enum Form {
        case off
        /// The request has said nothing.
        case unsaid
        /// The client's own words.
        case own(JSONPart, budget: Int)
        /// So many tokens, for models before 4.6.
        case budget(Int)
        /// As much as the model finds right within an effort.
        case adaptive(effort: StaticString)

        var isOn: Bool {
            switch self {
            case .off, .unsaid: false
            case .own, .budget, .adaptive: true
            }
        }
    }

    private let form: Form

    /// Tells whether the model is to think.
    var isOn: Bool { form.isOn }

    /// Tells whether earlier thoughts are for the model: it may think without being asked to.
    var takesThoughts: Bool {
        if case .off = form { false } else { true }
    }

    init(_ request: ModelRequest, _ text: Span<UInt8>) {
        let asked = Self.form(request, text)
        // Within a loop of tools the thoughts before the call must stand in the history; without them the API takes
        // the conversation only from a model that does not think.
        form = Self.lacksThoughts(request, text) && asked.isOn ? .off : asked
    }

    private static func form(_ request: ModelRequest, _ text: Span<UInt8>) -> Form {
        if let own = request["thinking", text], own.kind == .object {
            let members = try? JSONMembers(own, of: text)
            if members?["type", text]?.equals("disabled", text) == true { return .off }
            return .own(own, budget: members?["budget_tokens", text]?.int(text) ?? 0)
        }
        guard let effort = request["reasoning_effort", text], effort.kind == .string else {
            return .unsaid
        }
        let name = effort.string(text)
        if name == "none" || name == "minimal" { return .off }
        guard takesBudget(request.model.string(text)) else {
            let known: [StaticString] = ["low", "medium", "high", "xhigh", "max"]
            return .adaptive(effort: known.first { "\($0)" == name } ?? "medium")
        }
        return .budget(name == "low" ? 1024 : name == "medium" ? 4096 : 16_384)
    }

    /// Models before 4.6 are told a number of tokens.
    private static func takesBudget(_ model: String) -> Bool {
        let older = [
            "claude-3", "sonnet-4-0", "sonnet-4-2", "sonnet-4-5", "opus-4-0", "opus-4-1",
            "opus-4-2", "opus-4-5", "haiku-4-5",
        ]
        return older.contains { model.contains($0) }
    }

    /// Tells whether the last answer called tools, and the thoughts that led to the calls are not there.
    private static func lacksThoughts(_ request: ModelRequest, _ text: Span<UInt8>) -> Bool {
        for message in request.messages.reversed() {
            switch message {
            case .tool: continue
            case .assistant(let answer):
                return !answer.calls.isEmpty && !answer.details.contains { isBlock($0, text) }
            case .user, .system: return false
            }
        }
        return false
    }

    /// Tells whether an object is a block of thinking as the API has told it.
    static func isBlock(_ object: JSONPart, _ text: Span<UInt8>) -> Bool {
        guard let members = try? JSONMembers(object, of: text),
            let type = members["type", text, .string]
        else { return false }
        if type.equals("redacted_thinking", text) { return members["data", text, .string] != nil }
        return type.equals("thinking", text) && members["signature", text, .string] != nil
    }

    /// The bound of the answer, in which thoughts count: what was asked for is for the answer itself.
    func tokenLimit(_ asked: Int) -> Int {
        switch form {
        case .own(_, let budget) where budget >= asked, .budget(let budget) where budget >= asked:
            asked.addingReportingOverflow(budget).overflow ? asked : asked + budget
        case .off, .unsaid, .own, .budget, .adaptive: asked
        }
    }

    /// Appends the members that say so, and the form of the answer, which shares one with the effort.
    func write(
        format: ModelRequest.Format?,
        _ text: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        switch form {
        case .off: output.append(#","thinking":{"type":"disabled"}"#)
        case .unsaid: break
        case .own(let object, _):
            output.append(#","thinking":"#)
            output.append(object, of: text)
        case .budget(let count):
            output.append(#","thinking":{"type":"enabled","budget_tokens":"#)
            output.appendDecimal(count)
            output.append("}")
        case .adaptive: output.append(#","thinking":{"type":"adaptive"}"#)
        }
        var effort: StaticString?
        if case .adaptive(let name) = form { effort = name }
        var schema: JSONPart?
        if case .schema(_, let object, _) = format { schema = object }
        guard effort != nil || schema != nil else { return }
        output.append(#","output_config":{"#)
        if let effort {
            output.append(#""effort":""#)
            output.append(effort)
            output.append(schema == nil ? "\"" : "\",")
        }
        if let schema {
            output.append(#""format":{"type":"json_schema","schema":"#)
            output.append(schema, of: text)
            output.append("}")
        }
        output.append("}")
    }
}
