// A UI message stream as a client of the AI SDK reads it.

internal import Bytes
public import JSON

/// The chunks of a UI message stream, read strictly: what is not in the form that we promise is a
/// problem, although clients are more patient.
public struct UIStream {
    /// The chunks in their order.
    public private(set) var chunks: [JSONValue] = []
    /// How often `[DONE]` was sent.
    public private(set) var doneCount = 0
    /// The number of comments.
    public private(set) var commentCount = 0
    /// What is wrong with the stream's form.
    public private(set) var formProblems: [String] = []

    /// Reads a whole stream.
    public init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstRange(of: [0x0A, 0x0A]) {
            read(Array(rest[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { formProblems.append("an event is not terminated") }
    }

    private mutating func read(_ event: [UInt8]) {
        if event.contains(0x0A) || event.contains(0x0D) {
            formProblems.append("an event has more than one line")
        }
        guard event.starts(with: "data: ".utf8) else {
            if event.first == 0x3A { commentCount += 1 } else { formProblems.append("no data") }
            return
        }
        let data = Array(event.dropFirst(6))
        if doneCount > 0 { formProblems.append("something follows [DONE]") }
        if data.elementsEqual("[DONE]".utf8) {
            doneCount += 1
            return
        }
        do throws(JSONError) {
            chunks.append(try JSONValue(parsing: data.span))
        } catch {
            formProblems.append("\(error): \(String(data.span))")
        }
    }

    /// Each chunk as a line: its type and the values of its other members.
    public var lines: [String] {
        chunks.map { chunk in
            (chunk.object?.members ?? []).map { $0.value.string ?? $0.value.description }
                .joined(separator: " ")
        }
    }

    /// The text of all deltas.
    public var text: String {
        chunks.filter { $0["type"]?.string == "text-delta" }.compactMap { $0["delta"]?.string }
            .joined()
    }
}
