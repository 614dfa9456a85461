// What others have collected, sent to the running program: see the SOURCE.txt beside each fixture.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct CorpusTests {
        private static let fixtures = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

        // JSON, Nicolas Seriot's JSONTestSuite

        private static func texts() throws -> [(name: String, bytes: [UInt8])] {
            let folder = fixtures.appending(path: "JSONTestSuite/test_parsing")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map {
                // Data(contentsOf:) leaks on an empty file, and the address sanitizer minds.
                let file = try FileHandle(forReadingFrom: folder.appending(path: $0))
                return ($0, try [UInt8](file.readToEnd() ?? Data()))
            }
        }

        /// Tells whether a body was refused because it is no JSON, not because of what it says.
        private func isCalledNoJSON(_ response: Response, _ bytes: [UInt8]) -> Bool {
            // What is no UTF-8 and what is too deep is not read to its end, as FastAPI has it.
            if response.status == 400 { return true }
            return response.text.contains(bytes.isEmpty ? "Field required" : "JSON decode error")
        }

        @Test func `a body that is JSON is read, one that is none is refused, on one connection`()
            throws
        {
            let server = try ChatServer(nil)
            let connection = try server.connect()
            let texts = try Self.texts()
            #expect(texts.count == 318)
            for (name, bytes) in texts {
                let response = try connection.post("/chat", bytes)
                // None of them is a request for an answer, whatever else it is.
                #expect([400, 422].contains(response.status), "\(name)")
                switch name.prefix(2) {
                case "y_": #expect(!isCalledNoJSON(response, bytes), "\(name)")
                case "n_": #expect(isCalledNoJSON(response, bytes), "\(name)")
                default: break
                }
            }
            #expect(try connection.request("GET", "/health/live").status == 200)
        }

        @Test func `a request is answered if what it holds besides is JSON, and only then`() throws
        {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let connection = try server.connect()
            let start = Array(try chatBody("#mock tokens=1 interval=1ms").utf8.dropLast())
            var answeredCount = 0
            for (name, bytes) in try Self.texts() {
                // As the value of a member that means nothing.
                let body = start + Array(#","other":"#.utf8) + bytes + Array("}".utf8)
                let response = try connection.post("/chat", body)
                if response.status == 200 {
                    answeredCount += 1
                    #expect(response.text.hasSuffix("data: [DONE]\n\n"), "\(name)")
                }
                switch name.prefix(2) {
                case "y_": #expect(response.status == 200, "\(name)")
                case "n_": #expect(isCalledNoJSON(response, body), "\(name)")
                default: #expect([200, 400, 422].contains(response.status), "\(name)")
                }
            }
            #expect(answeredCount >= 95)
            #expect(try mock.count("started") == answeredCount)
        }

        // Requests within requests, Evan Custodio's smuggler

        private struct Mutation: Decodable {
            let header_latin1: String
            var bytes: [UInt8] {
                header_latin1.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            }
        }

        private static func mutations() throws -> [[UInt8]] {
            let file = fixtures.appending(path: "smuggler-te-mutations/mutations.json")
            let mutations = try JSONDecoder().decode([Mutation].self, from: Data(contentsOf: file))
            return Set(mutations.map(\.bytes)).sorted { $0.lexicographicallyPrecedes($1) }
        }

        /// Tells whether lines say, among others, what they seem to say: then a body in chunks is what was sent.
        private static func isExact(_ lines: [UInt8]) -> Bool {
            let values = String(decoding: lines, as: UTF8.self).lowercased()
                .components(separatedBy: "\r\n")
                .compactMap { $0.wholeMatch(of: /transfer-encoding:[ \t]*(.*?)[ \t]*/)?.1 }
            return values == ["chunked"]
        }

        @Test(arguments: [true, false])
        func `no request is taken out of another's body, and the provider hears of none`(
            hasLength: Bool
        ) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "ERROR"])
            let lines = try Self.mutations()
            #expect(lines.count == 1703)
            let hidden = try "0\r\n\r\n" + chatRequest("#mock tokens=1")
            let length = hasLength ? "Content-Length: \(hidden.utf8.count)\r\n" : ""
            let start = "POST /chat HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n"
            let rest = "\r\n\(length)\r\n\(hidden)GET /last HTTP/1.1\r\nHost: mamba\r\n\r\n"
            for line in lines where hasLength || !Self.isExact(line) {
                let connection = try server.connect()
                try connection.send(bytes: Array(start.utf8) + line + Array(rest.utf8))
                let statuses = try connection.statusesUpToRefusal()
                let name = "\(String(decoding: line, as: UTF8.self).debugDescription): \(statuses)"
                // Refused at once, or else no JSON; after that only what is no request of anybody.
                #expect(statuses.allSatisfy { 400..<500 ~= $0 || $0 == 501 }, "\(name)")
                #expect((1...2).contains(statuses.count), "\(name)")
                guard statuses.count == 2 else { continue }
                #expect([415, 422].contains(statuses[0]), "\(name)")
                #expect(statuses[1] == (hasLength ? 404 : 400), "\(name)")
            }
            #expect(try mock.count("started") == 0)
            #expect(try server.connect().request("GET", "/health/live").status == 200)
        }

        private func chatRequest(_ directive: String) throws -> String {
            let body = try chatBody(directive)
            return "POST /chat HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        @Test func `a request that was hidden is found by these tests where it is none`() throws {
            // The same bytes with an honest line: so a 200 and a call of the provider would show.
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let connection = try server.connect()
            try connection.send(
                "POST /chat HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(try chatRequest("#mock tokens=1"))"
                    + "GET /last HTTP/1.1\r\nHost: mamba\r\n\r\n"
            )
            #expect(try connection.statusesUpToRefusal() == [422, 200, 404])
            #expect(try mock.count("started") == 1)
        }

        // Line ends in targets

        @Test func `no target puts a field into the answer`() throws {
            let server = try ChatServer(nil)
            let file = Self.fixtures.appending(path: "crlf-injection/crlfinjection.txt")
            let targets = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            #expect(targets.count == 17)
            for target in targets {
                let response = try server.connect().request("GET", String(target))
                #expect([400, 404].contains(response.status), "\(target)")
                #expect(response["set-cookie"] == nil, "\(target)")
            }
        }
    }
}

extension Connection {
    /// Posts a body as JSON.
    fileprivate func post(_ path: String, _ body: [UInt8]) throws -> Response {
        let head =
            "POST \(path) HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        try send(bytes: Array(head.utf8) + body)
        return try readResponse()
    }

    /// The statuses of all answers up to one of 404, for the request that was sent last, or to the end.
    fileprivate func statusesUpToRefusal() throws -> [Int] {
        var statuses: [Int] = []
        while statuses.last != 404 {
            guard let piece = try receive() else { break }
            giveBack(piece)
            statuses.append(try readResponse().status)
        }
        return statuses
    }
}
