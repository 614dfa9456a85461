// A client of the server, on the loop of the test.

import AnswerKit
import Bytes
import Foundation
import JSON
import Reactor
import TestKit
import Testing

/// A request in the server's own API.
struct GatewayRequest {
    var line: String
    var fields: [String] = []
    var body = ""
    var host = "test"

    var text: String {
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        return ([line, "Host: \(host)"] + fields + length).joined(separator: "\r\n") + "\r\n\r\n"
            + body
    }

    static func get(_ path: String, _ fields: String...) -> GatewayRequest {
        GatewayRequest(line: "GET \(path) HTTP/1.1", fields: fields)
    }

    static func other(_ method: String, _ path: String, _ fields: String...) -> GatewayRequest {
        GatewayRequest(line: "\(method) \(path) HTTP/1.1", fields: fields)
    }

    /// A chat request whose only message tells the mock what to do, in the original's contract.
    static func chat(_ directive: String, tools: Bool = false) -> GatewayRequest {
        let part: JSONValue = ["type": "text", "text": .string("#mock " + directive)]
        let message: JSONValue = ["id": "1", "role": "user", "parts": [part]]
        var body: JSONValue = ["messages": [message], "model": "openai/gpt-4o"]
        if tools, case .object(var object) = body {
            object["tools"] = ["generateCard"]
            body = .object(object)
        }
        return post("/chat/completions", body)
    }

    /// A chat request as a client of the AI SDK sends it.
    static func uiChat(_ directive: String) -> GatewayRequest {
        let part: JSONValue = ["type": "text", "text": .string("#mock " + directive)]
        let message: JSONValue = ["id": "1", "role": "user", "parts": [part]]
        return post(
            "/chat",
            [
                "id": "chat-1", "messages": [message], "trigger": "submit-message",
                "model": "openai/gpt-4o", "tools": ["generateCard"],
            ]
        )
    }

    static func post(_ path: String, _ body: JSONValue) -> GatewayRequest {
        GatewayRequest(
            line: "POST \(path) HTTP/1.1",
            fields: ["Content-Type: application/json"],
            body: body.description
        )
    }
}

/// A response, as far as it has come.
struct GatewayResponse {
    let status: Int
    let fields: [String]
    /// The content without its framing.
    private(set) var content: [UInt8] = []
    /// Tells whether the content came to its proper end.
    private(set) var isComplete = false

    /// Reads what has come; nil before the head is whole.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(
            separator: "\r\n"
        )
        status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        fields = lines.dropFirst().map { String($0) }
        let rest = bytes[end.upperBound...]
        if status == 204 {
            isComplete = true
        } else if let length = field("Content-Length").flatMap({ Int($0) }) {
            content = Array(rest.prefix(length))
            isComplete = content.count == length
        } else {
            readChunks(rest)
        }
    }

    private mutating func readChunks(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstRange(of: [0x0D, 0x0A]) {
            let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            guard let size = Int(line, radix: 16) else { return }
            guard size > 0 else {
                isComplete = rest[end.upperBound...].starts(with: [0x0D, 0x0A])
                return
            }
            content += rest[end.upperBound...].prefix(size)
            guard rest.endIndex - end.upperBound >= size + 2 else { return }
            rest = rest[(end.upperBound + size + 2)...]
        }
    }

    /// The value of a field; nil if there is none.
    func field(_ name: String) -> String? {
        fields.first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// The content as text.
    var text: String { String(content.span) }

    /// The content as JSON.
    var json: JSONValue? { try? JSONValue(parsing: content.span) }

    /// The data of the stream's events.
    var events: [JSONValue] {
        text.split(separator: "\n\n").filter { $0.hasPrefix("data: ") }.compactMap {
            try? JSONValue(parsing: $0.dropFirst(6).utf8.span)
        }
    }

    /// The text of the original's events.
    var mambaText: String { events.compactMap { $0["textDelta"]?.string }.joined() }

    /// The type of the last event, and its error if it is one.
    var ending: [String?] { [events.last?["type"]?.string, events.last?["error"]?.string] }

    /// The content as a UI stream, which must be one that a client of the release can read.
    func uiStream(by schema: ChunkSchema = .oldest, waiting: Set<String> = []) -> UIStream {
        let stream = UIStream(content)
        let problems = UIStreamRules.problems(in: stream, by: schema, waiting: waiting)
        #expect(problems.isEmpty)
        return stream
    }
}

/// One connection to the server.
final class GatewayClient {
    private let peer = RecordingPeer()

    init(to address: SocketAddress, on loop: Loop) throws {
        peer.connection = try TCPConnection(connectingTo: address, on: loop, delegate: peer)
    }

    func send(_ request: GatewayRequest) { peer.send(request.text) }

    /// The response to the first request of the connection, as far as it has come.
    var response: GatewayResponse? { GatewayResponse(peer.received) }

    /// Tells whether the response may be whole: looked at again and again, so it must be cheap.
    var mayBeComplete: Bool {
        let end = Array("0\r\n\r\n".utf8)
        return peer.received.count < 10_000 || peer.received.suffix(end.count).elementsEqual(end)
    }

    var receivedCount: Int { peer.receivedCount }
    var hasEnded: Bool { peer.hasEnded }
    var failureCount: Int { peer.failures.count }

    /// Tells whether bytes are kept, or only counted.
    var keepsBytes: Bool {
        get { peer.keepsBytes }
        set { peer.keepsBytes = newValue }
    }

    /// The content so far, as text.
    var text: String { response?.text ?? "" }

    func stopReading() { peer.connection?.stopReading() }
    func startReading() { peer.connection?.startReading() }
    func close() { peer.connection?.close() }
    func reset() { peer.connection?.reset() }
    func endOutput() { peer.connection?.shutdownOutput() }
}
