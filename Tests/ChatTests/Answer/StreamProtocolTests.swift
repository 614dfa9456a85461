import Bytes
import Chat
import Testing

@Suite struct StreamProtocolTests {
    @Test(arguments: StreamProtocol.allCases)
    func `nobody keeps an answer or holds it back`(answer: StreamProtocol) {
        let lines = answer.encoder(for: .oldest).headLines.map { "\($0)" }
        let caching = answer == .mamba ? "no-cache" : "no-cache, no-transform"
        #expect(lines.contains("Cache-Control: \(caching)"))
        #expect(lines.contains("X-Accel-Buffering: no"))
    }

    @Test(
        arguments: [
            (.mamba, "text/event-stream; charset=utf-8", nil),
            (.ui, "text/event-stream; charset=utf-8", "X-Vercel-AI-UI-Message-Stream"),
            (.data, "text/plain; charset=utf-8", "X-Vercel-AI-Data-Stream"),
            (.text, "text/plain; charset=utf-8", nil),
        ] as [(StreamProtocol, String, String?)]
    )
    func `the head says what the body is`(answer: StreamProtocol, type: String, field: String?) {
        let lines = answer.encoder(for: .oldest).headLines.map { "\($0)" }
        #expect(lines.filter { $0.hasPrefix("Content-Type:") } == ["Content-Type: \(type)"])
        let own = lines.filter { $0.hasPrefix("X-Vercel") }
        #expect(own == (field.map { ["\($0): v1"] } ?? []))
    }

    @Test func `only plain text can neither show tools nor tell of failure`() {
        #expect(StreamProtocol.allCases.filter { !$0.showsTools } == [.text])
        let cut = StreamProtocol.allCases.filter { $0.encoder(for: .oldest).failsByCutting }
        #expect(cut == [.text])
    }

    @Test(
        arguments: [
            ("mamba", .mamba), ("ui", .ui), ("data", .data), ("text", .text), ("UI", nil),
            ("", nil),
        ]
            as [(String, StreamProtocol?)]
    )
    func `a protocol is asked for by its name`(name: String, expected: StreamProtocol?) {
        #expect(StreamProtocol(rawValue: name) == expected)
    }
}
