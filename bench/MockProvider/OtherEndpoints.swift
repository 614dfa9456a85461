// The endpoints of OpenAI's API beside chats, answered without a script.

internal import Bytes
internal import JSON

/// Answers of one shape, whatever is asked: enough to see that requests arrive and answers come back.
enum OtherEndpoints {
    /// An answer with its media type; nil for a body that is no JSON object.
    struct Answer: ~Copyable {
        let type: StaticString
        let body: ByteBuffer
    }

    /// A vector for each text.
    static func embeddings(_ request: Span<UInt8>) -> Answer? {
        guard let request = try? JSONValue(parsing: request), request.object != nil else {
            return nil
        }
        let count = request["input"]?.array?.count ?? 1
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in
            json.member("object", "list")
            json.member("model", request["model"]?.string ?? "mamba-mock")
            json.array("data") { json in
                for index in 0..<count {
                    json.object { json in
                        json.member("object", "embedding")
                        json.member("index", index)
                        json.key("embedding")
                        json.beginArray()
                        for number in [0.25, -0.5, 1] { json.double(number) }
                        json.endArray()
                    }
                }
            }
            json.key("usage")
            json.object { json in
                json.member("prompt_tokens", count)
                json.member("total_tokens", count)
            }
        }
        return Answer(type: "application/json", body: json.finish())
    }

    /// A text, with a stream or whole.
    static func completion(_ request: Span<UInt8>) -> Answer? {
        guard let request = try? JSONValue(parsing: request), request.object != nil else {
            return nil
        }
        let model = request["model"]?.string ?? "mamba-mock"
        guard request["stream"]?.bool == true else {
            let whole = choice(model, "Once upon a time", reason: "stop")
            return Answer(type: "application/json", body: whole)
        }
        var events = ByteBuffer()
        for text in ["Once", " upon", " a time"] {
            append(choice(model, text, reason: nil), to: &events)
        }
        append(choice(model, "", reason: "stop"), to: &events)
        events.append("data: [DONE]\n\n")
        return Answer(type: "text/event-stream", body: events)
    }

    private static func append(_ chunk: borrowing ByteBuffer, to events: inout ByteBuffer) {
        events.append("data: ")
        events.append(chunk.bytes)
        events.append("\n\n")
    }

    private static func choice(_ model: String, _ text: String, reason: String?) -> ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in
            json.member("id", "cmpl-mock")
            json.member("object", "text_completion")
            json.member("created", 1_715_367_049)
            json.member("model", model)
            json.array("choices") { json in
                json.object { json in
                    json.member("index", 0)
                    json.member("text", text)
                    json.key("finish_reason")
                    if let reason { json.string(reason) } else { json.null() }
                }
            }
        }
        return json.finish()
    }
}
