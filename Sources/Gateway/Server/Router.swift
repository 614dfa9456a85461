// Which handler answers which path and method.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Reactor

/// The endpoints of ``RouteTable`` that the settings want, with their handlers.
final class Router {
    private struct Target {
        /// The route's path in the table.
        let path: String
        let method: Method
        let allow: String
        let handler: any RequestHandler
    }

    private let targets: [String: Target]
    /// Those whose path has a name in braces before its last segment.
    private let templates: [(segments: [Substring], target: Target)]
    private let segmentsMax: Int
    /// Those whose path has a name in braces for all that follows, by what stands before it.
    private let prefixes: [(prefix: String, target: Target)]

    init(_ service: Service) {
        var handlers: [Route.Endpoint: any RequestHandler] = [:]
        var targets: [String: Target] = [:]
        var templates: [(segments: [Substring], target: Target)] = []
        var prefixes: [(prefix: String, target: Target)] = []
        for route in RouteTable.offered(service.settings) {
            let handler = handlers[route.endpoint] ?? Self.handler(of: route.endpoint, service)
            handlers[route.endpoint] = handler
            let target = Target(
                path: route.path,
                method: route.method,
                allow: route.method.description,
                handler: handler
            )
            let segments = route.path.split(separator: "/", omittingEmptySubsequences: false)
            if let last = segments.last, last.hasPrefix("{") {
                prefixes.append((String(route.path.dropLast(last.count)), target))
            } else if route.path.contains("{") {
                templates.append((segments, target))
            } else {
                targets[route.path] = target
            }
        }
        self.targets = targets
        self.templates = templates
        self.prefixes = prefixes
        segmentsMax = templates.map(\.segments.count).max() ?? 0
    }

    private static func handler(
        of endpoint: Route.Endpoint,
        _ service: Service
    ) -> any RequestHandler {
        switch endpoint {
        case .chat: ChatHandler(service)
        case .openAIChat: CompletionsHandler(service, .chat)
        case .openAICompletion: CompletionsHandler(service, .completion)
        case .openAIEmbeddings: CompletionsHandler(service, .embeddings)
        case .resumption: ResumptionHandler()
        case .title: TitleHandler(service)
        case .models: ModelsHandler(service)
        case .openAIModels: OpenAIModelsHandler(service)
        case .health: HealthHandler(service)
        case .metrics: MetricsHandler(service)
        case .description:
            DocumentHandler("application/json") {
                OpenAPIDocument(service.settings, models: service.models).bytes
            }
        case .documentation:
            DocumentHandler("text/html; charset=utf-8") { DocumentationPage.bytes }
        case .playground: PlaygroundHandler()
        }
    }

    /// Tells whether a request asks for the health of the process.
    func isProbe(_ head: RequestHead) -> Bool { RouteTable.probePaths.contains(head.path) }

    /// Answers a request for which there is no handler, or returns its handler.
    func handler(for exchange: Exchange, _ head: RequestHead) -> (any RequestHandler)? {
        let path = head.path
        if let target = targets[path] ?? template(of: path) {
            return handler(of: target, for: exchange, head)
        }
        if path.hasSuffix("/"), targets[String(path.dropLast())] != nil {
            redirect(exchange, head)
            return nil
        }
        if let target = prefixes.first(where: { path.hasPrefix($0.prefix) })?.target {
            return handler(of: target, for: exchange, head)
        }
        exchange.respond(.notFound, detail: "Not Found")
        return nil
    }

    /// The route that has a name in braces where this path has any one segment.
    private func template(of path: String) -> Target? {
        // What has more segments than any of them is none of them.
        let segments = path.split(
            separator: "/",
            maxSplits: segmentsMax,
            omittingEmptySubsequences: false
        )
        return templates.first { template in
            template.segments.count == segments.count
                && zip(template.segments, segments).allSatisfy { expected, segment in
                    expected.hasPrefix("{") ? !segment.isEmpty : expected == segment
                }
        }?.target
    }

    private func handler(
        of target: Target,
        for exchange: Exchange,
        _ head: RequestHead
    ) -> (any RequestHandler)? {
        exchange.request.route = target.path
        guard head.method.isAnswered(like: target.method) else {
            exchange.fields.append(("Allow", target.allow))
            exchange.respond(.methodNotAllowed, detail: "Method Not Allowed")
            return nil
        }
        return target.handler
    }

    private func redirect(_ exchange: Exchange, _ head: RequestHead) {
        // The path as the table has it: in the one that was sent, the slash may be an escape.
        var location = String(head.path.dropLast())
        // A host that a client made up is not repeated to it: a cache might keep the answer for others.
        if let authority = head.authority, authority == exchange.localAddress?.description {
            location = "http://" + authority + location
        }
        if let query = head.query { location += "?" + query }
        exchange.fields.append(("Location", location))
        exchange.respond(.temporaryRedirect)
    }
}

extension Method {
    /// Tells whether a route of a method answers this one: HEAD is answered like GET, without the content.
    ///
    /// RFC 9110 section 9.3.2.
    func isAnswered(like method: Method) -> Bool {
        self == method || self == .head && method == .get
    }
}
