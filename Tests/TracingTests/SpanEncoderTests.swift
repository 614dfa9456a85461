import Bytes
import JSON
import Testing

@testable import Tracing

@Suite struct SpanEncoderTests {
    private func encode(_ spans: [TraceSpan]) throws -> JSONValue {
        let encoder = SpanEncoder(
            resource: [TraceSpan.Attribute("service.name", .string("mamba"))],
            scope: "scope",
            version: "1.2"
        )
        let buffer = encoder.encode(spans)
        return try JSONValue(parsing: buffer.bytes)
    }

    private func span(state: String? = nil, parent: UInt64? = nil) throws -> TraceSpan {
        let context = TraceContext(
            traceID: try #require(TraceID(high: 1, low: 2)),
            spanID: try #require(SpanID(value: 3)),
            isSampled: true,
            state: state
        )
        let parent = parent.flatMap { SpanID(value: $0) }
        return TraceSpan(context, parent: parent, name: "GET /x", kind: .server, start: 1_000)
    }

    @Test func `a batch is one resource with one scope`() throws {
        let json = try encode([try span(), try span()])
        let resource = json["resourceSpans"]?.array?[0]
        let name: JSONValue = ["key": "service.name", "value": ["stringValue": "mamba"]]
        #expect(resource?["resource"] == ["attributes": [name]])
        let scope = resource?["scopeSpans"]?.array?[0]
        #expect(scope?["scope"] == ["name": "scope", "version": "1.2"])
        #expect(scope?["spans"]?.array?.count == 2)
    }

    private func encoded(_ span: TraceSpan) throws -> JSONValue {
        let resource = try encode([span])["resourceSpans"]?.array?[0]
        return try #require(resource?["scopeSpans"]?.array?[0]["spans"]?.array?[0])
    }

    @Test func `a span has its ids in hexadecimal and its times as texts`() throws {
        var span = try span(state: "a=1", parent: 0xAB)
        span.end = 1_790_000_000_123_456_789
        #expect(
            try encoded(span) == [
                "traceId": "00000000000000010000000000000002", "spanId": "0000000000000003",
                "traceState": "a=1", "parentSpanId": "00000000000000ab", "name": "GET /x",
                "kind": 2, "startTimeUnixNano": "1000",
                "endTimeUnixNano": "1790000000123456789", "attributes": [], "status": [:],
            ]
        )
    }

    @Test func `a root has no parent and no state`() throws {
        let json = try encoded(try span())
        #expect(json["parentSpanId"] == nil)
        #expect(json["traceState"] == nil)
    }

    @Test func `a failure is the status`() throws {
        var span = try span()
        span.failure = "IDLE_TIMEOUT"
        #expect(try encoded(span)["status"] == ["code": 2, "message": "IDLE_TIMEOUT"])
    }

    @Test(
        arguments: [
            (.string("a\"b\n\u{1}"), ["stringValue": "a\"b\n\u{1}"]),
            (.int(-9_223_372_036_854_775_808), ["intValue": "-9223372036854775808"]),
            (.double(0.25), ["doubleValue": 0.25]), (.bool(true), ["boolValue": true]),
            (.strings(["stop"]), ["arrayValue": ["values": [["stringValue": "stop"]]]]),
            (.strings([]), ["arrayValue": ["values": []]]),
        ] as [(TraceSpan.Value, JSONValue)]
    )
    func `attributes have their types`(value: TraceSpan.Value, json: JSONValue) throws {
        var span = try span()
        span.add("key", value)
        span.add("absent", nil)
        #expect(try encoded(span)["attributes"] == [["key": "key", "value": json]])
    }
}
