// What the model is told when a call of a tool cannot be accepted.

internal import JSON

/// The tool messages that make a model try again.
enum RetryPrompt {
    /// More would not help the model, and each costs tokens.
    private static let violationCountMax = 20
    /// A model has its own arguments before it: this is to point at a place, not to repeat them.
    private static let inputByteCountMax = 1024

    /// A message for arguments that are not what the tool's schema asks for.
    static func invalid(_ violations: [SchemaViolation]) -> String {
        let count = violations.count
        var text = "\(count) validation error\(count == 1 ? "" : "s"):\n```json\n"
        text += indented(.array(violations.prefix(violationCountMax).map(report)), level: 0)
        return text + "\n```" + ending
    }

    /// A message for a tool that is not offered.
    static func unknownTool(_ name: String, offered: [String]) -> String {
        let choices =
            offered.isEmpty
            ? "No tools available."
            : "Available tools: " + offered.map { "'\($0)'" }.joined(separator: ", ")
        return "Unknown tool name: '\(name.prefix(200))'. " + choices + ending
    }

    private static let ending = "\n\nFix the errors and try again."

    private static func report(_ violation: SchemaViolation) -> JSONValue {
        let location = violation.location.map { step -> JSONValue in
            switch step {
            case .name(let name): .string(name)
            case .index(let index): .number(JSONNumber(index))
            }
        }
        return [
            "type": .string(violation.type),
            "loc": .array(location),
            "msg": .string(violation.message),
            "input": bounded(violation.input),
        ]
    }

    private static func bounded(_ input: JSONValue) -> JSONValue {
        let text = input.string ?? input.description
        guard text.utf8.count > inputByteCountMax else { return input }
        return .string(String(text.unicodeScalars.prefix(inputByteCountMax / 4)) + "…")
    }

    /// The value with two spaces of indentation for each level, as Python writes it.
    private static func indented(_ value: JSONValue, level: Int) -> String {
        let items: [String]
        let brackets: (opening: String, closing: String)
        switch value {
        case .object(let object):
            brackets = ("{", "}")
            items = object.members.map {
                "\(JSONValue.string($0.name)): \(indented($0.value, level: level + 1))"
            }
        case .array(let elements):
            brackets = ("[", "]")
            items = elements.map { indented($0, level: level + 1) }
        default: return value.description
        }
        guard !items.isEmpty else { return brackets.opening + brackets.closing }
        let inner = "\n" + String(repeating: "  ", count: level + 1)
        let outer = "\n" + String(repeating: "  ", count: level)
        return brackets.opening + inner + items.joined(separator: "," + inner) + outer
            + brackets.closing
    }
}
