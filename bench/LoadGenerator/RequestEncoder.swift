// Writes the requests of one arm.

internal import Bytes
internal import JSON
internal import Reactor

/// Encodes chat requests, whose directive tells the mock which stream to send.
struct RequestEncoder {
    private let arm: Arm
    private let directive: String
    private let padding: String

    init(arm: Arm, configuration: LoadConfiguration) {
        self.arm = arm
        var pairs = " tokens=\(configuration.tokenCount) bytes=\(configuration.tokenByteCount)"
        pairs += " interval=\(configuration.interval.wholeMicroseconds)us"
        pairs += " delay=\(configuration.firstTokenDelay.wholeMicroseconds)us"
        if !configuration.directive.isEmpty { pairs += " " + configuration.directive }
        directive = pairs
        padding = String(repeating: "padding ", count: configuration.paddingByteCount / 8)
    }

    /// Appends the request for a stream.
    func append(id: UInt64, into output: inout ByteBuffer) {
        let body = body(id: id)
        output.append("POST ")
        output.append(arm.path)
        output.append(" HTTP/1.1\r\nHost: ")
        output.append(arm.authority)
        output.append("\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n")
        for field in arm.fields {
            output.append(field.name)
            output.append(": ")
            output.append(field.value)
            output.append("\r\n")
        }
        output.append("Content-Length: ")
        output.appendDecimal(body.count)
        output.append("\r\n\r\n")
        output.append(body.bytes)
    }

    private func body(id: UInt64) -> ByteBuffer {
        let prompt = "\(padding)\n#mock id=\(id)\(directive)"
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: prompt.utf8.count + 256))
        json.beginObject()
        switch arm.wireProtocol {
        case .ui:
            json.key("id")
            json.string("bench-\(id)")
            writeMessage(to: &json, id: id, prompt: prompt)
            json.key("trigger")
            json.string("submit-message")
        case .mamba: writeMessage(to: &json, id: id, prompt: prompt)
        case .openai:
            json.key("messages")
            json.beginArray()
            json.beginObject()
            json.key("role")
            json.string("user")
            json.key("content")
            json.string(prompt)
            json.endObject()
            json.endArray()
            json.key("stream")
            json.bool(true)
            json.key("stream_options")
            json.beginObject()
            json.key("include_usage")
            json.bool(true)
            json.endObject()
        }
        json.key("model")
        json.string(arm.model)
        json.endObject()
        return json.finish()
    }

    private func writeMessage(to json: inout JSONWriter, id: UInt64, prompt: String) {
        json.key("messages")
        json.beginArray()
        json.beginObject()
        json.key("id")
        json.string("message-\(id)")
        json.key("role")
        json.string("user")
        json.key("parts")
        json.beginArray()
        json.beginObject()
        json.key("type")
        json.string("text")
        json.key("text")
        json.string(prompt)
        json.endObject()
        json.endArray()
        json.endObject()
        json.endArray()
    }
}

extension Duration {
    /// The duration in microseconds, cut off.
    fileprivate var wholeMicroseconds: Int64 { wholeNanoseconds / 1000 }
}
