import Bytes
import Chat
import Testing

@Suite struct StreamProtocolTests {
    @Test(arguments: StreamProtocol.allCases)
    func `every protocol is an event stream that nobody keeps or holds back`(
        answer: StreamProtocol
    ) {
        let encoder = answer.encoder
        #expect("\(encoder.contentType)" == "text/event-stream; charset=utf-8")
        let fields = Dictionary(uniqueKeysWithValues: encoder.fields.map { ("\($0)", $1) })
        #expect(fields["Cache-Control"] == "no-cache")
        #expect(fields["X-Accel-Buffering"] == "no")
    }

    @Test func `only the AI SDK's protocol says that it is one`() {
        let name = "X-Vercel-AI-UI-Message-Stream"
        let values = StreamProtocol.allCases.map { answer in
            answer.encoder.fields.first { "\($0.name)" == name }?.value
        }
        #expect(values == [nil, "v1"])
    }

    @Test(
        arguments: [("mamba", .mamba), ("ui", .ui), ("UI", nil), ("", nil)]
            as [(String, StreamProtocol?)]
    )
    func `a protocol is asked for by its name`(name: String, expected: StreamProtocol?) {
        #expect(StreamProtocol(rawValue: name) == expected)
    }
}
