// The scripted provider as a process.

import Foundation
import Testing
import Timing

/// `mamba mock` on a port of its own.
final class MockServer {
    let program: Program
    let port: Int

    init() throws {
        program = try Program(["mock", "--port", "0"])
        let line = try program.error.line { $0.contains("listening on http://") }
        port = try #require(portNumber(in: line))
    }

    var baseURL: String { "http://127.0.0.1:\(port)/v1" }
    var address: String { "127.0.0.1:\(port)" }

    /// The number of one of its counters.
    func count(_ name: String) throws -> Int {
        let response = try Connection(to: port).request("GET", "/mock/stats")
        return try #require(try response.json()[name] as? Int)
    }

    /// When the clients of its streams have left, by the streams' ids; on the machine's monotonic clock.
    func cancels() throws -> [UInt64: Instant] {
        let response = try Connection(to: port).request("GET", "/mock/cancels")
        let json = try JSONSerialization.jsonObject(with: Data(response.body))
        let pairs = try #require(json as? [[NSNumber]])
        return Dictionary(
            pairs.map { ($0[0].uint64Value, Instant(nanoseconds: $0[1].uint64Value)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// The port in a line such as `listening on http://127.0.0.1:8000`.
func portNumber(in line: String) -> Int? {
    line.firstMatch(of: /http:\/\/[0-9.]+:([0-9]+)/).flatMap { Int($0.1) }
}
