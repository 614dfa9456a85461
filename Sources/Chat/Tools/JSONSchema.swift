// The shapes that a JSON value can be asked to have: as much of JSON Schema as the tools use.

internal import JSON

/// A compiled schema.
///
/// Of JSON Schema it knows `type`, `enum`, `properties`, `required`, `items`, `anyOf` and
/// references to `$defs`. Members that no property names are allowed, as JSON Schema has it where
/// `additionalProperties` is not said.
indirect enum JSONSchema: Sendable {
    case string
    /// A string that is one of these.
    case choice([String])
    /// A number without a fraction, however it is written.
    case integer
    case number
    case boolean
    case null
    case array(of: JSONSchema)
    case object([Property])
    case anyOf([JSONSchema])

    /// A member that an object may or must have.
    struct Property: Sendable {
        let name: String
        let isRequired: Bool
        let schema: JSONSchema
    }

    /// Compiles a schema; nil if it uses what this type does not know.
    ///
    /// - Parameter definitions: The schemas that `#/$defs/…` refers to.
    init?(_ schema: JSONValue, definitions: JSONValue? = nil) {
        if let reference = schema["$ref"]?.string {
            let prefix = "#/$defs/"
            guard reference.hasPrefix(prefix),
                let target = definitions?[String(reference.dropFirst(prefix.count))]
            else { return nil }
            self.init(target, definitions: definitions)
        } else if let alternatives = schema["anyOf"]?.array {
            let compiled = alternatives.compactMap { JSONSchema($0, definitions: definitions) }
            guard compiled.count == alternatives.count else { return nil }
            self = .anyOf(compiled)
        } else {
            self.init(type: schema["type"]?.string, schema, definitions)
        }
    }

    private init?(type: String?, _ schema: JSONValue, _ definitions: JSONValue?) {
        switch type {
        case "string":
            guard let choices = schema["enum"]?.array else {
                self = .string
                return
            }
            self = .choice(choices.compactMap(\.string))
        case "integer": self = .integer
        case "number": self = .number
        case "boolean": self = .boolean
        case "null": self = .null
        case "array":
            guard let items = schema["items"],
                let element = JSONSchema(items, definitions: definitions)
            else { return nil }
            self = .array(of: element)
        case "object":
            let required = schema["required"]?.array ?? []
            var properties: [Property] = []
            for member in schema["properties"]?.object?.members ?? [] {
                guard let value = JSONSchema(member.value, definitions: definitions) else {
                    return nil
                }
                properties.append(
                    Property(
                        name: member.name,
                        isRequired: required.contains(.string(member.name)),
                        schema: value
                    )
                )
            }
            self = .object(properties)
        default: return nil
        }
    }
}
