// Events as OpenAI's streaming interface sends them, for tests.

internal import Bytes
internal import JSON

/// The data of events of a provider's stream.
///
/// *Content* is the content of a JSON string, written into the event as it is; *text* is escaped.
public enum ProviderEvent {
    private static let head =
        #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"#
        + #""model":"gpt-4o-2024-08-06","system_fingerprint":"fp_1","choices":[{"index":0,"delta":"#

    /// The line of a UI stream that ends an answer of these events, for clients of the oldest release.
    public static let ending = ending("stop")

    /// The same with another reason, by the AI SDK's name.
    ///
    /// - Parameter usage: A JSON object.
    public static func ending(_ reason: String, usage: String? = nil) -> String {
        #"finish {"finishReason":"\#(reason)","model":"gpt-4o-2024-08-06""#
            + (usage.map { #","usage":\#($0)"# } ?? "") + "}"
    }

    /// The end mark.
    public static let done = "[DONE]"

    /// The first chunk of an answer, which names the role only.
    public static let role = delta(#"{"role":"assistant","content":"","refusal":null}"#)

    /// A chunk with a `delta` that is given as JSON.
    public static func delta(_ json: String, finish: String? = nil) -> String {
        head + json + #","logprobs":null,"finish_reason":"# + (finish.map { "\"\($0)\"" } ?? "null")
            + "}]}"
    }

    /// A fragment of the answer.
    public static func content(_ content: String) -> String {
        delta(#"{"content":"\#(content)"}"#)
    }

    /// A fragment of the answer.
    public static func text(_ text: String) -> String {
        content(escaped(text))
    }

    /// A fragment of the reasoning.
    public static func reasoning(_ text: String) -> String {
        delta(#"{"reasoning_content":"\#(escaped(text))"}"#)
    }

    /// A fragment of a refusal.
    public static func refusal(_ text: String) -> String {
        delta(#"{"refusal":"\#(escaped(text))"}"#)
    }

    /// The beginning of a tool call.
    public static func call(
        _ name: String,
        id: String?,
        index: Int? = 0,
        arguments: String = ""
    ) -> String {
        var members = index.map { [#""index":\#($0)"#] } ?? []
        if let id { members.append(#""id":"\#(id)","type":"function""#) }
        members.append(
            #""function":{"name":"\#(name)","arguments":"\#(escaped(arguments))"}"#
        )
        return delta(#"{"tool_calls":[{"# + members.joined(separator: ",") + "}]}")
    }

    /// A further fragment of a tool call's arguments.
    public static func arguments(_ text: String, index: Int? = 0, id: String? = nil) -> String {
        var members = index.map { [#""index":\#($0)"#] } ?? []
        if let id { members.append(#""id":"\#(id)""#) }
        members.append(#""function":{"arguments":"\#(escaped(text))"}"#)
        return delta(#"{"tool_calls":[{"# + members.joined(separator: ",") + "}]}")
    }

    /// The chunk with the reason to end.
    public static func finish(_ reason: String) -> String {
        delta("{}", finish: reason)
    }

    /// The chunk with the cost.
    public static func usage(prompt: Int, completion: Int) -> String {
        #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"#
            + #""model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":\#(prompt),"#
            + #""completion_tokens":\#(completion),"total_tokens":\#(prompt + completion),"#
            + #""completion_tokens_details":{"reasoning_tokens":0}}}"#
    }

    /// An error object in the stream.
    public static func error(_ message: String) -> String {
        #"{"error":{"message":"\#(escaped(message))","type":"server_error","param":null,"code":null}}"#
    }

    /// A whole answer of one text: role, fragments, reason, end mark.
    public static func answer(_ fragments: String...) -> [String] {
        [role] + fragments.map { text($0) } + [finish("stop"), done]
    }

    /// The bytes of a stream of events.
    public static func stream(_ events: [String]) -> [UInt8] {
        Array(events.map { "data: \($0)\n\n" }.joined().utf8)
    }

    private static func escaped(_ text: String) -> String {
        var content = ByteBuffer()
        JSONString.escape(text, into: &content)
        return String(content.bytes)
    }
}
