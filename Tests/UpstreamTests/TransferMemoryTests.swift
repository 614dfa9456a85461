// A request to the provider for which libcurl lacks memory.

import Bytes
import Reactor
import TestKit
import Testing
import Upstream

/// Every allocation of libcurl from the client's set-up to its end fails in turn, alone and with all that follow.
@Suite(.serialized) struct TransferMemoryTests {
    /// What became of a request.
    private enum Outcome: Equatable {
        case answered(String)
        case failed
        case notStarted
        case noClient
        case wrong(String)
    }

    @Test(arguments: FailingAllocator.Mode.allCases)
    func `a request without memory is answered all the same or fails cleanly, once`(
        mode: FailingAllocator.Mode
    ) throws {
        CurlGlobal.initialize()
        let allocator = FailingAllocator(libraries: ["libcurl.so.4"])
        let replacedCount = allocator.replacedCount
        #expect(replacedCount >= 4)
        var outcomes: [String: Int] = [:]
        try LoopHarness.run(within: .seconds(60)) { harness in
            let provider = try ScriptedProvider(harness) { _ in
                [.streamHead, .chunk("good"), .wait(.milliseconds(1)), .lastChunk]
            }
            defer { provider.stop() }
            // The first request fills what lasts for the process.
            #expect(Self.outcome(of: provider, harness) == .answered("good"))
            var index = 0
            while true {
                var outcome = Outcome.wrong("nothing")
                let failedCount = allocator.failing(at: index, mode) {
                    outcome = Self.outcome(of: provider, harness)
                }
                guard failedCount > 0 else {
                    #expect(outcome == .answered("good"))
                    break
                }
                if case .wrong(let text) = outcome { Issue.record("allocation \(index): \(text)") }
                outcomes["\(outcome)", default: 0] += 1
                index += 1
            }
            #expect(index > 50)
            print("libcurl's allocations that failed, \(mode): \(index); outcomes: \(outcomes)")
            try harness.run { provider.openCount == 0 }
        }
        #expect(outcomes["noClient", default: 0] > 0)
        #expect(outcomes["notStarted", default: 0] > 0)
        #expect(outcomes["failed", default: 0] > 0)
    }

    @Test(arguments: FailingAllocator.Mode.allCases)
    func `a client that lacked memory serves the next request, and tells others of their end once`(
        mode: FailingAllocator.Mode
    ) throws {
        CurlGlobal.initialize()
        let allocator = FailingAllocator(libraries: ["libcurl.so.4"])
        var brokenCount = 0
        try LoopHarness.run(within: .seconds(60)) { harness in
            let provider = try ScriptedProvider(harness) { request in
                request.lines[0].contains("/long")
                    ? [.streamHead, .chunk("first"), .stall] : [.whole(200, "good")]
            }
            defer { provider.stop() }
            let client = try Self.client(harness)
            // Only what is encrypted stays with the multi handle.
            let url = TLSRelay.shared.url(port: Int(provider.address.port), "/long")
            var index = 0
            var failedCount = 1
            while failedCount > 0 {
                let bystander = RecordingTransferDelegate()
                let long = try client.start(.get(url), delegate: bystander)
                try harness.run { bystander.text == "first" }
                failedCount = allocator.failing(at: index, mode) {
                    let outcome = Self.outcome(of: client, provider, harness)
                    if case .wrong(let text) = outcome {
                        Issue.record("allocation \(index): \(text)")
                    }
                }
                if bystander.isFinished { brokenCount += 1 }
                #expect(bystander.finishCount == (long.isRunning ? 0 : 1))
                long.cancel()
                #expect(Self.outcome(of: client, provider, harness) == .answered("good"))
                index += 1
            }
            #expect(index > 10)
            client.close()
            try harness.run { provider.openCount == 0 }
        }
        // Else nothing of what is told of others was seen.
        #expect(brokenCount > 0)
    }

    private static func client(_ harness: LoopHarness) throws -> UpstreamClient {
        try UpstreamClient(
            on: harness.loop,
            configuration: UpstreamClient.Configuration(
                headerLines: ["Content-Type: application/json", "Authorization: Bearer k"],
                connectTimeout: .seconds(100),
                caFile: TLSRelay.shared.authority
            )
        )
    }

    /// Sends one request with a client of its own, from which nothing may stay behind.
    private static func outcome(of provider: ScriptedProvider, _ harness: LoopHarness) -> Outcome {
        guard let client = try? client(harness) else { return .noClient }
        defer { client.close() }
        return outcome(of: client, provider, harness)
    }

    private static func outcome(
        of client: UpstreamClient,
        _ provider: ScriptedProvider,
        _ harness: LoopHarness
    ) -> Outcome {
        let countBefore = client.activeCount
        let delegate = RecordingTransferDelegate()
        do throws(UpstreamFailure) {
            let request = UpstreamRequest.post(
                provider.url("/"),
                body: ByteBuffer(copying: "{}".utf8.span),
                opensConnection: true,
                fields: [("traceparent", "00-0")]
            )
            _ = try client.start(request, delegate: delegate)
        } catch {
            guard case .notStarted = error else { return .wrong("\(error)") }
            return delegate.isFinished ? .wrong("an end of what did not begin") : .notStarted
        }
        do {
            var isLate = false
            let timer = Timer(on: harness.loop) { isLate = true }
            timer.schedule(after: .seconds(5))
            try harness.run { delegate.isFinished || isLate }
            timer.cancel()
        } catch {
            return .wrong("\(error)")
        }
        guard delegate.finishCount == 1 else { return .wrong("\(delegate.finishCount) ends") }
        guard client.activeCount <= countBefore else { return .wrong("a transfer is left") }
        if delegate.failure != nil { return .failed }
        return delegate.text == "good" ? .answered("good") : .wrong("answered \(delegate.text)")
    }
}
