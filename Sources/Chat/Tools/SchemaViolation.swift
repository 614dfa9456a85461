// Compares a JSON value with a schema, and says what is wrong and where.

internal import JSON

/// One way in which a value is not what its schema asks for, in the words of the original's
/// validation.
struct SchemaViolation: Equatable {
    /// A member's name or an element's index on the way to what is wrong.
    enum Step: Equatable {
        case name(String)
        case index(Int)
    }

    /// A stable name of what is wrong.
    let type: String
    let location: [Step]
    let message: String
    /// What stands there.
    let input: JSONValue
}

extension JSONSchema {
    /// A model that is told so much will not do better by being told more.
    private static let violationCountMax = 100

    /// In what a value differs from the schema, depth first: the first hundred differences.
    ///
    /// Nothing is converted: `"yes"` is no boolean and `"1"` is no number.
    func violations(in value: JSONValue) -> [SchemaViolation] {
        var violations: [SchemaViolation] = []
        check(value, at: [], into: &violations)
        return violations
    }

    fileprivate func check(
        _ value: JSONValue,
        at location: [SchemaViolation.Step],
        into violations: inout [SchemaViolation]
    ) {
        guard violations.count < Self.violationCountMax else { return }
        switch (self, value) {
        case (.object(let properties), .object(let object)):
            for property in properties {
                property.check(in: object, at: location, into: &violations)
            }
        case (.array(of: let schema), .array(let elements)):
            for (index, element) in elements.enumerated() {
                schema.check(element, at: location + [.index(index)], into: &violations)
            }
        case (.anyOf(let alternatives), _):
            violations += Self.violations(ofAll: alternatives, in: value, at: location)
        default:
            if accepts(scalar: value) { return }
            violations.append(SchemaViolation(kind, at: location, input: value))
        }
    }

    /// What is wrong by every alternative; nothing if one of them is met.
    private static func violations(
        ofAll alternatives: [JSONSchema],
        in value: JSONValue,
        at location: [SchemaViolation.Step]
    ) -> [SchemaViolation] {
        var all: [SchemaViolation] = []
        // That null would do as well is no help to who wrote something else.
        let isNamed = alternatives.count { $0.kind != .null } > 1
        for alternative in alternatives {
            let place = isNamed ? location + [.name(alternative.kind.label)] : location
            var violations: [SchemaViolation] = []
            alternative.check(value, at: place, into: &violations)
            if violations.isEmpty { return [] }
            if alternative.kind != .null { all += violations }
        }
        return all
    }

    private func accepts(scalar value: JSONValue) -> Bool {
        switch (self, value) {
        case (.string, .string), (.number, .number), (.boolean, .bool), (.null, .null): true
        case (.choice(let choices), .string(let text)): choices.contains(text)
        case (.integer, .number(let number)):
            number.asInt != nil || number.asDouble.map { $0.rounded() == $0 } ?? false
        default: false
        }
    }
}

extension JSONSchema.Property {
    fileprivate func check(
        in object: JSONObject,
        at location: [SchemaViolation.Step],
        into violations: inout [SchemaViolation]
    ) {
        let place = location + [.name(name)]
        if let value = object[name] {
            schema.check(value, at: place, into: &violations)
        } else if isRequired {
            violations.append(SchemaViolation(.missing, at: place, input: .object(object)))
        }
    }
}

extension SchemaViolation {
    /// What a schema can ask for, as far as messages differ.
    fileprivate enum Kind: Equatable {
        case missing, string, integer, number, boolean, null, array, object, anyOf
        case choice([String])

        /// The name of an alternative in the location of a violation.
        var label: String {
            switch self {
            case .string, .choice: "str"
            case .integer: "int"
            case .number: "float"
            case .boolean: "bool"
            case .array: "list"
            case .object: "dict"
            case .missing, .null, .anyOf: "none"
            }
        }
    }

    fileprivate init(_ kind: Kind, at location: [Step], input: JSONValue) {
        self.location = location
        self.input = input
        switch kind {
        case .missing: (type, message) = ("missing", "Field required")
        case .string: (type, message) = ("string_type", "Input should be a valid string")
        case .integer: (type, message) = ("int_type", "Input should be a valid integer")
        case .number: (type, message) = ("float_type", "Input should be a valid number")
        case .boolean: (type, message) = ("bool_type", "Input should be a valid boolean")
        case .null: (type, message) = ("none_required", "Input should be null")
        case .array: (type, message) = ("list_type", "Input should be a valid array")
        case .object, .anyOf: (type, message) = ("model_type", "Input should be an object")
        case .choice(let choices):
            (type, message) = ("literal_error", "Input should be \(choices.asAlternatives)")
        }
    }
}

extension JSONSchema {
    fileprivate var kind: SchemaViolation.Kind {
        switch self {
        case .string: .string
        case .choice(let choices): .choice(choices)
        case .integer: .integer
        case .number: .number
        case .boolean: .boolean
        case .null: .null
        case .array: .array
        case .object: .object
        case .anyOf: .anyOf
        }
    }
}

extension [String] {
    /// The texts in quotation marks, with `or` before the last.
    fileprivate var asAlternatives: String {
        let quoted = map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
