// Which handler answers which path and method.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Reactor

/// The endpoints.
final class Router {
    private struct Route {
        let method: Method
        let allow: String
        let handler: any RequestHandler
    }

    private let routes: [String: Route]
    private let templates: [(path: String, segments: [Substring])]
    private let segmentsMax: Int
    /// What answers every longer path that begins with ``OpenAIModelsHandler/prefix``.
    private let model: Route

    /// The method of each path; a name in braces stands for one segment, of a model for all that follow.
    var methods: [String: Method] {
        var methods = routes.mapValues(\.method)
        methods[OpenAIModelsHandler.route] = model.method
        return methods
    }

    init(_ service: Service) {
        let chat = ChatHandler(service)
        let health = HealthHandler(service)
        let resumption = ResumptionHandler()
        let page = DocumentHandler("text/html; charset=utf-8") { DocumentationPage.bytes }
        let description = DocumentHandler("application/json") {
            OpenAPIDocument(service.settings, models: service.models).bytes
        }
        func route(_ method: Method, _ handler: any RequestHandler) -> Route {
            Route(method: method, allow: method.description, handler: handler)
        }
        let models = OpenAIModelsHandler(service)
        model = route(.get, models)
        var routes = [
            "/v1/chat/completions": route(.post, CompletionsHandler(service)),
            "/v1/models": route(.get, models),
            "/chat/completions": route(.post, chat),
            "/chat": route(.post, chat),
            "/chat/completions/{id}/stream": route(.get, resumption),
            "/chat/{id}/stream": route(.get, resumption),
            "/title/generate": route(.post, TitleHandler(service)),
            "/models": route(.get, ModelsHandler(service)),
            "/health": route(.get, health),
            "/health/live": route(.get, health),
            "/health/ready": route(.get, health),
            "/openapi.json": route(.get, description),
            "/docs": route(.get, page),
            "/redoc": route(.get, page),
        ]
        if service.settings.server.playground { routes["/"] = route(.get, PlaygroundHandler()) }
        if service.settings.metrics.isOnMainPort {
            routes["/metrics"] = route(.get, MetricsHandler(service))
        }
        self.routes = routes
        templates = routes.keys.filter { $0.contains("{") }.map { path in
            (path, path.split(separator: "/", omittingEmptySubsequences: false))
        }
        segmentsMax = templates.map(\.segments.count).max() ?? 0
    }

    /// Tells whether a request asks for the health of the process.
    func isProbe(_ head: RequestHead) -> Bool { routes[head.path]?.handler is HealthHandler }

    /// Answers a request for which there is no handler, or returns its handler.
    func handler(for exchange: Exchange, _ head: RequestHead) -> (any RequestHandler)? {
        let path = head.path
        if let route = routes[path] {
            exchange.request.route = path
            return handler(of: route, for: exchange, head)
        }
        if let name = template(of: path), let route = routes[name] {
            exchange.request.route = name
            return handler(of: route, for: exchange, head)
        }
        if path.hasSuffix("/"), routes[String(path.dropLast())] != nil {
            redirect(exchange, head)
            return nil
        }
        if path.hasPrefix(OpenAIModelsHandler.prefix) {
            exchange.request.route = OpenAIModelsHandler.route
            return handler(of: model, for: exchange, head)
        }
        exchange.respond(.notFound, detail: "Not Found")
        return nil
    }

    /// The path of the route that has a name in braces where this path has any one segment.
    private func template(of path: String) -> String? {
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
        }?.path
    }

    private func handler(
        of route: Route,
        for exchange: Exchange,
        _ head: RequestHead
    ) -> (any RequestHandler)? {
        guard head.method.isAnswered(like: route.method) else {
            exchange.fields.append(("Allow", route.allow))
            exchange.respond(.methodNotAllowed, detail: "Method Not Allowed")
            return nil
        }
        return route.handler
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
