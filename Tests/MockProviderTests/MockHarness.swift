// A mock and its clients on one loop, for tests over real sockets.

import Bytes
import HTTP
import JSON
import Reactor
import System
import Testing
import Timing

@testable import MockProvider

/// Runs a mock and clients in the test's thread, turn by turn, until what is waited for has
/// happened.
final class MockHarness {
    let loop: Loop
    let provider: MockProvider
    let address: SocketAddress
    private var clients: [RawClient] = []
    private let watchdog: Timer
    private let deadline: Instant

    private init(_ script: MockScript) throws {
        loop = try Loop()
        provider = MockProvider(on: loop, script: script)
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        address = socket.address
        deadline = Instant.now + .seconds(20)
        watchdog = Timer(on: loop) {}
        watchdog.schedule(at: deadline)
        try provider.listen(on: socket)
    }

    /// Runs a test against a fresh mock and checks that nothing stays open.
    static func run(
        _ script: MockScript = MockScript(),
        _ test: (MockHarness) throws -> Void
    ) throws {
        SignalWatcher.ignoreBrokenPipes()
        let harness = try MockHarness(script)
        defer {
            harness.provider.stop()
            for client in harness.clients { client.close() }
            harness.watchdog.cancel()
            harness.loop.finish()
        }
        try test(harness)
    }

    var statistics: MockStatistics { provider.counters.statistics }

    func client() throws -> RawClient {
        let client = try RawClient(on: loop, to: address)
        clients.append(client)
        return client
    }

    func wait(until condition: () -> Bool) throws {
        while !condition() {
            try #require(Instant.now < deadline, "it did not happen in time")
            loop.runOnce()
        }
    }

    /// The whole answer to a chat request.
    func answer(
        to prompt: String,
        stream: Bool = true,
        more: String = ""
    ) throws -> RawAnswer {
        let client = try client()
        client.post(Self.body(prompt, stream: stream, more: more))
        try wait { client.answer.isComplete || client.hasEnded }
        return client.answer
    }

    /// The whole answer to a request at a path.
    func answer(at path: String, fields: String, _ body: String) throws -> RawAnswer {
        let client = try client()
        client.post(body, to: path, fields: fields)
        try wait { client.answer.isComplete || client.hasEnded }
        return client.answer
    }

    static func body(_ prompt: String, stream: Bool = true, more: String = "") -> String {
        var content = ByteBuffer()
        JSONString.escape(prompt, into: &content)
        return #"{"model":"gpt-4o","stream":\#(stream)\#(more),"#
            + #""messages":[{"role":"user","content":"\#(String(content.bytes))"}]}"#
    }
}

/// A client that sends what it is told and keeps what it gets.
final class RawClient: TCPConnectionDelegate {
    private var connection: TCPConnection?
    private(set) var received: [UInt8] = []
    private(set) var longestRead = 0
    private(set) var isReset = false
    private(set) var hasEnded = false

    init(on loop: Loop, to address: SocketAddress) throws {
        connection = try TCPConnection(connectingTo: address, on: loop, delegate: self)
    }

    func send(_ text: String) {
        connection?.withOutput { $0.append(text) }
    }

    /// - Parameter fields: More field lines, each with its end.
    func post(
        _ body: String,
        to path: String = "/v1/chat/completions",
        fields: String = ""
    ) {
        send(
            "POST \(path) HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    func get(_ path: String, fields: String = "") {
        send("GET \(path) HTTP/1.1\r\nHost: mock\r\n\(fields)\r\n")
    }

    func pause() { connection?.stopReading() }
    func resume() { connection?.startReading() }

    func close() {
        connection?.close()
        connection = nil
        hasEnded = true
    }

    func forget() { received = [] }

    var answer: RawAnswer { RawAnswer(received) }

    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        longestRead = max(longestRead, bytes.count)
        received += Array(bytes)
    }

    func connectionDidReachEnd(_ connection: TCPConnection) { close() }

    func connection(_ connection: TCPConnection, didFail error: UVError) {
        isReset = error.name == "ECONNRESET"
        close()
    }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}
    func connectionDidBlock(_ connection: TCPConnection) {}
    func connectionDidAdvance(_ connection: TCPConnection) {}
    func connectionDidDrain(_ connection: TCPConnection) {}
}

/// A response taken apart.
struct RawAnswer {
    private(set) var status = 0
    private(set) var head = ""
    private(set) var body: [UInt8] = []
    /// The chunks of a body in chunks.
    private(set) var chunks: [String] = []
    private(set) var isComplete = false

    init(_ bytes: [UInt8]) {
        guard let headEnd = Self.endOfHead(bytes) else { return }
        head = String(decoding: bytes[..<headEnd], as: UTF8.self)
        status = Int(head.dropFirst(9).prefix(3)) ?? 0
        let rest = Array(bytes[headEnd...])
        if head.contains("Transfer-Encoding: chunked") {
            takeChunks(rest)
        } else {
            body = rest
            let field = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            isComplete = field.flatMap { Int($0.dropFirst(16)) } == rest.count
        }
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        for index in bytes.indices.dropFirst(3)
        where Array(bytes[index - 3...index]) == Array("\r\n\r\n".utf8) {
            return index + 1
        }
        return nil
    }

    private mutating func takeChunks(_ bytes: [UInt8]) {
        var decoder = ChunkedDecoder(byteCountMax: .max, limits: HTTPLimits())
        var position = 0
        while let step = try? decoder.next(bytes.span, at: &position) {
            switch step {
            case .needMore: return
            case .end:
                isComplete = true
                return
            case .data(let range):
                body += bytes[range]
                chunks.append(String(decoding: bytes[range], as: UTF8.self))
            }
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The data of all events.
    var events: [String] {
        var parser = EventStreamParser(byteCountMax: 1 << 24)
        var position = 0
        var events: [String] = []
        while let event = try? parser.next(body.span, at: &position) {
            switch event {
            case .needMore: return events
            case .data(let range): events.append(String(body.span.extracting(range)))
            case .keptData:
                var kept = parser.takeKept()
                events.append(String(kept.bytes))
                parser.giveBack(&kept)
            }
        }
        return events
    }

    /// All events that are JSON.
    var chunksOfJSON: [JSONValue] {
        events.compactMap { try? JSONValue(parsing: $0.utf8.span) }
    }

    /// All text of the deltas.
    var content: String { deltas("content").joined() }

    func deltas(_ name: String) -> [String] {
        chunksOfJSON.compactMap { $0["choices"]?[0]?["delta"]?[name]?.string }
    }

    var finishReasons: [String] {
        chunksOfJSON.compactMap { $0["choices"]?[0]?["finish_reason"]?.string }
    }
}
