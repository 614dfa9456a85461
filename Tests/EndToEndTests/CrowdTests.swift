// More connections than there are places for: those that ask for nothing, those that serve requests, and probes.

import Foundation
import Glibc
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct CrowdTests {
        @Test(arguments: [1, 3])
        func `connections that say nothing keep nobody out`(workers: Int) throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: [
                    "SERVER__WORKERS": "\(workers)", "LIMITS__CONNECTIONS": "50",
                    "LIMITS__HEAD_TIMEOUT_SECONDS": "300",
                ]
            )
            // One is served all the while, and a part of the others has begun a head.
            let answer = try server.chat("#mock id=1 tokens=100000 interval=20ms")
            try answer.skip(to: "text-delta")
            let crowd = try (0..<400).map { number in
                let connection = try server.connect()
                if number % 4 == 0 { try connection.send("GET /models HTTP/1.1\r\nHost: a\r\n") }
                return connection
            }
            for path in ["/health/live", "/health/ready", "/models", "/health/live"] {
                #expect(try server.connect().request("GET", path).status == 200)
            }
            #expect(try server.chat("#mock id=2 tokens=1").rest().last?.type == "[DONE]")
            // The crowd is accepted when each worker comes to it; of those that have no place then, because what others
            // have sent waits to be read, none need make room later.
            let hasMadeRoom = try eventually {
                let metrics = MetricsText(try server.connect().request("GET", "/metrics"))
                // A place that another worker was asked for is given away before that worker has come to it.
                return metrics["mamba_http_connections_active"] ?? 100 <= 53
                    && metrics.sum("mamba_http_connections_evicted_total") > 30
            }
            #expect(hasMadeRoom)
            try answer.skip(to: "text-delta")
            answer.hangUp()
            for connection in crowd { connection.close() }
        }

        @Test(arguments: [1, 2])
        func `probes are answered when each connection serves a request`(workers: Int) throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: ["SERVER__WORKERS": "\(workers)", "LIMITS__CONNECTIONS": "6"]
            )
            let answers = try (1...6).map { number in
                let answer = try server.chat("#mock id=\(number) tokens=100000 interval=20ms")
                try answer.skip(to: "text-delta")
                return answer
            }
            let crowd = try (0..<200).map { _ in try server.connect() }
            for _ in 0..<3 {
                for path in ["/health/live", "/health/ready"] {
                    let connection = try server.connect()
                    let response = try connection.request("GET", path)
                    #expect(response.status == 200)
                    #expect(response["connection"] == "close")
                    #expect(try connection.isClosedCleanly())
                }
                let connection = try server.connect()
                let refused = try connection.request("GET", "/models")
                #expect(refused.status == 503)
                #expect(refused["retry-after"] == "1")
                #expect(try connection.isClosedCleanly())
            }
            for answer in answers { try answer.skip(to: "text-delta") }
            for answer in answers { answer.hangUp() }
            for connection in crowd { connection.close() }
            let hasRoom = try eventually {
                try server.connect().request("GET", "/models").status == 200
            }
            #expect(hasRoom)
        }

        @Test func `silent connections to the port of metrics keep no scrape out`() throws {
            let server = try ChatServer(
                nil,
                settings: ["METRICS__PORT": "0", "METRICS__HOST": "127.0.0.1"]
            )
            let port = try #require(
                portNumber(in: try server.program.error.line { $0.contains("metrics") })
            )
            let crowd = try (0..<300).map { _ in try Connection(to: port, of: server) }
            for _ in 0..<3 {
                let connection = try Connection(to: port, of: server)
                #expect(try connection.request("GET", "/metrics").status == 200)
            }
            for connection in crowd { connection.close() }
        }

        @Test func `one address has no more connections than its bound, over all workers`() throws {
            let server = try ChatServer(
                nil,
                settings: ["SERVER__WORKERS": "3", "LIMITS__CONNECTIONS_PER_CLIENT": "4"]
            )
            var kept: [Connection] = []
            for _ in 0..<4 {
                let connection = try server.connect()
                #expect(try connection.request("GET", "/models").status == 200)
                kept.append(connection)
            }
            for _ in 0..<6 {
                let refused = try server.connect().request("GET", "/models")
                #expect(refused.status == 429)
                #expect(refused["retry-after"] == "1")
                #expect(try server.connect().request("GET", "/health/live").status == 200)
            }
            kept.removeLast().close()
            let hasRoom = try eventually {
                try server.connect().request("GET", "/models").status == 200
            }
            #expect(hasRoom)
        }

        @Test func `two hundred bodies that never end take no more memory than the bound`() throws {
            let server = try ChatServer(
                nil,
                settings: [
                    "SERVER__WORKERS": "2", "LIMITS__BODIES_BYTES": "33554432",
                    "LIMITS__BODY_TIMEOUT_SECONDS": "300",
                ]
            )
            let length = 10 * 1024 * 1024
            let head = """
                POST /chat HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n\
                Content-Length: \(length)\r\n\r\n
                """
            let body = [UInt8](repeating: 0x20, count: length - 100)
            let connections = try (0..<200).map { _ in
                let connection = try server.connect()
                try connection.send(head)
                try connection.send(bytes: body)
                return connection
            }
            let metrics = MetricsText(try server.connect().request("GET", "/metrics"))
            #expect(metrics["mamba_http_body_memory_bytes"] ?? .infinity <= 33_554_432 * 7 / 8)
            // The address sanitizer keeps what was freed.
            let resident = metrics["process_resident_memory_bytes"] ?? .infinity
            #expect(resident < 200e6 || Sanitizer.isOn)
            // A small one is welcome meanwhile.
            let small = try server.connect().request("POST", "/chat", body: "[]")
            #expect(small.status == 422)
            // Each worker refuses when it comes to it.
            var waiting = connections
            let areRefused = eventually {
                waiting.removeAll { connection in
                    guard let bytes = try? connection.receive(within: .zero) else { return false }
                    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 503 "))
                    return true
                }
                return waiting.count <= 10
            }
            #expect(areRefused)
            for connection in connections { connection.close() }
            let isFree = try eventually {
                MetricsText(try server.connect().request("GET", "/metrics"))[
                    "mamba_http_body_memory_bytes"
                ] == 0
            }
            #expect(isFree)
        }

        @Test func `a burst of a body and then silence ends as soon as silence alone`() throws {
            let server = try ChatServer(nil, settings: ["LIMITS__BODY_TIMEOUT_SECONDS": "0.5"])
            let connection = try server.connect()
            try connection.send("POST /chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n")
            // By the pace of 16 KiB a second, four minutes.
            try connection.send(bytes: [UInt8](repeating: 0x20, count: 4_000_000))
            #expect(try connection.readResponse().status == 408)
        }
    }
}
