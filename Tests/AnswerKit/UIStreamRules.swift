// What clients of the AI SDK accept, as a check of whole streams.

internal import JSON

/// The rules for UI message streams: the chunks of a release, and their order.
///
/// Stricter than any one client: what some release refuses is refused here.
public struct UIStreamRules {
    private var problems: [String] = []
    private var hasStarted = false
    private var isInStep = false
    private var isOver = false
    private var openParts: Set<String> = []
    private var inputs: [String: String] = [:]
    /// The calls of which a fragment of the input has come.
    private var fragmented: Set<String> = []
    private var settled: Set<String> = []
    /// Whether the client has noted the step that began last.
    private var isNoted = false
    /// The calls of the last step that the client has noted.
    private var callsOfLastStep: Set<String> = []
    private var answered: Set<String> = []

    private let schema: ChunkSchema
    private var waiting: Set<String>
    private var isLeftToClient = false

    private init(_ schema: ChunkSchema, _ waiting: Set<String>) {
        self.schema = schema
        self.waiting = waiting
    }

    /// All breaches of the rules in a whole stream; empty if a client can read it.
    ///
    /// - Parameters:
    ///   - schema: What the client's release accepts.
    ///   - waiting: The ids of calls in the message that the answer goes on with which have no output yet.
    ///   - isCut: Whether the reader has left in the middle, so that an end is not to be expected.
    public static func problems(
        in stream: UIStream,
        by schema: ChunkSchema = .oldest,
        waiting: Set<String> = [],
        isCut: Bool = false
    ) -> [String] {
        var rules = UIStreamRules(schema, waiting)
        rules.problems = stream.formProblems
        for chunk in stream.chunks { rules.take(chunk) }
        if isCut { return rules.problems }
        if stream.doneCount != 1 { rules.problems.append("\(stream.doneCount) times [DONE]") }
        if !rules.isOver { rules.problems.append("neither finish nor error") }
        return rules.problems
    }

    private mutating func take(_ chunk: JSONValue) {
        if let problem = schema.problem(with: chunk) { problems.append(problem) }
        if Self.hasForbiddenName(chunk) {
            problems.append("a name that clients take for an attack: \(chunk)")
        }
        guard let type = chunk["type"]?.string else { return }
        if isOver { problems.append("\(type) after the end") }
        if type == "start" {
            if hasStarted { problems.append("a second start") }
            hasStarted = true
        } else if !hasStarted, type != "error", type != "abort" {
            problems.append("\(type) before start")
        }
        checkOrder(of: chunk, type)
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
            isNoted = false
            if isInStep { problems.append("a step within a step") }
            if isLeftToClient {
                problems.append("a step behind a call that the client has to answer")
            }
            isInStep = true
        case "text-start", "reasoning-start": openPart(part, chunk)
        case "text-delta", "reasoning-delta":
            if !openParts.contains(key(part, chunk)) { problems.append("not open: \(chunk)") }
        case "text-end", "reasoning-end":
            if openParts.remove(key(part, chunk)) == nil { problems.append("not open: \(chunk)") }
        case "finish-step": finishStep()
        case "finish": finish(chunk)
        case "error": fail()
        case "start", "abort": break
        case "source-url":
            noteStep()
            if !isInStep { problems.append("outside of a step: \(chunk)") }
        case "message-metadata": noteStep()
        default: checkTool(chunk, type)
        }
    }

    /// A client notes the beginning of a step with the first chunk that changes the message.
    private mutating func noteStep() {
        if !isNoted { callsOfLastStep = [] }
        isNoted = true
    }

    /// What `lastAssistantMessageIsCompleteWithToolCalls` says of the last step.
    private var asksAgain: Bool {
        !callsOfLastStep.isEmpty && callsOfLastStep.isSubset(of: answered)
    }

    private func key(_ part: String, _ chunk: JSONValue) -> String {
        "\(part) \(chunk["id"]?.string ?? "")"
    }

    private mutating func openPart(_ part: String, _ chunk: JSONValue) {
        noteStep()
        if !isInStep { problems.append("outside of a step: \(chunk)") }
        if !openParts.insert(key(part, chunk)).inserted { problems.append("open: \(chunk)") }
    }

    private mutating func checkTool(_ chunk: JSONValue, _ type: String) {
        let id = chunk["toolCallId"]?.string ?? ""
        let name = chunk["toolName"]?.string ?? ""
        if !isInStep, type.hasPrefix("tool-output-"), waiting.remove(id) != nil { return }
        if !isInStep { problems.append("outside of a step: \(chunk)") }
        noteStep()
        callsOfLastStep.insert(id)
        switch type {
        case "tool-input-start":
            // Before 5.0.219 a client takes a second call of this id for the first.
            if inputs.updateValue(name, forKey: id) != nil { problems.append("again: \(chunk)") }
        case "tool-input-delta":
            if inputs[id] == nil || settled.contains(id) { problems.append("not open: \(chunk)") }
            fragmented.insert(id)
        case "tool-input-available":
            if inputs[id] != name { problems.append("another tool: \(chunk)") }
            if !settled.insert(id).inserted { problems.append("again: \(chunk)") }
        case "tool-output-error":
            // A client acts on an input that is available, so what is available has not failed.
            if settled.contains(id) { problems.append("available, then failed: \(chunk)") }
            if !fragmented.contains(id) { problems.append("no input at all: \(chunk)") }
            settled.insert(id)
            if !answered.insert(id).inserted { problems.append("again: \(chunk)") }
        case "tool-output-available":
            if !settled.contains(id) { problems.append("output before input: \(chunk)") }
            if !answered.insert(id).inserted { problems.append("again: \(chunk)") }
        default: problems.append("never sent: \(chunk)")
        }
    }

    private mutating func finishStep() {
        if !isInStep { problems.append("the end of a step that is not open") }
        isInStep = false
        if !openParts.isEmpty { problems.append("open at the end of a step: \(openParts)") }
        if Set(inputs.keys) != settled { problems.append("a call without its input") }
        isLeftToClient = settled != answered
    }

    private mutating func fail() {
        // What is open stays so in the client's message, and comes back with the next request.
        if !openParts.isEmpty { problems.append("open at the error: \(openParts)") }
        if Set(inputs.keys) != answered { problems.append("a call without its output") }
        // Before 5.0.72 a client that sends by itself asks again even behind an error.
        if asksAgain, ["5.0.0", "5.0.7"].contains(schema.release) {
            problems.append("an error behind calls that have been answered")
        }
        isOver = true
    }

    private mutating func finish(_ chunk: JSONValue) {
        if isInStep { problems.append("finish within a step") }
        if chunk["messageMetadata"] != nil { noteStep() }
        if asksAgain { problems.append("a finish behind calls that have been answered") }
        isOver = true
    }
}
