// Every endpoint, and what holds for each.

internal import Configuration
internal import HTTP

/// The endpoints, as the router, authentication, shares of clients, metrics and traces know them.
///
/// A test compares them with the API's description.
enum RouteTable {
    /// All rows, in the order in which metrics tell them.
    static let rows = [
        Route(method: .post, path: "/chat/completions", endpoint: .chat, holdsStream: true),
        Route(method: .post, path: "/chat", endpoint: .chat, holdsStream: true),
        Route(method: .get, path: "/chat/completions/{id}/stream", endpoint: .resumption),
        Route(method: .get, path: "/chat/{id}/stream", endpoint: .resumption),
        Route(method: .post, path: "/title/generate", endpoint: .title, holdsStream: true),
        Route(method: .get, path: "/models", endpoint: .models),
        probe("/health"),
        probe("/health/live"),
        probe("/health/ready"),
        Route(
            method: .get,
            path: "/metrics",
            endpoint: .metrics,
            audience: .scrapers,
            isOffered: { $0.metrics.isOnMainPort },
            isOpen: { $0.metrics.isPublic }
        ),
        Route(method: .get, path: "/openapi.json", endpoint: .description),
        Route(method: .get, path: "/docs", endpoint: .documentation),
        Route(method: .get, path: "/redoc", endpoint: .documentation),
        // It asks people for their credentials itself.
        Route(
            method: .get,
            path: "/",
            endpoint: .playground,
            isOffered: { $0.server.playground },
            isOpen: { $0.server.playground }
        ),
        Route(
            method: .post,
            path: "/v1/chat/completions",
            endpoint: .openAIChat,
            holdsStream: true
        ),
        Route(
            method: .post,
            path: "/v1/completions",
            endpoint: .openAICompletion,
            holdsStream: true
        ),
        Route(
            method: .post,
            path: "/v1/embeddings",
            endpoint: .openAIEmbeddings,
            holdsStream: true
        ),
        Route(method: .get, path: "/v1/models", endpoint: .openAIModels),
        Route(method: .get, path: modelPrefix + "{model}", endpoint: .openAIModels),
    ]

    /// What stands before the id of one model, which may hold slashes itself.
    static let modelPrefix = "/v1/models/"

    /// The paths of all rows, whatever the settings.
    static let paths = Set(rows.map(\.path))
    /// The paths whose answers count among the streams of the client.
    static let streamPaths = Set(rows.filter(\.holdsStream).map(\.path))
    /// The paths of probes.
    static let probePaths = Set(rows.filter { $0.audience == .probes }.map(\.path))
    /// The paths that are asked every few seconds, by probes and scrapers.
    static let polledPaths = Set(rows.filter { $0.audience != .clients }.map(\.path))

    /// The rows that settings want.
    static func offered(_ settings: Settings) -> [Route] {
        rows.filter { $0.isOffered(settings) }
    }

    /// The paths that are open to everybody under these settings.
    ///
    /// Exact paths: a probe knows them, and anything looser would be a door.
    static func openPaths(_ settings: Settings) -> Set<String> {
        Set(rows.filter { $0.isOpen(settings) }.map(\.path))
    }

    private static func probe(_ path: String) -> Route {
        Route(
            method: .get,
            path: path,
            endpoint: .health,
            audience: .probes,
            isOpen: { _ in true }
        )
    }
}
