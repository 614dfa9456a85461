// The tools that one conversation may use, and whether a call of one of them is right.

internal import Bytes
public import JSON

/// A selection of the server's tools, and the tools that the client brings along.
public struct ToolCatalog: Sendable, Equatable {
    /// What comes of a model's call.
    public enum Verdict: Sendable, Equatable {
        /// The arguments fit: the arguments as the model gave them, and what the tool answers.
        case accepted(arguments: JSONValue, result: JSONValue)
        /// The tool is the client's, which alone can judge the arguments; they are an object.
        case leftToClient(arguments: JSONValue)
        /// The arguments do not fit; the model is told why.
        case refused(messageForModel: String)
        /// There is no such tool in the selection; the model is told which there are.
        case unknown(messageForModel: String)
    }

    private var selected: Set<DisplayTool>
    private var clientTools: [ClientTool] = []

    /// The selection of no tool.
    public static let none = ToolCatalog(selected: [])
    /// The selection of every tool.
    public static let all = ToolCatalog(selected: Set(DisplayTool.allCases))

    /// Selects tools by their names, whatever their order; unknown names and repetitions change
    /// nothing.
    public init(named names: some Sequence<String>) {
        selected = Set(names.lazy.compactMap { DisplayTool(named: $0) })
    }

    private init(selected: Set<DisplayTool>) {
        self.selected = selected
    }

    /// Tells whether no tool is selected.
    public var isEmpty: Bool { selected.isEmpty && clientTools.isEmpty }

    /// The names of the selected tools in the server's order, then those of the client.
    public var names: [String] { tools.map(\.definition.name) + clientTools.map(\.name) }

    /// Adds a tool, if there is one of that name.
    mutating func select(_ name: String) {
        if let tool = DisplayTool(named: name) { selected.insert(tool) }
    }

    /// Adds the client's tools, in linear time; of equal names the last counts, whoever's the others are.
    mutating func add(_ tools: [ClientTool]) {
        var names: Set<String> = []
        let lastOnes = (clientTools + tools).reversed().filter { names.insert($0.name).inserted }
        clientTools = lastOnes.reversed()
        selected = selected.filter { !names.contains($0.definition.name) }
    }

    private var tools: [DisplayTool] { DisplayTool.allCases.filter(selected.contains) }

    /// Checks a call of the model against the tool's schema, without converting anything.
    ///
    /// - Parameter arguments: The arguments' JSON text as the model wrote it, its escapes in the
    ///   event resolved; empty means no arguments.
    public func check(name: String, arguments: Span<UInt8>) -> Verdict {
        let tool = DisplayTool(named: name).flatMap { selected.contains($0) ? $0 : nil }
        guard tool != nil || clientTools.contains(where: { $0.name == name }) else {
            return .unknown(messageForModel: RetryPrompt.unknownTool(name, offered: names))
        }
        let value: JSONValue
        do throws(JSONError) {
            value = arguments.isEmpty ? [:] : try JSONValue(parsing: arguments, policy: .lenient)
        } catch {
            let violation = SchemaViolation(
                type: "json_invalid",
                location: [],
                message: "Invalid JSON: \(error)",
                input: .string(String(arguments))
            )
            return .refused(messageForModel: RetryPrompt.invalid([violation]))
        }
        guard let tool else { return leftToClient(value) }
        let violations = tool.definition.schema.violations(in: value)
        guard violations.isEmpty else {
            return .refused(messageForModel: RetryPrompt.invalid(violations))
        }
        return .accepted(arguments: value, result: tool.result(of: value))
    }

    private func leftToClient(_ arguments: JSONValue) -> Verdict {
        guard arguments.object == nil else { return .leftToClient(arguments: arguments) }
        let violation = SchemaViolation(
            type: "dict_type",
            location: [],
            message: "Input should be a valid dictionary",
            input: arguments
        )
        return .refused(messageForModel: RetryPrompt.invalid([violation]))
    }

    /// Appends the elements of the provider's `tools` array, with commas between them.
    ///
    /// - Parameter body: The body that the client's tools were read from.
    func appendDefinitions(into output: inout ByteBuffer, _ body: Span<UInt8>) {
        let start = output.count
        for tool in tools {
            if output.count > start { output.append(ASCII.comma) }
            let definition = tool.definition.encoded
            output.append(definition.span)
        }
        for tool in clientTools {
            if output.count > start { output.append(ASCII.comma) }
            tool.appendDefinition(into: &output, body)
        }
    }
}
