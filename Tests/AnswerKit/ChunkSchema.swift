// The JSON Schemas of chunks, one for each release of the AI SDK that came to accept more.

import Foundation
public import JSON

/// The schema of the chunks that a release accepts.
public struct ChunkSchema: Sendable {
    /// The releases that have a schema of their own; others have that of the one before.
    public static let releases = [
        "5.0.0", "5.0.7", "5.0.92", "6.0.0", "6.0.15", "6.0.202", "7.0.0", "7.0.70",
    ]

    /// The schema of the chunks that all releases accept.
    public static let oldest = ChunkSchema("5.0.0")

    /// The first release that has the schema.
    public let release: String
    private let alternatives: [JSONValue]

    /// Loads the schema of a release that has one of its own.
    public init(_ release: String) {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/ui-message-stream/\(release).schema.json")
        guard let data = try? Data(contentsOf: file),
            let schema = try? JSONValue(parsing: Array(data).span),
            let alternatives = schema["oneOf"]?.array, !alternatives.isEmpty
        else { preconditionFailure("no schema of release \(release)") }
        self.release = release
        self.alternatives = alternatives
    }

    /// What is wrong with a chunk; nil if the release accepts it.
    public func problem(with chunk: JSONValue) -> String? {
        let matching = alternatives.filter { schema in
            schema["properties"]?["type"].map { Self.matches(chunk["type"] ?? .null, $0) } ?? false
        }
        guard let schema = matching.first else { return "no type that the client knows: \(chunk)" }
        return Self.matches(chunk, schema) ? nil : "not as the client's schema has it: \(chunk)"
    }

    /// Checks a value against as much of JSON Schema as the files use.
    private static func matches(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let constant = schema["const"] { return value == constant }
        if let choices = schema["enum"]?.array { return choices.contains(value) }
        if schema["pattern"]?.string == "^data-" {
            return value.string?.hasPrefix("data-") ?? false
        }
        switch schema["type"]?.string {
        case "string": if value.string == nil { return false }
        case "boolean": if value.kind != .boolean { return false }
        case "object": if value.object == nil { return false }
        default: break
        }
        return membersMatch(value, schema)
    }

    private static func membersMatch(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        guard let object = value.object else { return schema["properties"] == nil }
        for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
            return false
        }
        return object.members.allSatisfy { member in
            if let property = schema["properties"]?[member.name] {
                return matches(member.value, property)
            }
            guard let others = schema["additionalProperties"] else { return true }
            return others != .bool(false) && matches(member.value, others)
        }
    }
}
