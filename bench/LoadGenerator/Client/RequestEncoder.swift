// Writes the requests of one arm.

internal import Bytes
internal import JSON
internal import Timing

/// Encodes chat requests, whose directive tells the mock which stream to send.
///
/// What all requests of an arm share is written once, so that large histories do not make the generator slow.
final class RequestEncoder {
    private let arm: Arm
    private let directive: String
    private let prompt: String
    /// The messages before the last one as JSON, each followed by a comma.
    private var history = ByteBuffer()

    init(arm: Arm, configuration: LoadConfiguration) {
        self.arm = arm
        var pairs = " tokens=\(configuration.tokenCount) bytes=\(configuration.tokenByteCount)"
        pairs += " interval=\(configuration.interval.wholeMicroseconds)us"
        pairs += " delay=\(configuration.firstTokenDelay.wholeMicroseconds)us"
        if !configuration.directive.isEmpty { pairs += " " + configuration.directive }
        directive = pairs
        prompt = Self.text(of: configuration.promptByteCount)
        let count = configuration.historyMessageCount
        for number in 0..<count {
            // The bytes are dealt out so that their sum is exact.
            let total = configuration.historyByteCount
            let share = total * (number + 1) / count - total * number / count
            // The last of the history is the assistant's, before the question of the user.
            let role: StaticString = (count - number) % 2 == 1 ? "assistant" : "user"
            var json = JSONWriter(appendingTo: ByteBuffer())
            writeMessage(to: &json, role, id: "history-\(number)", text: Self.text(of: share))
            let message = json.finish()
            history.append(message.bytes)
            history.append(UInt8(ascii: ","))
        }
    }

    private static func text(of byteCount: Int) -> String {
        String(String(repeating: "padding ", count: byteCount / 8 + 1).prefix(byteCount))
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
        let text = "\(prompt)\n#mock id=\(id)\(directive)"
        var messages = ByteBuffer(minimumCapacity: history.count + text.utf8.count + 256)
        messages.append(UInt8(ascii: "["))
        messages.append(history.bytes)
        var message = JSONWriter(appendingTo: messages)
        writeMessage(to: &message, "user", id: "message-\(id)", text: text)
        var list = message.finish()
        list.append(UInt8(ascii: "]"))
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: list.count + 256))
        json.beginObject()
        if arm.wireProtocol == .ui {
            json.key("id")
            json.string("bench-\(id)")
            json.key("trigger")
            json.string("submit-message")
        }
        json.key("messages")
        json.raw(list.bytes)
        if arm.wireProtocol == .openai {
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

    private func writeMessage(
        to json: inout JSONWriter,
        _ role: StaticString,
        id: String,
        text: String
    ) {
        json.beginObject()
        json.key("role")
        json.string("\(role)")
        switch arm.wireProtocol {
        case .ui, .mamba:
            json.key("id")
            json.string(id)
            json.key("parts")
            json.beginArray()
            json.beginObject()
            json.key("type")
            json.string("text")
            json.key("text")
            json.string(text)
            json.endObject()
            json.endArray()
        case .openai:
            json.key("content")
            json.string(text)
        }
        json.endObject()
    }
}

extension Duration {
    /// The duration in microseconds, cut off.
    fileprivate var wholeMicroseconds: Int64 { wholeNanoseconds / 1000 }
}
