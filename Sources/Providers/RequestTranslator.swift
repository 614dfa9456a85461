// From a request in OpenAI's form to that of another API.

public import Bytes

/// Writes requests in a provider's own form.
public enum RequestTranslator {
    /// Translates the body of a model call, which becomes a stream whatever it was.
    ///
    /// - Parameter body: A request in the form of OpenAI's chat completions.
    /// - Throws: When the provider's API has no form for it.
    public static func translate(
        _ body: Span<UInt8>,
        to dialect: Dialect
    ) throws(UntranslatableRequest) -> ByteBuffer {
        precondition(!dialect.isNative, "what is native passes as it is")
        let request = try ModelRequest(body)
        var output = ByteBuffer(minimumCapacity: body.count + 256)
        switch dialect {
        case .openai, .azure: break
        case .anthropic: AnthropicRequest.write(request, body, into: &output)
        case .gemini: GeminiRequest.write(request, body, into: &output)
        case .responses: try ResponsesRequest.write(request, body, into: &output)
        }
        return output
    }
}
