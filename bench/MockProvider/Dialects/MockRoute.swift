// Which dialect a path speaks, and what it says of the request.

internal import HTTP

/// A path of a provider's API that is answered by a script.
struct MockRoute {
    let dialect: MockDialect
    /// The model or deployment, where the path names it.
    private(set) var model: String?
    /// Whether the answer is to be a stream, where the path says it.
    private(set) var isStream: Bool?
    /// Tells whether the stream is to be one JSON array instead of events.
    private(set) var isArray = false

    /// The route of a request, or nil if there is none.
    init?(_ head: RequestHead) {
        guard head.method == .post else { return nil }
        switch head.path {
        case "/v1/chat/completions", "/chat/completions": dialect = .chatCompletions
        case "/openai/v1/chat/completions": dialect = .azure
        case "/v1/messages": dialect = .messages
        case "/v1/responses", "/responses", "/openai/v1/responses": dialect = .responses
        default:
            let parts = head.path.split(separator: "/", omittingEmptySubsequences: false)
            guard let route = MockRoute(parts, head) else { return nil }
            self = route
        }
    }

    private init?(_ parts: [Substring], _ head: RequestHead) {
        if parts.count == 6, parts[1] == "openai", parts[2] == "deployments",
            parts[4] == "chat", parts[5] == "completions"
        {
            dialect = .azure
            model = String(parts[3])
            return
        }
        // "/v1beta/models/MODEL:METHOD", or more of a path before "models".
        guard parts.count >= 4, parts[1].hasPrefix("v1"), parts[parts.count - 2] == "models",
            let colon = parts[parts.count - 1].lastIndex(of: ":")
        else { return nil }
        let last = parts[parts.count - 1]
        switch last[last.index(after: colon)...] {
        case "generateContent": isStream = false
        case "streamGenerateContent":
            isStream = true
            isArray = head.queryItem("alt") != "sse"
        default: return nil
        }
        dialect = .generateContent
        model = String(last[..<colon])
    }
}
