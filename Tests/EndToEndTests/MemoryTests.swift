// What the program holds when its clients have gone.

import Foundation
import Testing

extension EndToEndTests {
    /// Under a sanitizer, whose allocator keeps what is freed, these tests are left out.
    @Suite(.enabled(if: ProcessInfo.processInfo.environment["LSAN_OPTIONS"] == nil))
    struct MemoryTests {
        private static let clientCount = 24
        private static let roundCount = 3
        private static let growthMax = 6.0 * 1024 * 1024

        @Test func `clients that never read leave no memory behind`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            func metric(_ name: String) throws -> Double {
                let response = try server.connect().request("GET", "/metrics")
                return try #require(MetricsText(response)[name])
            }
            let before = try metric("process_resident_memory_bytes")
            for round in 1...Self.roundCount {
                let clients = try (1...Self.clientCount).map { number in
                    let client = try server.connect()
                    let body = try chatBody("#mock id=\(number) tokens=20000 bytes=2000 interval=0")
                    try client.send("POST", "/chat", body: body)
                    return client
                }
                let pauseCount = Double(round * Self.clientCount)
                let areStuck = try eventually(within: .seconds(60)) {
                    try metric("mamba_backpressure_pauses_total") >= pauseCount
                }
                #expect(areStuck)
                for client in clients { client.close(byReset: true) }
                let areGone = try eventually(within: .seconds(10)) {
                    try metric("mamba_streams_in_flight") == 0
                }
                #expect(areGone)
            }
            let growth = try metric("process_resident_memory_bytes") - before
            print("memory that clients that never read have left behind: \(growth) bytes")
            #expect(growth < Self.growthMax)
        }
    }
}
