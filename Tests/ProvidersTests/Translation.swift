// What translators make of requests and events, as JSON.

import Bytes
import JSON
import Providers

/// A request in a provider's own form.
func translated(_ body: String, to dialect: Dialect) throws -> JSONValue {
    let output = try RequestTranslator.translate(body.utf8.span, to: dialect)
    return try JSONValue(parsing: output.bytes)
}

/// A request with messages, given as the elements of a JSON array, and further members.
func translated(
    messages: String,
    _ members: String = "",
    model: String = "m",
    to dialect: Dialect
) throws -> JSONValue {
    try translated(#"{"model":"\#(model)","messages":[\#(messages)]\#(members)}"#, to: dialect)
}

/// The chunks of a stream, the end mark left out.
struct Chunks {
    private(set) var all: [JSONValue] = []
    private(set) var isDone = false

    init(_ dialect: Dialect, _ events: [String]) throws {
        guard let translator = dialect.eventTranslator(unixSeconds: 7) else { return }
        for event in events {
            var output = ByteBuffer()
            try translator.translate(event.utf8.span, into: &output)
            for line in String(output.bytes).split(separator: "\n") {
                if line == "[DONE]" {
                    isDone = true
                } else {
                    all.append(try JSONValue(parsing: line.utf8.span))
                }
            }
        }
    }

    private var deltas: [JSONValue] { all.compactMap { $0["choices"]?[0]?["delta"] } }

    /// The fragments of a member of the deltas, joined.
    func joined(_ name: String) -> String { deltas.compactMap { $0[name]?.string }.joined() }

    /// The values of a member of the deltas.
    func values(_ name: String) -> [JSONValue] { deltas.compactMap { $0[name] } }

    var finishReason: String? {
        all.compactMap { $0["choices"]?[0]?["finish_reason"]?.string }.last
    }
    var usage: JSONValue? { all.compactMap { $0["usage"] }.last }
    var error: JSONValue? { all.compactMap { $0["error"] }.last }

    /// The calls: id, name and arguments joined by blanks, by their indices.
    var calls: [String] {
        var calls: [Int: (head: String, arguments: String)] = [:]
        for delta in values("tool_calls").compactMap({ $0[0] }) {
            guard let index = delta["index"]?.number?.asInt else { continue }
            var call = calls[index] ?? ("", "")
            if let id = delta["id"]?.string {
                call.head = id + " " + (delta["function"]?["name"]?.string ?? "")
            }
            call.arguments += delta["function"]?["arguments"]?.string ?? ""
            calls[index] = call
        }
        return calls.sorted { $0.key < $1.key }.map { $0.value.head + " " + $0.value.arguments }
    }
}
