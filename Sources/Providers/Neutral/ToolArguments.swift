// The arguments of a call: JSON within a string in one API, an object in the others.

internal import Bytes
internal import JSON

extension ByteBuffer {
    /// Appends the arguments of a call as the object that they stand for.
    ///
    /// What is no object is wrapped, because an API with objects here refuses everything else: it is what the model
    /// said, and the model is to see it again.
    mutating func append(argumentsOf call: ModelRequest.Call, _ text: Span<UInt8>) {
        guard let arguments = call.arguments, !arguments.isBlank(text) else { return append("{}") }
        var json = ByteBuffer(minimumCapacity: arguments.content.count)
        JSONString.unescape(text.extracting(arguments.content), into: &json)
        if let whole = try? JSONPart(wholeOf: json.bytes), whole.kind == .object {
            return append(json.bytes.extracting(whole.range))
        }
        append(#"{"arguments":"#)
        append(arguments, of: text)
        append("}")
    }
}
