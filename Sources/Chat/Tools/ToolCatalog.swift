// The tools that one conversation may use, and whether a call of one of them is right.

internal import Bytes
public import JSON

/// A selection of the server's tools.
public struct ToolCatalog: Sendable, Equatable {
    /// What comes of a model's call.
    public enum Verdict: Sendable, Equatable {
        /// The arguments fit: the arguments as the model gave them, and what the tool answers.
        case accepted(arguments: JSONValue, result: JSONValue)
        /// The arguments do not fit; the model is told why.
        case refused(messageForModel: String)
        /// There is no such tool in the selection; the model is told which there are.
        case unknown(messageForModel: String)
    }

    private var selected: Set<DisplayTool>

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
    public var isEmpty: Bool { selected.isEmpty }

    /// The names of the selected tools, in the server's order.
    public var names: [String] { tools.map(\.definition.name) }

    /// Adds a tool, if there is one of that name.
    mutating func select(_ name: String) {
        if let tool = DisplayTool(named: name) { selected.insert(tool) }
    }

    private var tools: [DisplayTool] { DisplayTool.allCases.filter(selected.contains) }

    /// Checks a call of the model against the tool's schema, without converting anything.
    ///
    /// - Parameter arguments: The arguments' JSON text as the model wrote it, its escapes in the
    ///   event resolved; empty means no arguments.
    public func check(name: String, arguments: Span<UInt8>) -> Verdict {
        guard let tool = DisplayTool(named: name), selected.contains(tool) else {
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
        let violations = tool.definition.schema.violations(in: value)
        guard violations.isEmpty else {
            return .refused(messageForModel: RetryPrompt.invalid(violations))
        }
        return .accepted(arguments: value, result: tool.result(of: value))
    }

    /// Appends the elements of the provider's `tools` array, with commas between them.
    func appendDefinitions(into output: inout ByteBuffer) {
        for (index, tool) in tools.enumerated() {
            if index > 0 { output.append(ASCII.comma) }
            output.append(tool.definition.encoded.span)
        }
    }
}
