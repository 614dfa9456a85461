// A tool that the client brings along and runs itself.

internal import Bytes
internal import JSON

/// A tool that is offered to the model and left to the client.
public struct ClientTool: Sendable, Equatable {
    /// The name that the model and the client know.
    public let name: String
    /// An element of the provider's `tools`, as JSON.
    let encoded: [UInt8]

    /// The longest name, in characters.
    ///
    /// OpenAI API reference: create chat completion, `tools`.
    static let nameLengthMax = 64

    /// Creates a tool.
    ///
    /// - Parameters:
    ///   - name: One to 64 letters, digits, underscores and hyphens.
    ///   - description: What the tool is for, as the content of a JSON string; nil tells the model nothing.
    ///   - parameters: Where the JSON Schema of its arguments stands, an object; nil is an object of no members.
    ///   - text: What both stand in.
    init(name: String, description: JSONSlice?, parameters: Range<Int>?, in text: Span<UInt8>) {
        precondition(Self.isName(name), "a tool's name is checked when the request is read")
        self.name = name
        var definition = ByteBuffer()
        definition.append(#"{"type":"function","function":{"name":""#)
        definition.append(name)
        if let description {
            definition.append(#"","description":""#)
            JSONString.appendRepaired(text.extracting(description.range), into: &definition)
        }
        definition.append(#"","parameters":"#)
        if let parameters {
            definition.append(text.extracting(parameters))
        } else {
            definition.append(#"{"type":"object","properties":{}}"#)
        }
        definition.append("}}")
        encoded = Array(definition.bytes)
    }

    /// Tells whether providers take a name.
    static func isName(_ name: String) -> Bool {
        1...nameLengthMax ~= name.utf8.count && name == ToolName.accepted(name)
    }
}
