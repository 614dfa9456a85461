// The list of errors in the body of a 422 answer.

internal import Bytes
internal import JSON

/// Builds `{"detail":[{"type","loc","msg","input","ctx"}…]}`, bounded in size.
struct RejectionReport: ~Copyable {
    private var json = ReportBuffer()
    private var isEmpty = true

    static let notAnObject = "Input should be a valid dictionary or object to extract fields from"
    private static let roles = "'user', 'assistant' or 'system'"
    private static let partTypes = "'text', 'tool-invocation'"
    private static let modelPattern = #"^openai/[\w-]+$"#
    private static let toolNamePattern = #"^[A-Za-z0-9_-]{1,64}$"#

    init() {
        json.raw(#"{"detail":["#)
    }

    /// Tells whether there is room for no further error.
    var isFull: Bool { json.isFull }

    consuming func finish() -> RequestRejection {
        json.raw("]}")
        return RequestRejection(status: 422, json.bytes)
    }

    mutating func add(_ error: RequestError, in body: Span<UInt8>) {
        let (type, message) = Self.words(for: error, in: body)
        begin(type, location: error.location, message)
        json.raw(#","input":"#)
        json.echo(body.extracting(error.input))
        addContext(of: error, in: body)
        json.raw("}")
    }

    /// Adds an error about the whole body, which is some JSON.
    mutating func add(_ type: String, _ message: String, json body: Span<UInt8>) {
        begin(type, location: [], message)
        json.raw(#","input":"#)
        json.echo(body)
        json.raw("}")
    }

    /// Adds an error about the whole body, which is some text.
    mutating func add(_ type: String, _ message: String, text body: Span<UInt8>) {
        begin(type, location: [], message)
        json.raw(#","input":"#)
        json.echo(text: body)
        json.raw("}")
    }

    mutating func addMissingBody() {
        begin("missing", location: [], "Field required")
        json.raw(#","input":null}"#)
    }

    mutating func addInvalidJSON(_ message: String, at position: Int) {
        begin("json_invalid", location: [.index(position)], "JSON decode error")
        json.raw(#","input":{},"ctx":{"error":"#)
        json.string(message)
        json.raw("}}")
    }

    private mutating func begin(_ type: String, location: [RequestError.Step], _ message: String) {
        if !isEmpty { json.raw(",") }
        isEmpty = false
        json.raw(#"{"type":"#)
        json.string(type)
        json.raw(#","loc":["body""#)
        for step in location {
            json.raw(",")
            switch step {
            case .member(let member): json.string(member.name)
            case .index(let index): json.int(index)
            case .name(let name): json.string(name)
            }
        }
        json.raw(#"],"msg":"#)
        json.string(message)
    }

    private mutating func addContext(of error: RequestError, in body: Span<UInt8>) {
        var context: [(name: StaticString, value: String)] = []
        switch error.rule {
        case .missing, .string, .number, .list, .dictionary, .object, .tooManyParts: return
        case .role: context = [("expected", Self.roles)]
        case .partTypeMissing: context = [("discriminator", "'type'")]
        case .partTypeInvalid(let type):
            context = [
                ("discriminator", "'type'"), ("tag", PythonText.tag(body.extracting(type))),
                ("expected_tags", Self.partTypes),
            ]
        case .tooMany(let most, let count):
            json.raw(#","ctx":{"field_type":"List","max_length":"#)
            json.int(most)
            json.raw(#","actual_length":"#)
            json.int(count)
            json.raw("}")
        case .modelPattern: context = [("pattern", Self.modelPattern)]
        case .toolNamePattern: context = [("pattern", Self.toolNamePattern)]
        case .tooShort(let least):
            json.raw(#","ctx":{"min_length":"#)
            json.int(least)
            json.raw("}")
        case .tooLong(let most):
            json.raw(#","ctx":{"max_length":"#)
            json.int(most)
            json.raw("}")
        case .tooLarge(let most):
            json.raw(#","ctx":{"le":"#)
            json.number(most)
            json.raw("}")
        }
        guard !context.isEmpty else { return }
        json.raw(#","ctx":{"#)
        for (index, entry) in context.enumerated() {
            json.raw(index == 0 ? "\"" : ",\"")
            json.raw(entry.name)
            json.raw("\":")
            json.string(entry.value)
        }
        json.raw("}")
    }

    private static func words(
        for error: RequestError,
        in body: Span<UInt8>
    ) -> (type: String, message: String) {
        switch error.rule {
        case .missing: ("missing", "Field required")
        case .string: ("string_type", "Input should be a valid string")
        case .list: ("list_type", "Input should be a valid list")
        case .dictionary: ("dict_type", "Input should be a valid dictionary")
        case .object: ("model_attributes_type", notAnObject)
        case .role: ("literal_error", "Input should be \(roles)")
        case .partTypeMissing:
            ("union_tag_not_found", "Unable to extract tag using discriminator 'type'")
        case .partTypeInvalid(let type):
            (
                "union_tag_invalid",
                "Input tag '\(PythonText.tag(body.extracting(type)))' found using 'type' "
                    + "does not match any of the expected tags: \(partTypes)"
            )
        case .tooMany(let most, let count):
            (
                "too_long",
                "List should have at most \(most) items after validation, not \(count)"
            )
        case .tooManyParts(let most, let count):
            (
                "too_long",
                "Messages should have at most \(most) parts in all, not \(count)"
            )
        case .modelPattern:
            ("string_pattern_mismatch", "String should match pattern '\(modelPattern)'")
        case .toolNamePattern:
            ("string_pattern_mismatch", "String should match pattern '\(toolNamePattern)'")
        case .tooShort(let least):
            (
                "string_too_short",
                "String should have at least \(least) character\(least == 1 ? "" : "s")"
            )
        case .tooLong(let most):
            ("string_too_long", "String should have at most \(most) characters")
        case .number: ("float_type", "Input should be a valid number")
        case .tooLarge(let most):
            ("less_than_equal", "Input should be less than or equal to \(most.shortText)")
        }
    }
}
