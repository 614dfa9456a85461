// What every client from AI SDK 5.0.0 on accepts, as a check of whole streams.

internal import JSON

/// The rules for UI message streams: the common subset of chunk types, their members, their order.
///
/// Stricter than any one client: what some release refuses is refused here.
public struct UIStreamRules {
    private enum Member { case text, anything }

    /// The members of each chunk type that we send; a name that ends in `?` may be absent.
    private static let members: [String: [String: Member]] = [
        "start": ["messageId": .text],
        "start-step": [:],
        "text-start": ["id": .text],
        "text-delta": ["id": .text, "delta": .text],
        "text-end": ["id": .text],
        "reasoning-start": ["id": .text],
        "reasoning-delta": ["id": .text, "delta": .text],
        "reasoning-end": ["id": .text],
        "tool-input-start": ["toolCallId": .text, "toolName": .text],
        "tool-input-delta": ["toolCallId": .text, "inputTextDelta": .text],
        "tool-input-available": ["toolCallId": .text, "toolName": .text, "input": .anything],
        "tool-output-available": ["toolCallId": .text, "output": .anything],
        "tool-output-error": ["toolCallId": .text, "errorText": .text],
        "finish-step": [:],
        "finish": ["messageMetadata?": .anything],
        "error": ["errorText": .text],
    ]

    private var problems: [String] = []
    private var hasStarted = false
    private var isInStep = false
    private var isOver = false
    private var openParts: Set<String> = []
    private var inputs: [String: String] = [:]
    private var settled: Set<String> = []
    private var answered: Set<String> = []

    private init() {}

    /// All breaches of the rules in a whole stream; empty if a client can read it.
    public static func problems(in stream: UIStream) -> [String] {
        var rules = UIStreamRules()
        rules.problems = stream.formProblems
        for chunk in stream.chunks { rules.take(chunk) }
        if stream.doneCount != 1 { rules.problems.append("\(stream.doneCount) times [DONE]") }
        if !rules.isOver { rules.problems.append("neither finish nor error") }
        return rules.problems
    }

    private mutating func take(_ chunk: JSONValue) {
        guard let type = chunk["type"]?.string, let expected = Self.members[type] else {
            return problems.append("no type that every client knows: \(chunk)")
        }
        checkMembers(of: chunk, expected)
        if isOver { problems.append("\(type) after the end") }
        if type == "start" {
            if hasStarted { problems.append("a second start") }
            hasStarted = true
        } else if !hasStarted {
            problems.append("\(type) before start")
        }
        checkOrder(of: chunk, type)
    }

    private mutating func checkMembers(of chunk: JSONValue, _ expected: [String: Member]) {
        let members = chunk.object?.members ?? []
        for member in members where member.name != "type" {
            guard let kind = expected[member.name] ?? expected[member.name + "?"] else {
                problems.append("unknown member \(member.name): \(chunk)")
                continue
            }
            if case .text = kind, member.value.string == nil {
                problems.append("\(member.name) is no string: \(chunk)")
            }
            if Self.hasForbiddenName(member.value) {
                problems.append("a name that clients take for an attack: \(chunk)")
            }
        }
        for name in expected.keys where !name.hasSuffix("?") && chunk[name] == nil {
            problems.append("\(name) is missing: \(chunk)")
        }
    }

    /// Tells whether the client's parser refuses the value (`secureJsonParse`).
    private static func hasForbiddenName(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains(where: hasForbiddenName)
        case .object(let object):
            object.members.contains { member in
                member.name == "__proto__"
                    || member.name == "constructor" && member.value["prototype"] != nil
                    || hasForbiddenName(member.value)
            }
        default: false
        }
    }

    private mutating func checkOrder(of chunk: JSONValue, _ type: String) {
        let part = type.split(separator: "-").first.map(String.init) ?? ""
        switch type {
        case "start-step":
            if isInStep { problems.append("a step within a step") }
            isInStep = true
        case "text-start", "reasoning-start": openPart(part, chunk)
        case "text-delta", "reasoning-delta":
            if !openParts.contains(key(part, chunk)) { problems.append("not open: \(chunk)") }
        case "text-end", "reasoning-end":
            if openParts.remove(key(part, chunk)) == nil { problems.append("not open: \(chunk)") }
        case "finish-step": finishStep()
        case "finish": finish()
        case "error": fail()
        case "start": break
        default: checkTool(chunk, type)
        }
    }

    private func key(_ part: String, _ chunk: JSONValue) -> String {
        "\(part) \(chunk["id"]?.string ?? "")"
    }

    private mutating func openPart(_ part: String, _ chunk: JSONValue) {
        if !isInStep { problems.append("outside of a step: \(chunk)") }
        if !openParts.insert(key(part, chunk)).inserted { problems.append("open: \(chunk)") }
    }

    private mutating func checkTool(_ chunk: JSONValue, _ type: String) {
        let id = chunk["toolCallId"]?.string ?? ""
        let name = chunk["toolName"]?.string ?? ""
        if !isInStep { problems.append("outside of a step: \(chunk)") }
        switch type {
        case "tool-input-start":
            // Before 5.0.219 a client takes a second call of this id for the first.
            if inputs.updateValue(name, forKey: id) != nil { problems.append("again: \(chunk)") }
        case "tool-input-delta":
            if inputs[id] == nil || settled.contains(id) { problems.append("not open: \(chunk)") }
        case "tool-input-available":
            if inputs[id] != name { problems.append("another tool: \(chunk)") }
            if !settled.insert(id).inserted { problems.append("again: \(chunk)") }
        default:
            if !settled.contains(id) { problems.append("output before input: \(chunk)") }
            if !answered.insert(id).inserted { problems.append("again: \(chunk)") }
        }
    }

    private mutating func finishStep() {
        if !isInStep { problems.append("the end of a step that is not open") }
        isInStep = false
        if !openParts.isEmpty { problems.append("open at the end of a step: \(openParts)") }
        if Set(inputs.keys) != answered { problems.append("a call without its output") }
    }

    private mutating func fail() {
        // What is open stays so in the client's message, and comes back with the next request.
        if !openParts.isEmpty { problems.append("open at the error: \(openParts)") }
        if Set(inputs.keys) != answered { problems.append("a call without its output") }
        isOver = true
    }

    private mutating func finish() {
        if isInStep { problems.append("finish within a step") }
        isOver = true
    }
}
