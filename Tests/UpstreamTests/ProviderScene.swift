// A client, a scripted provider and the loop between them.

import Bytes
import Reactor
import TestKit
import Upstream

/// What most tests of transfers need.
struct ProviderScene {
    /// What carries the requests.
    enum Route: CaseIterable {
        case plain, tls12, tls13

        var kind: TLSRelay.Kind? {
            switch self {
            case .plain: nil
            case .tls12: .tls12
            case .tls13: .tls13
            }
        }
    }

    let route: Route
    let harness: LoopHarness
    let provider: ScriptedProvider
    let client: UpstreamClient
    let configuration: UpstreamClient.Configuration

    // libcurl's global set-up is to happen once, before any thread of ours.
    private static let isReady: Bool = {
        CurlGlobal.initialize()
        return true
    }()

    /// Runs a test's body by each route, then sees that every connection to the provider ends with the client.
    static func run(
        by routes: [Route] = Route.allCases,
        headerLines: [String] = ["Content-Type: application/json"],
        connectTimeout: Duration = .seconds(100),
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
                let configuration = UpstreamClient.Configuration(
                    headerLines: headerLines,
                    connectTimeout: connectTimeout,
                    caFile: route == .plain ? nil : TLSRelay.shared.authority,
                    quietPeriod: .zero
                )
                let client = try UpstreamClient(on: harness.loop, configuration: configuration)
                do {
                    try body(
                        ProviderScene(
                            route: route,
                            harness: harness,
                            provider: provider,
                            client: client,
                            configuration: configuration
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
        guard let kind = route.kind else { return provider.url(path) }
        return TLSRelay.shared.url(port: Int(provider.address.port), path, kind)
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

    /// Starts a request and waits until it is over, and until the provider has told what it did for it.
    func finish(
        _ body: [UInt8] = Array("{}".utf8),
        path: String = "/"
    ) throws -> RecordingTransferDelegate {
        let delegate = RecordingTransferDelegate()
        _ = try post(body, path: path, delegate: delegate)
        try harness.run { delegate.isFinished }
        try provider.catchUp()
        return delegate
    }
}
