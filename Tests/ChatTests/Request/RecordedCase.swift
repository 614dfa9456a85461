// Cases recorded from the original service, for the tests that hold us to its contract.

import Bytes
import Foundation
import JSON
import Testing

@testable import Chat

/// One recorded request, with what the original answered and what it asked the provider.
struct RecordedCase: CustomTestStringConvertible, Sendable {
    let name: String
    let path: String
    let contentType: String?
    let body: [UInt8]
    let status: Int
    let json: JSONValue?
    let upstream: [JSONValue]
    /// The provider's answer to a title request, if the provider answered.
    let answer: String?
    let titleLengthMax: Int

    var testDescription: String { name }

    /// The content type, classified.
    var type: RequestContentType {
        guard let contentType else { return RequestContentType(nil) }
        return RequestContentType(contentType.utf8.span)
    }

    static let all: [RecordedCase] = Fixture.lines("contract/requests.jsonl").map(RecordedCase.init)

    static func named(_ pattern: String...) -> [RecordedCase] {
        let found = all.filter { one in pattern.contains { one.name.hasPrefix($0) } }
        precondition(!found.isEmpty, "no recorded case is called \(pattern)")
        return found
    }

    /// The model catalog of the recordings.
    static let models = ModelCatalog([], defaultModel: "gpt-4o")

    private init(_ line: JSONValue) {
        name = line["name"]?.string ?? ""
        path = line["path"]?.string ?? ""
        let headers = line["headers"]?.array ?? []
        let type = headers.first { $0[0]?.string?.lowercased() == "content-type" }?[1]?.string
        // The client of the recordings adds the type to bodies that it encodes itself.
        let isEncoded = headers.isEmpty && !name.hasPrefix("valid.ctype.none")
        contentType = type ?? (isEncoded ? "application/json" : nil)
        if let text = line["bodyBase64"]?.string {
            body = Array(Data(base64Encoded: text) ?? Data())
        } else {
            body = Array((line["body"]?.string ?? "").utf8)
        }
        status = line["expected"]?["status"]?.number?.asInt ?? 0
        json = line["expected"]?["json"]
        upstream = line["expected"]?["upstream"]?.array ?? []
        answer = line["answer"]?.string
        titleLengthMax = line["titleLengthMax"]?.number?.asInt ?? 50
    }
}

/// Files below Tests/Fixtures.
enum Fixture {
    static func text(_ path: String) -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        do {
            return try String(contentsOf: root.appending(path: "Fixtures/\(path)"), encoding: .utf8)
        } catch {
            preconditionFailure("\(path): \(error)")
        }
    }

    static func lines(_ path: String) -> [JSONValue] {
        text(path).split(separator: "\n").map { line in
            guard let value = JSONValue(text: String(line)) else {
                preconditionFailure("\(path) has a line that is not JSON")
            }
            return value
        }
    }
}

extension JSONValue {
    /// Reads a text; nil if it is not JSON.
    init?(text: String) {
        do throws(JSONError) {
            try self.init(parsing: text.utf8.span)
        } catch {
            return nil
        }
    }

    /// The value with members in the order of their names and JSON inside of strings as JSON, as
    /// the recordings are compared: the order of members and blanks in arguments and results are
    /// free.
    var normalized: JSONValue {
        switch self {
        case .object(let object):
            var sorted = JSONObject()
            for member in object.members.sorted(by: { $0.name < $1.name }) {
                sorted[member.name] = member.value.normalized
            }
            return .object(sorted)
        case .array(let elements): return .array(elements.map(\.normalized))
        case .string(let text):
            guard text.hasPrefix("{") || text.hasPrefix("["), let inner = JSONValue(text: text)
            else {
                return self
            }
            return ["json": inner.normalized]
        case .number, .bool, .null: return self
        }
    }
}

extension RequestRejection {
    /// The body, as JSON.
    var json: JSONValue? {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return JSONValue(text: String(buffer.bytes))
    }
}

extension CompletionRequest {
    /// The body, as JSON, with the tools by their names.
    borrowing func json(stream: Bool = true) -> JSONValue? {
        var buffer = ByteBuffer()
        encodeBody(into: &buffer, firstForm, stream: stream)
        guard case .object(var object) = JSONValue(text: String(buffer.bytes)) else { return nil }
        if let tools = object["tools"]?.array {
            object["tools"] = .array(tools.compactMap { $0["function"]?["name"] })
        }
        return .object(object)
    }
}
