// A tool that the client brings along and runs itself.

internal import Bytes
internal import JSON

/// A tool that is offered to the model and left to the client.
///
/// What it is for and what it takes stay where they stand in the client's body, which may be long.
public struct ClientTool: Sendable, Equatable {
    /// The name that the model and the client know.
    public let name: String
    private let description: JSONSlice?
    private let parameters: Range<Int>?

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
    init(name: String, description: JSONSlice?, parameters: Range<Int>?) {
        precondition(Self.isName(name), "a tool's name is checked when the request is read")
        self.name = name
        self.description = description
        self.parameters = parameters
    }

    /// Appends an element of the provider's `tools`.
    ///
    /// - Parameter body: What the description and the parameters stand in.
    func appendDefinition(into output: inout ByteBuffer, _ body: Span<UInt8>) {
        output.append(#"{"type":"function","function":{"name":""#)
        output.append(name)
        if let description {
            output.append(#"","description":""#)
            JSONString.appendRepaired(body.extracting(description.range), into: &output)
        }
        output.append(#"","parameters":"#)
        if let parameters {
            output.append(body.extracting(parameters))
        } else {
            output.append(#"{"type":"object","properties":{}}"#)
        }
        output.append("}}")
    }

    /// Tells whether providers take a name.
    static func isName(_ name: String) -> Bool {
        1...nameLengthMax ~= name.utf8.count && name == ToolName.accepted(name)
    }
}
