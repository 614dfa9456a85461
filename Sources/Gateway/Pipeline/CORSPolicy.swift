// Cross-origin requests. WHATWG Fetch section 3.2.

internal import Configuration
internal import HTTP
internal import HTTPServer

/// Answers preflights and adds the fields that let pages of allowed origins read responses.
final class CORSPolicy: PipelineStage {
    private let origins: [String]
    private let methods: [String]
    private let headers: [String]
    private let allowsAllOrigins: Bool
    private let allowsAllHeaders: Bool
    private let allowedHeaderList: String

    /// Fields that a page may always send.
    ///
    /// WHATWG Fetch section 2.2.2.
    private static let safelistedHeaders = [
        "Accept", "Accept-Language", "Content-Language", "Content-Type",
    ]
    private static let allMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

    init(_ settings: Settings.CORS) {
        origins = settings.allowedOrigins
        allowsAllOrigins = origins.contains("*")
        methods = settings.allowedMethods.contains("*") ? Self.allMethods : settings.allowedMethods
        allowsAllHeaders = settings.allowedHeaders.contains("*")
        let all = Set(settings.allowedHeaders).union(Self.safelistedHeaders)
        allowedHeaderList = all.sorted().joined(separator: ", ")
        headers = all.map { $0.lowercased() }
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        guard let head = context.head, let origin = head.fields.first("origin") else {
            return .goOn
        }
        if head.method == .options, let method = head.fields.first("access-control-request-method")
        {
            answerPreflight(exchange, head, origin: origin, method: method)
            return .answered
        }
        addFields(exchange, head, origin: origin)
        return .goOn
    }

    private func addFields(_ exchange: Exchange, _ head: RequestHead, origin: String) {
        exchange.fields.append(("Access-Control-Allow-Credentials", "true"))
        let hasCookie = head.fields.first("cookie") != nil
        if allowsAllOrigins, !hasCookie {
            exchange.fields.append(("Access-Control-Allow-Origin", "*"))
        } else {
            guard isAllowed(origin) else { return }
            exchange.fields.append(("Vary", "Origin"))
            exchange.fields.append(("Access-Control-Allow-Origin", origin))
        }
    }

    private func isAllowed(_ origin: String) -> Bool {
        allowsAllOrigins || origins.contains(origin)
    }

    private func answerPreflight(
        _ exchange: Exchange,
        _ head: RequestHead,
        origin: String,
        method: String
    ) {
        var failures: [String] = []
        exchange.fields.append(("Vary", "Origin"))
        exchange.fields.append(("Access-Control-Allow-Methods", methods.joined(separator: ", ")))
        exchange.fields.append(("Access-Control-Max-Age", "600"))
        exchange.fields.append(("Access-Control-Allow-Credentials", "true"))
        if isAllowed(origin) {
            exchange.fields.append(("Access-Control-Allow-Origin", origin))
        } else {
            failures.append("origin")
        }
        if !methods.contains(method) { failures.append("method") }
        let asked = head.fields.first("access-control-request-headers")
        if allowsAllHeaders, let asked {
            exchange.fields.append(("Access-Control-Allow-Headers", asked))
        } else {
            exchange.fields.append(("Access-Control-Allow-Headers", allowedHeaderList))
            let names = (asked ?? "").split(separator: ",").map { name in
                String(name.drop { $0 == " " }).trimmingTrailingBlanks.lowercased()
            }
            if !names.allSatisfy(headers.contains) { failures.append("headers") }
        }
        guard failures.isEmpty else {
            let text = "Disallowed CORS " + failures.joined(separator: ", ")
            return exchange.respond(.badRequest, text: text)
        }
        exchange.respond(.ok, text: "OK")
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        String(reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
