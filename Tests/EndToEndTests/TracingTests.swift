// What a collector of traces gets, and what a provider is told.

import Foundation
import Reactor
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct TracingTests {
        private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
        private static let parent = "00-\(traceID)-00f067aa0ba902b7"

        /// A span as the collector has got it.
        private struct Span {
            let json: [String: Any]

            subscript(name: String) -> String? { json[name] as? String }

            /// The attributes, numbers as texts.
            var attributes: [String: String] {
                let list = json["attributes"] as? [[String: Any]] ?? []
                return Dictionary(
                    uniqueKeysWithValues: list.compactMap { attribute in
                        guard let key = attribute["key"] as? String,
                            let value = attribute["value"] as? [String: Any]
                        else { return nil }
                        return (key, value.values.first.map { "\($0)" } ?? "")
                    }
                )
            }
        }

        private func spans(_ request: ScriptedProvider.Request) throws -> [Span] {
            let json = try JSONSerialization.jsonObject(with: Data(request.body))
            let batch = try #require(json as? [String: Any])
            let resources = try #require(batch["resourceSpans"] as? [[String: Any]])
            let scopes = try #require(resources[0]["scopeSpans"] as? [[String: Any]])
            return try #require(scopes[0]["spans"] as? [[String: Any]]).map { Span(json: $0) }
        }

        /// Runs a test with a collector that answers as it is told.
        private func run(
            _ steps: [ScriptedProvider.Step] = [.whole(200, "{}")],
            _ settings: [String: String] = [:],
            _ body: (ChatServer, ScriptedProvider, LoopHarness) throws -> Void
        ) throws {
            let mock = try MockServer()
            try LoopHarness.run { harness in
                let collector = try ScriptedProvider(harness) { _ in steps }
                defer { collector.stop() }
                let own = [
                    "TRACING__ENDPOINT": collector.url("/v1/traces"),
                    "TRACING__HEADERS": #"["X-Collector-Key: secret-of-collector"]"#,
                    "TRACING__INTERVAL_SECONDS": "0.1", "OPENAI__MAX_RETRIES": "2",
                    "TRACING__TIMEOUT_SECONDS": "1", "RETRY__BASE_SECONDS": "0.001",
                ]
                let server = try ChatServer(mock, settings: own.merging(settings) { $1 })
                try body(server, collector, harness)
            }
        }

        @Test func `a chat is a span of ours and a span of the model's call below it`() throws {
            try run { server, collector, harness in
                let fields = ["traceparent: \(Self.parent)-01", "tracestate: vendor=1"]
                _ = try server.chat("#mock id=1 tokens=5 interval=0", fields: fields).rest()
                try harness.run { !collector.requests.isEmpty }
                let request = collector.requests[0]
                #expect(request.lines[0] == "POST /v1/traces HTTP/1.1")
                #expect(request.field("Content-Type") == "application/json")
                #expect(request.field("X-Collector-Key") == "secret-of-collector")
                let spans = try spans(request)
                let ours = try #require(spans.first { $0["name"] == "POST /chat" })
                let call = try #require(spans.first { $0["name"] == "chat gpt-4o" })
                #expect(spans.map { $0["traceId"] } == [Self.traceID, Self.traceID])
                #expect(ours["parentSpanId"] == "00f067aa0ba902b7")
                #expect(call["parentSpanId"] == ours["spanId"])
                #expect(ours["traceState"] == "vendor=1")
                #expect(ours.json["kind"] as? Int == 2)
                #expect(call.json["kind"] as? Int == 3)
                #expect(ours.attributes["http.route"] == "/chat")
                #expect(ours.attributes["http.response.status_code"] == "200")
                #expect(call.attributes["gen_ai.operation.name"] == "chat")
                #expect(call.attributes["gen_ai.request.model"] == "gpt-4o")
                #expect(call.attributes["gen_ai.usage.output_tokens"] == "5")
                #expect(call.attributes["gen_ai.response.time_to_first_chunk"] != nil)
                #expect(call.attributes["gen_ai.input.messages"] == nil)
                let start = try #require(call["startTimeUnixNano"].flatMap { Int($0) })
                let end = try #require(call["endTimeUnixNano"].flatMap { Int($0) })
                #expect(start < end)
                #expect(abs(Double(start) / 1e9 - Date().timeIntervalSince1970) < 60)
                #expect(try server.accessLines("/chat")[0]["trace_id"] as? String == Self.traceID)
                let body = String(decoding: request.body, as: UTF8.self)
                #expect(!body.contains("sk-end-to-end") && !body.contains("secret-of-collector"))
            }
        }

        @Test
        func `a failed call has its error and its tries; prompts only where they are asked for`()
            throws
        {
            try run([.whole(200, "{}")], ["TRACING__INCLUDE_PROMPTS": "true"]) {
                server,
                collector,
                harness in
                _ = try server.chat("#mock id=1 fault=status:500").rest()
                try harness.run { !collector.requests.isEmpty }
                let spans = try spans(collector.requests[0])
                let call = try #require(spans.first { $0["name"] == "chat gpt-4o" })
                #expect(call.attributes["error.type"] == "PROVIDER_ERROR")
                #expect(call.attributes["http.request.resend_count"] == "1")
                #expect(call.attributes["gen_ai.input.messages"]?.contains("#mock id=1") == true)
                for span in spans {
                    let status = try #require(span.json["status"] as? [String: Any])
                    #expect(status["code"] as? Int == 2)
                    #expect(status["message"] as? String == "PROVIDER_ERROR")
                }
            }
        }

        @Test func `behind a trusted proxy a span names the client, as the log does`() throws {
            let settings = ["SERVER__TRUSTED_HOPS": "1"]
            try run([.whole(200, "{}")], settings) { server, collector, harness in
                let fields = ["traceparent: \(Self.parent)-01", "X-Forwarded-For: 203.0.113.7"]
                _ = try server.chat("#mock id=1 tokens=1 interval=0", fields: fields).rest()
                try harness.run { !collector.requests.isEmpty }
                let spans = try spans(collector.requests[0])
                let ours = try #require(spans.first { $0["name"] == "POST /chat" })
                #expect(ours.attributes["client.address"] == "203.0.113.7")
                #expect(try server.accessLines("/chat")[0]["client"] as? String == "203.0.113.7")
            }
        }

        @Test func `a client decides that its request is not recorded`() throws {
            try run { server, collector, harness in
                let parent = "traceparent: \(Self.parent)-00"
                _ = try server.chat("#mock id=1 tokens=1", fields: [parent]).rest()
                let malformed = "traceparent: \(Self.parent)-0x"
                _ = try server.chat("#mock id=2 tokens=1", fields: [malformed]).rest()
                try harness.run { !collector.requests.isEmpty }
                let spans = try collector.requests.flatMap(spans)
                #expect(spans.count == 2)
                #expect(spans.allSatisfy { $0["traceId"] != Self.traceID })
                #expect(spans.contains { $0["parentSpanId"] == nil })
            }
        }

        @Test func `probes are traced only where their sender traces them`() throws {
            try run { server, collector, harness in
                let connection = try server.connect()
                for path in ["/health/live", "/health/ready", "/metrics", "/models"] {
                    _ = try connection.request("GET", path)
                }
                let parent = "traceparent: \(Self.parent)-01"
                _ = try connection.request("GET", "/health/live", fields: [parent])
                try harness.run {
                    (try? collector.requests.flatMap(spans).count) == 2
                }
                let names = try collector.requests.flatMap(spans).map { $0["name"] }
                #expect(names == ["GET /models", "GET /health/live"])
            }
        }

        @Test func `the last spans leave before the process ends`() throws {
            try run([.whole(200, "{}")], ["TRACING__INTERVAL_SECONDS": "60"]) {
                server,
                collector,
                harness in
                _ = try server.chat("#mock id=1 tokens=1").rest()
                server.program.signal(SIGTERM)
                #expect(try server.program.exitStatus() == 0)
                try harness.run { !collector.requests.isEmpty }
                #expect(try spans(collector.requests[0]).count == 2)
            }
        }

        @Test(arguments: [
            [ScriptedProvider.Step.whole(503, "")], [.reset], [.stall],
        ])
        func `a collector that fails disturbs nobody and delays the end by its time limit at most`(
            steps: [ScriptedProvider.Step]
        ) throws {
            try run(steps) { server, collector, harness in
                for id in 1...3 {
                    let events = try server.chat("#mock id=\(id) tokens=3 interval=0").rest()
                    #expect(events.last?.type == "[DONE]")
                }
                let deadline = Date(timeIntervalSinceNow: 10)
                var dropped = 0.0
                while dropped == 0, Date() < deadline {
                    let response = try server.connect().request("GET", "/metrics")
                    dropped = MetricsText(response)["mamba_trace_spans_dropped_total"] ?? 0
                }
                #expect(dropped > 0)
                server.program.signal(SIGTERM)
                #expect(try server.program.exitStatus() == 0)
                #expect(server.program.output.text.contains("Spans not exported"))
            }
        }

        @Test func `the provider is told of the trace, and of nothing when nothing is traced`()
            throws
        {
            for isTraced in [true, false] {
                try LoopHarness.run { harness in
                    let provider = try ScriptedProvider(harness) { _ in [.whole(500, "")] }
                    defer { provider.stop() }
                    var settings = [
                        "OPENAI__BASE_URL": provider.url("/v1"), "OPENAI__MAX_RETRIES": "1",
                        // It would be asked for its models at the start.
                        "HEALTH__OPENAI_CHECK_ENABLED": "false",
                    ]
                    if isTraced { settings["TRACING__ENDPOINT"] = "http://127.0.0.1:9/v1/traces" }
                    let server = try ChatServer(nil, settings: settings)
                    let fields = ["traceparent: \(Self.parent)-01", "tracestate: vendor=1"]
                    _ = try server.chat("Hello", fields: fields).rest()
                    try harness.run { !provider.requests.isEmpty }
                    let told = provider.requests[0].field("traceparent")
                    #expect(told?.hasPrefix("00-\(Self.traceID)-") == (isTraced ? true : nil))
                    #expect(told?.contains("00f067aa0ba902b7") != true)
                    let state = provider.requests[0].field("tracestate")
                    #expect(state == (isTraced ? "vendor=1" : nil))
                    #expect(provider.requests[0].field("Authorization") == "Bearer sk-end-to-end")
                    // The log can be found by the client's trace either way.
                    let line = try server.accessLines("/chat")[0]
                    #expect(line["trace_id"] as? String == Self.traceID)
                }
            }
        }
    }
}
