// Many streams at once, complete and broken off; the load generator checks every byte.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct LoadTests {
        /// The descriptors by which the multi handles of libcurl are woken: a pair each, for 128 streams each.
        private static let wakeUpDescriptorsMax = 40
        /// Idle connections that these multi handles keep for the next requests, 128 each.
        private static let idleProviderConnectionsMax = 1280

        /// The streams that the test reads itself during each load.
        private static let sampleCount = 5

        @Test func `a thousand streams at once arrive whole, twice, and leave nothing open`() throws
        {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let descriptors = ProcessDescriptors(of: server, provider: mock)
            let before = try descriptors.count()
            for round in 1...2 {
                let bench = try Program([
                    "bench", "--url", server.url, "-c", "1000", "--streams", "1000", "--tokens",
                    "40",
                    "--interval", "40ms", "--ramp", "1s", "--server-pid",
                    "\(server.program.identifier)",
                    "--mock", mock.address, "--seed", "\(round)",
                ])
                // The load generator checks texts and their order; these are checked chunk by chunk.
                for id in 1...Self.sampleCount {
                    let events = try server.chat("#mock id=\(id) tokens=20 interval=10ms").rest()
                    #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
                }
                let status = try bench.exitStatus(within: .seconds(60))
                let report = bench.output.text
                print(report)
                #expect(status == 0, "\(report)\(bench.error.text)")
                #expect(report.contains("1,000 complete, 0 aborted, 0 failed"))
                try expectClientsGone(descriptors, since: before)
            }
            #expect(try mock.count("open") == 0)
            #expect(try mock.count("completed") == 2 * (1000 + Self.sampleCount))
            #expect(try mock.count("sent_beats") == 2 * (40_000 + 20 * Self.sampleCount))
        }

        @Test func `the provider hears at once that a client has left`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let descriptors = ProcessDescriptors(of: server, provider: mock)
            let before = try descriptors.count()
            let bench = try Program.run([
                "bench", "--url", server.url, "-c", "500", "--streams", "500", "--tokens", "5000",
                "--interval", "20ms", "--abort-within", "2s", "--mock", mock.address, "--json",
            ])
            let isQuiet = try eventually { try mock.count("open") == 0 }
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
            // Some milliseconds where nothing else runs; any limit of time would be a minute.
            let bound = Double(10_000 * Sanitizer.slowness)
            #expect(try #require((delay["p99"] as? NSNumber)?.doubleValue) < bound)
            try expectClientsGone(descriptors, since: before)
            #expect(server.program.isRunning)
        }

        private func expectClientsGone(
            _ descriptors: ProcessDescriptors,
            since before: ProcessDescriptors.Count
        ) throws {
            let areGone = try eventually {
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
