// The mock provider of one loop: its server and its routes.

internal import HTTP
internal import HTTPServer
public import Reactor

/// A scripted provider that speaks the APIs of OpenAI, Azure, Anthropic and Gemini, on one loop.
///
/// | request | answer |
/// |---|---|
/// | `POST /v1/chat/completions`, also without `/v1` | what script and ``MockDirective`` say |
/// | `POST /v1/responses`, also without `/v1` | the same in OpenAI's Responses |
/// | `POST /openai/v1/…`, `/openai/deployments/{deployment}/chat/completions` | the same in Azure's |
/// | `POST /v1/messages` | the same in Anthropic's Messages |
/// | `POST /v1beta/models/{model}:generateContent`, `:streamGenerateContent` | the same in Gemini's |
/// | `GET /v1/models`, also without `/v1`, `/v1beta/models` | models |
/// | `GET /mock/stats` | the counters as JSON |
/// | `GET /mock/cancels` | the last streams whose clients left: `[[id, nanoseconds]]` |
///
/// To be stopped before its loop ends.
public final class MockProvider {
    /// What has been done so far, by this provider and all that share the counters.
    public let counters: MockCounters

    private let server: HTTPServer
    private let application: MockApplication

    /// Creates a provider that does not listen yet.
    ///
    /// - Parameters:
    ///   - script: What is answered to requests without a directive, and what directives change.
    ///   - counters: Shared by the workers of one provider.
    public init(on loop: Loop, script: MockScript, counters: MockCounters = MockCounters()) {
        self.counters = counters
        application = MockApplication(on: loop, script: script, counters: counters)
        server = HTTPServer(
            on: loop,
            limits: Self.limits,
            openCount: counters.connections,
            application: application
        )
    }

    /// Wider than any load, so that the mock is never what limits it.
    private static var limits: ServerLimits {
        var limits = ServerLimits()
        limits.http.bodyBytesMax = 256 * 1024 * 1024
        limits.connectionsMax = 1_000_000
        limits.exchangesPerConnectionMax = .max
        limits.keepAliveTimeout = .seconds(3600)
        limits.writeTimeout = .seconds(3600)
        return limits
    }

    /// Begins to accept connections.
    public func listen(on socket: BoundSocket) throws(UVError) {
        try server.listen(on: socket)
    }

    /// Closes all connections, whatever they do.
    public func stop() {
        server.close()
        application.stop()
    }
}

@available(*, unavailable)
extension MockProvider: Sendable {}
