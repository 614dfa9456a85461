// From a provider's events to chunks of OpenAI's chat completions.

public import Bytes
public import JSON

/// Reads the events of one model call and tells them as chunks.
///
/// A machine without I/O; one for each try. What it appends are the data of zero, one or several events in OpenAI's
/// form, each a line of JSON, or `[DONE]`, with a line feed behind it. An error that the provider tells within its
/// stream is a line with the member `error`. The end of a body that has not come to the API's own end mark appends
/// nothing that says it was whole.
public protocol EventTranslator: AnyObject {
    /// Translates the data of one event.
    ///
    /// - Throws: When it is not JSON, or no object.
    func translate(_ event: Span<UInt8>, into chunks: inout ByteBuffer) throws(JSONError)
}
