// What there is not enough of: streams, connections, room for the log.

import Foundation
import Glibc
import Testing

extension EndToEndTests {
    @Suite struct ShortageTests {
        @Test(arguments: [1, 2, 3])
        func `as many streams as the limit are served, and one more is told when to come again`(
            limit: Int
        ) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LIMITS__STREAMS": "\(limit)"])
            var answers: [EventReader] = []
            for number in 1...limit {
                // One below the limit there is still room, at the limit there is none.
                #expect(try server.status(of: "/health/ready") == 200)
                let answer = try server.chat("#mock id=\(number) tokens=1000 interval=20ms")
                #expect(answer.response.status == 200)
                try answer.skip(to: "text-delta")
                answers.append(answer)
            }
            for path in ["/chat", "/chat/completions"] {
                let connection = try server.connect()
                let refused = try connection.request("POST", path, body: chatBody("Hello"))
                #expect(refused.status == 503)
                #expect(refused["retry-after"] == "1")
                if path == "/chat" {
                    #expect(refused["x-mamba-error"] == "OVERLOADED")
                } else {
                    #expect(try refused.json()["detail"] is String)
                }
                // The connection is as good as before.
                #expect(try connection.request("GET", "/models").status == 200)
            }
            #expect(try server.status(of: "/health/ready") == 503)
            #expect(try server.status(of: "/health/live") == 200)
            #expect(try mock.count("started") == limit)
            // Those that are served do not notice, and one that leaves makes room.
            for answer in answers { try answer.skip(to: "text-delta") }
            answers.removeLast().hangUp()
            let hasRoom = try eventually {
                try server.status(of: "/health/ready") == 200
            }
            #expect(hasRoom)
            #expect(try server.chat("#mock id=9 tokens=1").rest().last?.type == "[DONE]")
            for answer in answers { answer.hangUp() }
        }

        @Test(arguments: [1, 2, 5])
        func
            `as many connections as the limit are kept, and one more takes the place of the oldest`(
                limit: Int
            ) throws
        {
            // One worker, because each makes room among its own connections.
            let server = try ChatServer(
                nil,
                settings: ["LIMITS__CONNECTIONS": "\(limit)", "SERVER__WORKERS": "1"]
            )
            var connections: [Connection] = []
            for _ in 1...limit {
                let connection = try server.connect()
                #expect(try connection.request("GET", "/models").status == 200)
                connections.append(connection)
            }
            for connection in connections {
                let newcomer = try server.connect()
                #expect(try newcomer.request("GET", "/models").status == 200)
                #expect(try connection.isClosedCleanly())
                connections.append(newcomer)
            }
            for connection in connections.suffix(limit) {
                #expect(try connection.request("GET", "/models").status == 200)
            }
        }

        @Test(arguments: [Program.Output.unread, .full, .closed])
        func `a log that cannot be written neither ends the server nor reaches a client`(
            output: Program.Output
        ) throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: ["LOGGING__LEVEL": "DEBUG"],
                output: output
            )
            let kept = try server.connect()
            for id in 1...50 {
                let answer = try server.chat(
                    "#mock id=\(id) tokens=2 interval=0",
                    on: id % 2 == 0 ? kept : nil
                )
                // The reader takes nothing but heads, chunks and events.
                #expect(try answer.rest().last?.type == "[DONE]")
            }
            #expect(try kept.request("GET", "/nothing").status == 404)
            let name = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(server.program.identifier)/fd/1"
            )
            switch output {
            case .full: #expect(name == "/dev/full")
            case .closed: #expect(name == "/dev/null")
            default: #expect(name.hasPrefix("pipe:"))
            }
            #expect(server.program.isRunning)
            server.program.signal(SIGTERM)
            #expect(try server.program.exitStatus() == 0)
        }
    }
}

extension ChatServer {
    /// The status of one resource, asked for on a new connection.
    fileprivate func status(of path: String) throws -> Int {
        try connect().request("GET", path).status
    }
}
