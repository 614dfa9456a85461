// A client, a scripted provider and the loop between them.

import Bytes
import Reactor
import TestKit
import Upstream

/// What most tests of transfers need.
struct ProviderScene {
    /// By which way requests go.
    enum Route: CaseIterable {
        /// Over connections that libcurl opens and we use.
        case ours
        /// Through libcurl, first to last: it removes the dot from the path, and so no other code may send it.
        case libcurl
    }

    let route: Route
    let harness: LoopHarness
    let provider: ScriptedProvider
    let client: UpstreamClient

    // libcurl's global set-up is to happen once, before any thread of ours.
    private static let isReady: Bool = {
        CurlGlobal.initialize()
        return true
    }()

    /// Runs a test's body by each route, then sees that every connection to the provider ends with the client.
    static func run(
        by routes: [Route] = Route.allCases,
        headerLines: [String] = ["Content-Type: application/json"],
        connectTimeout: Duration = .seconds(5),
        at address: SocketAddress? = nil,
        askedAt moment: ScriptedProvider.Moment = .request,
        script: @escaping ScriptedProvider.Script,
        _ body: (ProviderScene) throws -> Void
    ) throws {
        precondition(isReady, "libcurl is set up before it is used")
        for route in routes { try run(by: route) }

        func run(by route: Route) throws {
            try LoopHarness.run { harness in
                let provider = try ScriptedProvider(
                    harness,
                    on: address,
                    askedAt: moment,
                    script: script
                )
                let client = try UpstreamClient(
                    on: harness.loop,
                    configuration: UpstreamClient.Configuration(
                        headerLines: headerLines,
                        connectTimeout: connectTimeout
                    )
                )
                do {
                    try body(
                        ProviderScene(
                            route: route,
                            harness: harness,
                            provider: provider,
                            client: client
                        )
                    )
                } catch {
                    client.close()
                    provider.stop()
                    throw error
                }
                client.close()
                try harness.run { provider.openCount == 0 }
                provider.stop()
            }
        }
    }

    /// The URL of a path for this route.
    func url(_ path: String = "/") -> String {
        switch route {
        case .ours: provider.url(path)
        case .libcurl: provider.url("/.\(path)")
        }
    }

    /// Starts a request with a body.
    func post(
        _ body: [UInt8] = Array("{}".utf8),
        path: String = "/",
        delegate: RecordingTransferDelegate
    ) throws -> Transfer {
        try client.start(
            .post(url(path), body: ByteBuffer(copying: body.span)),
            delegate: delegate
        )
    }

    /// Starts a request and waits until it is over.
    func finish(
        _ body: [UInt8] = Array("{}".utf8),
        path: String = "/"
    ) throws -> RecordingTransferDelegate {
        let delegate = RecordingTransferDelegate()
        _ = try post(body, path: path, delegate: delegate)
        try harness.run { delegate.isFinished }
        return delegate
    }
}
