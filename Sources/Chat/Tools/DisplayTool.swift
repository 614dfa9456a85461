// A tool that shows something: its definition for the model, and what calling it comes to.

internal import Bytes
internal import JSON

/// The tools of this server; each has nothing to do but to hand its arguments to the client.
enum DisplayTool: Int, CaseIterable {
    case form, chart, code, card

    /// What is made of a tool's definition, once.
    struct Definition: Sendable {
        /// The name that the model and the client know.
        let name: String
        /// An element of the provider's `tools`, as compact JSON.
        let encoded: [UInt8]
        /// What arguments must look like.
        let schema: JSONSchema
        /// The names of the arguments in the order of the definition.
        let argumentNames: [String]
    }

    /// Finds a tool by its name.
    init?(named name: String) {
        guard let tool = Self.allCases.first(where: { $0.definition.name == name }) else {
            return nil
        }
        self = tool
    }

    /// What the tool is.
    var definition: Definition { Self.definitions[rawValue] }

    /// What the tool answers: the kind of thing to show, and every argument, absent ones as null.
    func result(of arguments: JSONValue) -> JSONValue {
        var result = JSONObject()
        result["type"] = .string(kind)
        for name in definition.argumentNames { result[name] = arguments[name] ?? .null }
        return .object(result)
    }

    private var kind: String {
        switch self {
        case .form: "form"
        case .chart: "chart"
        case .code: "code"
        case .card: "card"
        }
    }

    private var schemaText: String {
        switch self {
        case .form: ToolSchemas.form
        case .chart: ToolSchemas.chart
        case .code: ToolSchemas.code
        case .card: ToolSchemas.card
        }
    }

    private static let definitions: [Definition] = allCases.map { tool in
        guard let definition = Definition(tool.schemaText) else {
            preconditionFailure("the definition of a tool uses what is not checked: \(tool)")
        }
        return definition
    }
}

extension DisplayTool.Definition {
    init?(_ text: String) {
        let tree: JSONValue
        do throws(JSONError) {
            tree = try JSONValue(parsing: text.utf8.span)
        } catch {
            return nil
        }
        guard let name = tree["function"]?["name"]?.string,
            let parameters = tree["function"]?["parameters"],
            let schema = JSONSchema(parameters, definitions: parameters["$defs"]),
            case .object(let properties) = schema
        else { return nil }
        self.name = name
        self.schema = schema
        argumentNames = properties.map(\.name)
        var buffer = ByteBuffer()
        tree.write(into: &buffer)
        encoded = Array(buffer.bytes)
    }
}
