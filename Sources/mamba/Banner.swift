// What the operator sees when the server listens.

internal import Configuration
internal import Gateway

/// The real values of this process, after it has bound its address.
struct Banner {
    let text: String

    init(_ server: Server, _ settings: Settings, isDemo: Bool) {
        let url = "http://\(server.address)"
        var lines: [String] = []
        if settings.auth.mode == .none, !isDemo {
            lines.append("warning: authentication is off (auth.mode: none)")
        }
        let provider = isDemo ? "embedded mock provider" : settings.openai.baseURL
        let timeouts = """
            connect \(settings.openai.connectTimeout), \
            first token \(settings.openai.firstTokenTimeout), idle \(settings.openai.idleTimeout)
            """
        let limits = """
            body \(settings.limits.bodyBytesMax / 1024) KiB, \
            \(settings.limits.streamsMax) streams, stream \(settings.server.timeout)
            """
        lines += [
            "mamba \(MambaVersion.current) listening on \(url)",
            "├ workers   \(server.workerCount) (SO_REUSEPORT)",
            "├ provider  \(provider) (\(timeouts); \(settings.openai.attemptsMax) tries)",
            "├ auth      \(settings.auth.mode.rawValue)",
            "├ models    \(settings.models.count) (default \(settings.defaultModel))",
            "├ limits    \(limits)",
            "├ metrics   \(Self.metrics(server, settings))",
            "└ built on  \(Versions.line)",
        ]
        if settings.server.playground { lines += ["", "Try it in a browser: \(url)/"] }
        if isDemo {
            lines += ["", "Or in another terminal:", "", Self.example(url, settings.auth.mode), ""]
        }
        text = lines.joined(separator: "\n")
    }

    private static func metrics(_ server: Server, _ settings: Settings) -> String {
        guard settings.metrics.isEnabled else { return "off" }
        return "http://\(server.metricsAddress ?? server.address)/metrics"
    }

    private static func example(_ url: String, _ mode: Settings.Auth.Mode) -> String {
        let body = """
            {"model":"openai/gpt-4o","messages":[{"id":"1","role":"user",\
            "parts":[{"type":"text","text":"Hello!"}]}]}
            """
        let credentials =
            switch mode {
            case .none: ""
            case .apiKey: " -H 'Authorization: Bearer KEY'"
            case .jwt: " -H 'Authorization: Bearer TOKEN'"
            }
        return
            "  curl -N \(url)/chat -H 'Content-Type: application/json'\(credentials) -d '\(body)'"
    }
}
