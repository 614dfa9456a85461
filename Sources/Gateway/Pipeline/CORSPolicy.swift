// Cross-origin requests. WHATWG Fetch section 3.2.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer

/// Answers preflights and adds the fields that let pages of allowed origins read responses.
final class CORSPolicy: PipelineStage {
    private let origins: [String]
    private let methods: [String]
    /// In lower case.
    private let headers: [[UInt8]]
    private let allowsAllOrigins: Bool
    private let allowsAllHeaders: Bool
    private let methodList: String
    private let headerList: String
    private let exposedList: String

    /// Fields that a page may always send.
    ///
    /// WHATWG Fetch section 2.2.2.
    private static let safelistedHeaders = [
        "Accept", "Accept-Language", "Content-Language", "Content-Type",
    ]
    private static let allMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    /// The most fields that a preflight may ask for; a browser names each that its page sends once.
    private static let askedHeadersMax = 256

    init(_ settings: Settings.CORS) {
        origins = settings.allowedOrigins
        allowsAllOrigins = origins.contains("*")
        methods = settings.allowedMethods.contains("*") ? Self.allMethods : settings.allowedMethods
        methodList = methods.joined(separator: ", ")
        allowsAllHeaders = settings.allowedHeaders.contains("*")
        let all = Set(settings.allowedHeaders).union(Self.safelistedHeaders)
        headerList = all.sorted().joined(separator: ", ")
        headers = all.map { Array($0.lowercased().utf8) }
        exposedList = settings.exposeHeaders.joined(separator: ", ")
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        guard let head = context.head else { return .proceed }
        guard let origin = head.fields.first("origin") else {
            // A cache must not give this answer to a page, nor a page's answer to others.
            if !allowsAllOrigins { exchange.fields.append(("Vary", "Origin")) }
            return .proceed
        }
        if head.method == .options, let method = head.fields.first("access-control-request-method")
        {
            answerPreflight(exchange, head, origin: origin, method: method)
            return .answered
        }
        addFields(exchange, head, origin: origin)
        return .proceed
    }

    private func addFields(_ exchange: Exchange, _ head: RequestHead, origin: String) {
        exchange.fields.append(("Access-Control-Allow-Credentials", "true"))
        if allowsAllOrigins, head.fields.firstIndex(of: "cookie") == nil {
            exchange.fields.append(("Access-Control-Allow-Origin", "*"))
        } else {
            exchange.fields.append(("Vary", "Origin"))
            guard isAllowed(origin) else { return }
            exchange.fields.append(("Access-Control-Allow-Origin", origin))
        }
        guard !exposedList.isEmpty else { return }
        exchange.fields.append(("Access-Control-Expose-Headers", exposedList))
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
        exchange.fields.append(("Access-Control-Allow-Methods", methodList))
        exchange.fields.append(("Access-Control-Max-Age", "600"))
        exchange.fields.append(("Access-Control-Allow-Credentials", "true"))
        if isAllowed(origin) {
            exchange.fields.append(("Access-Control-Allow-Origin", origin))
        } else {
            failures.append("origin")
        }
        if !methods.contains(method) { failures.append("method") }
        if allowsAllHeaders, let asked = head.fields.first("access-control-request-headers") {
            exchange.fields.append(("Access-Control-Allow-Headers", asked))
        } else {
            exchange.fields.append(("Access-Control-Allow-Headers", headerList))
            if !allowsHeaders(askedIn: head.fields) { failures.append("headers") }
        }
        guard failures.isEmpty else {
            let text = "Disallowed CORS " + failures.joined(separator: ", ")
            return exchange.respond(.badRequest, text: text)
        }
        exchange.respond(.ok, text: "OK")
    }

    private func allowsHeaders(askedIn fields: HeaderFields) -> Bool {
        guard let index = fields.firstIndex(of: "access-control-request-headers") else {
            return true
        }
        return fields.valueBytes(at: index).isList(ofAtMost: Self.askedHeadersMax) { name in
            headers.contains { $0.count == name.count && Self.isSame($0, name) }
        }
    }

    private static func isSame(_ lowercase: [UInt8], _ name: borrowing Span<UInt8>) -> Bool {
        for index in lowercase.indices where ASCII.lowercased(name[index]) != lowercase[index] {
            return false
        }
        return true
    }
}
