// Many streams at once, complete and broken off; the load generator checks every byte.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct LoadTests {
        /// The descriptors by which the multi handles of libcurl are woken: a pair each, for 128 streams each.
        private static let wakeUpDescriptorsMax = 40
        /// Idle connections that these multi handles keep for the next requests, 128 each.
        private static let idleProviderConnectionsMax = 1280

        @Test func `a thousand streams at once arrive whole, twice, and leave nothing open`() throws
        {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let descriptors = ProcessDescriptors(of: server, provider: mock)
            let before = try descriptors.count()
            for round in 1...2 {
                let bench = try Program.run([
                    "bench", "--url", server.url, "-c", "1000", "--streams", "1000", "--tokens",
                    "40",
                    "--interval", "40ms", "--ramp", "1s", "--server-pid",
                    "\(server.program.identifier)",
                    "--mock", mock.address, "--seed", "\(round)",
                ])
                print(bench.output)
                #expect(bench.status == 0, "\(bench.output)\(bench.error)")
                #expect(bench.output.contains("1,000 complete, 0 aborted, 0 failed"))
                #expect(bench.output.contains("40,000 tokens sent"))
                try expectClientsGone(descriptors, since: before)
            }
            #expect(try mock.count("open") == 0)
            #expect(try mock.count("completed") == 2000)
        }

        @Test func `the provider hears within a second that a client has left`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let descriptors = ProcessDescriptors(of: server, provider: mock)
            let before = try descriptors.count()
            let bench = try Program.run([
                "bench", "--url", server.url, "-c", "500", "--streams", "500", "--tokens", "5000",
                "--interval", "20ms", "--abort-within", "2s", "--mock", mock.address, "--json",
            ])
            let isQuiet = try eventually(within: .seconds(1)) { try mock.count("open") == 0 }
            #expect(isQuiet)
            #expect(bench.status == 0, "\(bench.output)\(bench.error)")
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [String: Any]
            )
            let arm = try #require((report["arms"] as? [[String: Any]])?.first)
            #expect(arm["aborted"] as? Int == 500)
            #expect(arm["failed"] as? Int == 0)
            let provider = try #require(report["provider"] as? [String: Any])
            let delay = try #require(provider["abort_ms"] as? [String: Any])
            print("from a client's leaving to the provider, in milliseconds: \(delay)")
            // Those that left before the request was with the provider are not counted there.
            #expect(try #require(delay["count"] as? Int) >= 300)
            #expect(try #require((delay["p99"] as? NSNumber)?.doubleValue) < 1000)
            try expectClientsGone(descriptors, since: before)
            #expect(server.program.isRunning)
        }

        private func expectClientsGone(
            _ descriptors: ProcessDescriptors,
            since before: ProcessDescriptors.Count
        ) throws {
            let areGone = try eventually(within: .seconds(5)) {
                try descriptors.count().toClients == 0
            }
            let after = try descriptors.count()
            #expect(areGone, "\(after)")
            #expect(after.toProvider <= Self.idleProviderConnectionsMax)
            #expect(
                after.others <= before.others + Self.wakeUpDescriptorsMax,
                "\(before), \(after)"
            )
        }
    }
}
