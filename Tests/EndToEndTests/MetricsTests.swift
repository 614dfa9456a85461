// What /metrics tells after traffic that is known.

import Foundation
import Glibc
import Testing

/// The samples of a text of metrics, by their names and labels.
struct MetricsText {
    let lines: [String]

    init(_ response: Response) { lines = response.text.split(separator: "\n").map { String($0) } }

    /// The value of one sample; nil if there is none.
    subscript(_ sample: String) -> Double? {
        lines.first { $0.hasPrefix(sample + " ") }
            .flatMap { Double($0.dropFirst(sample.count + 1)) }
    }

    /// The sum of all samples of a metric with labels.
    func sum(_ metric: String) -> Double {
        lines.filter { $0.hasPrefix(metric + "{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}

extension EndToEndTests {
    @Suite struct MetricsTests {
        private func metrics(_ server: ChatServer) throws -> MetricsText {
            let response = try server.connect().request("GET", "/metrics")
            #expect(response.status == 200)
            #expect(response["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            return MetricsText(response)
        }

        private func wait(
            _ server: ChatServer,
            until condition: (MetricsText) -> Bool
        ) throws -> MetricsText {
            let deadline = Date(timeIntervalSinceNow: 60)
            while true {
                let text = try metrics(server)
                if condition(text) || deadline < Date() { return text }
            }
        }

        @Test func `all series are there before anything has happened`() throws {
            let text = try metrics(try ChatServer(nil))
            for sample in [
                #"mamba_http_requests_total{route="/chat",code="5xx"}"#,
                #"mamba_stream_ends_total{outcome="IDLE_TIMEOUT"}"#,
                #"mamba_upstream_failures_total{phase="connect"}"#,
                #"mamba_upstream_cancels_total{cause="client_left"}"#, "mamba_streams_total",
                #"mamba_auth_failures_total{reason="expired"}"#, "mamba_streams_in_flight",
                #"mamba_upstream_requests_total{model="other"}"#, "mamba_draining",
            ] {
                #expect(text[sample] == 0, "\(sample)")
            }
            #expect(try #require(text["process_resident_memory_bytes"]) > 1_000_000)
            #expect(try #require(text["process_open_fds"]) > 3)
            #expect(text["mamba_workers"] == 2)
        }

        @Test(arguments: ["0", "10"])
        func `connections to the provider are kept as the settings say, and counted`(
            keptCount: String
        ) throws {
            let mock = try MockServer()
            let settings = ["SERVER__WORKERS": "1", "OPENAI__KEEP_CONNECTIONS": keptCount]
            let server = try ChatServer(mock, settings: settings)
            let reused = #"mamba_upstream_connects_total{reused="true"}"#
            var count = 0.0
            var text = try metrics(server)
            // A connection is used again once it has been silent for a moment.
            while count < (keptCount == "0" ? 20 : 1000), text[reused] == 0 {
                _ = try server.chat("#mock tokens=1 interval=0").rest()
                count += 1
                text = try metrics(server)
            }
            #expect((text[reused] == 0) == (keptCount == "0"))
            #expect(text.sum("mamba_upstream_connects_total") == count)
            #expect(text[#"mamba_upstream_connects_total{reused="false"}"#] ?? 0 > 0)
        }

        @Test func `values are those of known traffic, over all workers, without secrets`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            for id in 1...6 {
                _ = try server.chat("#mock id=\(id) tokens=5 interval=0").rest()
            }
            _ = try server.chat("#mock id=7 fault=status:500").rest()
            _ = try server.connect().request("GET", "/secret-path?token=secret")
            let text = try wait(server) {
                $0[#"mamba_http_requests_total{route="/chat",code="2xx"}"#] == 7
            }
            #expect(text[#"mamba_http_requests_total{route="other",code="4xx"}"#] == 1)
            #expect(text["mamba_streams_total"] == 7)
            #expect(text[#"mamba_stream_ends_total{outcome="complete"}"#] == 6)
            #expect(text[#"mamba_stream_ends_total{outcome="PROVIDER_ERROR"}"#] == 1)
            #expect(text[#"mamba_upstream_requests_total{model="gpt-4o"}"#] == 9)
            #expect(text[#"mamba_upstream_failures_total{phase="status_5xx"}"#] == 3)
            #expect(text[#"mamba_upstream_retries_total{phase="status_5xx"}"#] == 2)
            let labels =
                #"gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="gpt-4o""#
            let duration = "gen_ai_client_operation_duration_seconds_count"
            #expect(text["\(duration){\(labels)}"] == 6)
            #expect(text["\(duration){\(labels),error_type=\"_OTHER\"}"] == 1)
            let usage = "gen_ai_client_token_usage_sum"
            #expect(text["\(usage){\(labels),gen_ai_token_type=\"output\"}"] == 30)
            #expect(text["gen_ai_server_time_to_first_token_seconds_count{\(labels)}"] == 6)
            #expect(text["mamba_streams_in_flight"] == 0)
            let all = text.lines.joined()
            for secret in ["sk-end-to-end", "secret"] { #expect(!all.contains(secret)) }
        }

        @Test func `a title's tokens are counted as any other's`() throws {
            let server = try ChatServer(try MockServer())
            let body = ##"{"userMessage":"#mock id=1 tokens=5 interval=0","conversationId":"1"}"##
            _ = try server.connect().request("POST", "/title/generate", body: body)
            let text = try metrics(server)
            let labels =
                #"gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="gpt-4o-mini""#
            let usage = "gen_ai_client_token_usage_sum"
            #expect(text["\(usage){\(labels),gen_ai_token_type=\"output\"}"] == 5)
            #expect(text["mamba_usage_missing_total"] == 0)
        }

        private static func titleRequest(_ directive: String) -> String {
            let body = ##"{"userMessage":"#mock id=1 \##(directive)","conversationId":"1"}"##
            return "POST /title/generate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        @Test(
            arguments: [
                ("LIMITS__STREAMS", 503), ("LIMITS__STREAMS_PER_CLIENT", 429),
            ]
        )
        func `titles count as streams in each limit, and streams for them`(
            setting: String,
            status: Int
        ) throws {
            let server = try ChatServer(try MockServer(), settings: [setting: "1"])
            let title = try server.connect()
            try title.send(Self.titleRequest("fault=silence"))
            _ = try wait(server) { $0["mamba_streams_in_flight"] == 1 }
            let chat = #"{"messages":[{"id":"1","role":"user","parts":[]}]}"#
            let refused = try server.connect().request("POST", "/chat", body: chat)
            #expect(refused.status == status)
            #expect(refused["retry-after"] == "1")
            title.close()
            _ = try wait(server) { $0["mamba_streams_in_flight"] == 0 }
            let answer = try server.chat("#mock id=2 tokens=1000 interval=20ms")
            try answer.skip(to: "text-delta")
            let second = try server.connect()
            try second.send(Self.titleRequest("tokens=1"))
            let turnedAway = try second.readResponse()
            #expect(turnedAway.status == status)
            #expect(turnedAway["retry-after"] == "1")
            answer.hangUp()
            _ = try wait(server) { $0["mamba_streams_in_flight"] == 0 }
            let third = try server.connect()
            try third.send(Self.titleRequest("tokens=1 interval=0"))
            #expect(try third.readResponse().status == 200)
            let text = try wait(server) { $0["mamba_streams_in_flight"] == 0 }
            #expect(text["mamba_streams_total"] == 3)
            #expect(text[#"mamba_stream_ends_total{outcome="client_left"}"#] == 2)
            #expect(text[#"mamba_stream_ends_total{outcome="complete"}"#] == 1)
        }

        @Test func `a client that leaves is a departure and a cancelled request`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try server.chat("#mock id=1 tokens=1000 interval=20ms")
            try answer.skip(to: "text-delta")
            #expect(try metrics(server)["mamba_streams_in_flight"] == 1)
            answer.hangUp()
            let text = try wait(server) {
                $0[#"mamba_client_disconnects_total{cause="client_left"}"#] == 1
            }
            #expect(text[#"mamba_upstream_cancels_total{cause="client_left"}"#] == 1)
            #expect(text[#"mamba_stream_ends_total{outcome="client_left"}"#] == 1)
            #expect(text["mamba_streams_in_flight"] == 0)
        }

        @Test func `on the port of the API credentials are asked for, unless it is made public`()
            throws
        {
            let keys = #"[{"key":"key-of-a-client","name":"client"}]"#
            var settings = ["AUTH__MODE": "api_key", "AUTH__API_KEYS": keys]
            let guarded = try ChatServer(nil, settings: settings)
            #expect(try guarded.connect().request("GET", "/metrics").status == 401)
            let response = try guarded.connect().request(
                "GET",
                "/metrics",
                fields: ["X-API-Key: key-of-a-client"]
            )
            #expect(
                MetricsText(response)[#"mamba_auth_failures_total{reason="missing"}"#] == 1
            )
            #expect(!response.text.contains("key-of-a-client"))
            settings["METRICS__PUBLIC"] = "true"
            let open = try ChatServer(nil, settings: settings)
            #expect(try open.connect().request("GET", "/metrics").status == 200)
            #expect(try open.connect().request("GET", "/models").status == 401)
        }

        @Test func `a port of its own serves metrics only, and the API then serves none`() throws {
            let settings = [
                "METRICS__PORT": "0", "METRICS__HOST": "127.0.0.1", "AUTH__MODE": "api_key",
                "AUTH__API_KEYS": #"[{"key":"k","name":"n"}]"#,
            ]
            let server = try ChatServer(nil, settings: settings)
            let line = try server.program.error.line { $0.contains("metrics") }
            let port = try #require(
                line.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\/metrics/).flatMap { Int($0.1) }
            )
            #expect(port != server.port)
            let connection = try Connection(to: port, of: server)
            let response = try connection.request("GET", "/metrics")
            #expect(response.status == 200)
            #expect(MetricsText(response)["mamba_workers"] == 2)
            #expect(try connection.request("GET", "/models").status == 404)
            #expect(try connection.request("POST", "/metrics").status == 405)
            #expect(try Connection(to: port, of: server).request("GET", "none").status == 400)
            #expect(try Connection(to: port, of: server).request("GET", "/v1/x").status == 404)
            let key = ["X-API-Key: k"]
            #expect(try server.connect().request("GET", "/metrics", fields: key).status == 404)
        }

        @Test func `the end of the process can be watched on a port of its own`() throws {
            let mock = try MockServer()
            let settings = ["METRICS__PORT": "0", "METRICS__HOST": "127.0.0.1"]
            let server = try ChatServer(mock, settings: settings)
            let line = try server.program.error.line { $0.contains("metrics") }
            let port = try #require(portNumber(in: line))
            func metrics() throws -> MetricsText {
                MetricsText(try Connection(to: port, of: server).request("GET", "/metrics"))
            }
            #expect(try metrics()["mamba_draining"] == 0)
            let answer = try server.chat("#mock id=1 tokens=100 interval=20ms")
            try answer.skip(to: "text-delta")
            server.program.signal(SIGTERM)
            let deadline = Date(timeIntervalSinceNow: 5)
            var text = try metrics()
            while text["mamba_draining"] == 0, Date() < deadline { text = try metrics() }
            #expect(text["mamba_draining"] == 1)
            #expect(text["mamba_streams_in_flight"] == 1)
            #expect(try answer.rest().last?.type == "[DONE]")
            #expect(try server.program.exitStatus() == 0)
        }

        @Test func `answers of OpenAI's API are counted as others, by their route`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let message = ##"{"role":"user","content":"#mock id=1 tokens=3 interval=0"}"##
            for isStream in [true, false] {
                let response = try server.connect().request(
                    "POST",
                    "/v1/chat/completions",
                    body: #"{"model":"gpt-4o","stream":\#(isStream),"messages":[\#(message)]}"#
                )
                #expect(response.status == 200)
            }
            #expect(try server.connect().request("GET", "/v1/models/a/b").status == 404)
            let text = try wait(server) {
                $0[#"mamba_http_requests_total{route="/v1/chat/completions",code="2xx"}"#] == 2
            }
            #expect(text["mamba_streams_total"] == 2)
            #expect(text[#"mamba_stream_ends_total{outcome="complete"}"#] == 2)
            #expect(text[#"mamba_upstream_requests_total{model="gpt-4o"}"#] == 2)
            let route = "/v1/models/{model}"
            #expect(text["mamba_http_requests_total{route=\"\(route)\",code=\"4xx\"}"] == 1)
        }

        @Test func `refusals by shares, the budget and the circuit are counted`() throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: [
                    "LIMITS__RATE__REQUESTS_PER_MINUTE": "60", "LIMITS__RATE__BURST": "2",
                    "METRICS__PUBLIC": "true", "RETRY__BUDGET_RATIO": "0",
                    "RETRY__BUDGET_PER_SECOND": "0", "CIRCUIT__CALLS": "1",
                    "CIRCUIT__OPEN_SECONDS": "60",
                ]
            )
            #expect(try metrics(server)[#"mamba_circuit_state{provider="openai"}"#] == 0)
            _ = try server.chat("#mock id=1 fault=status:500").rest()
            _ = try server.chat("#mock id=2 tokens=3").rest()
            for _ in 0..<3 { _ = try server.connect().request("GET", "/models") }
            let text = try wait(server) {
                ($0[#"mamba_rate_limit_refusals_total{limit="requests"}"#] ?? 0) >= 2
            }
            #expect(text[#"mamba_rate_limit_refusals_total{limit="streams"}"#] == 0)
            #expect(text["mamba_retry_budget_refusals_total"] == 1)
            #expect(text[#"mamba_circuit_state{provider="openai"}"#] == 2)
            #expect(text[#"mamba_stream_ends_total{outcome="PROVIDER_UNAVAILABLE"}"#] == 1)
        }

        // Three workers share the places, and a place that one gives back may be granted to another's call.
        @Test func `calls wait before a small provider, and all are answered`() throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: ["LIMITS__PROVIDER_CONCURRENCY": "2", "SERVER__WORKERS": "3"]
            )
            let run = try Program.run([
                "bench", "--url", server.url, "-c", "30", "--streams", "90", "--tokens", "5",
                "--interval", "1ms", "--seed", "1",
            ])
            #expect(run.status == 0, "\(run.output)\(run.error)")
            #expect(run.output.contains("90 complete, 0 aborted, 0 failed"))
            let text = try wait(server) {
                $0["mamba_stream_ends_total{outcome=\"complete\"}"] == 90
            }
            #expect((text["mamba_provider_queue_seconds_count"] ?? 0) >= 20)
            #expect(text["mamba_provider_queue_length"] == 0)
            #expect(text[#"mamba_provider_queue_refusals_total{reason="full"}"#] == 0)
        }

        @Test func `readings of the settings are counted, and what was counted stays`() throws {
            let directory = try TemporaryDirectory()
            try directory.write("auth: {mode: none}\n", to: "config/config.yaml")
            let server = try ChatServer(
                nil,
                settings: ["RELOAD__INTERVAL_SECONDS": "0"],
                in: directory
            )
            for _ in 0..<3 { _ = try server.connect().request("GET", "/models") }
            let requests = #"mamba_http_requests_total{route="/models",code="2xx"}"#
            #expect(try wait(server) { $0[requests] == 3 }[requests] == 3)
            server.program.signal(SIGHUP)
            let success = #"mamba_settings_reloads_total{outcome="success"}"#
            #expect(try wait(server) { $0[success] == 1 }[success] == 1)
            try directory.write("auth: {mode: wrong}\n", to: "config/config.yaml")
            server.program.signal(SIGHUP)
            let failure = #"mamba_settings_reloads_total{outcome="failure"}"#
            let text = try wait(server) { $0[failure] == 1 }
            #expect(text[failure] == 1)
            #expect(text[success] == 1)
            #expect(text[requests] == 3)
        }

        @Test func `metrics can be switched off`() throws {
            let server = try ChatServer(nil, settings: ["METRICS__ENABLED": "false"])
            #expect(try server.connect().request("GET", "/metrics").status == 404)
        }

        @Test func `the document lists every metric, and no other`() throws {
            let text = try metrics(try ChatServer(nil))
            let exposed = text.lines.filter { $0.hasPrefix("# TYPE ") }.map { line in
                let words = line.split(separator: " ")
                return "| `\(words[2])` | \(words[3]) |"
            }
            let document = try String(
                contentsOf: URL(filePath: #filePath)
                    .deletingLastPathComponent().deletingLastPathComponent()
                    .deletingLastPathComponent().appending(path: "docs/OPERATIONS.md"),
                encoding: .utf8
            )
            let rows = document.split(separator: "\n").filter {
                $0.contains(/^\| `(mamba|gen_ai|process)_/)
            }
            let listed = rows.map { row in
                row.split(separator: "|").prefix(2).map { "|\($0)" }.joined() + "|"
            }
            #expect(listed.sorted() == exposed.sorted())
            // The labels, as the samples have them.
            for row in rows {
                let cells = row.split(separator: "|").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                let name = cells[0].trimmingCharacters(in: ["`"])
                let labels = text.lines.filter { line in
                    let sample = line.prefix { $0 != "{" && $0 != " " }
                    return ["", "_bucket"].contains { sample == name + $0 }
                }.flatMap { $0.matches(of: /([a-z_]+)="/).map { String($0.1) } }
                let expected = Set(cells[2].matches(of: /`([a-z_]+)`/).map { String($0.1) })
                #expect(Set(labels).subtracting(["le"]) == expected, "\(name)")
            }
        }
    }
}
