// Lets those through who may call.

internal import Auth
internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import System

/// Refuses requests without valid credentials, but for the health endpoints, the page that asks people for theirs, and
/// metrics where the settings say so.
final class AuthGate: PipelineStage {
    private let authenticator: Authenticator
    private let rates: RateGate
    private let metrics: WorkerMetrics
    private let openPaths: Set<String>

    init(_ service: Service, _ rates: RateGate) {
        self.rates = rates
        authenticator = service.authenticator
        metrics = service.metrics
        openPaths = RouteTable.openPaths(service.settings)
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        guard let head = context.head, !openPaths.contains(head.path) else { return .proceed }
        // A signature of a public key costs several times what a refusal does. Who sends nothing but wrong ones, or
        // shares the address of somebody who does, is not worth it until the address has some of its share again.
        if authenticator.isCostly, rates.hasSpentShare(context),
            !rates.countRefusal(exchange, context)
        {
            return .answered
        }
        let credentials = Credentials(
            apiKeys: Self.bytes(of: "x-api-key", in: head),
            authorizations: Self.bytes(of: "authorization", in: head)
        )
        do throws(AuthFailure) {
            context.principal = try authenticator.authenticate(
                credentials,
                now: Double(WallClock.microseconds) / 1_000_000
            )
            return .proceed
        } catch {
            metrics.refused(error)
            context.errorCode = "AUTH_INVALID"
            context.errorDetail = "\(error)"
            guard rates.countRefusal(exchange, context) else { return .answered }
            exchange.fields.append(("WWW-Authenticate", "Bearer"))
            exchange.respond(
                .unauthorized,
                detail: "Invalid authentication credentials",
                code: "AUTH_INVALID"
            )
            return .answered
        }
    }

    private static func bytes(of name: StaticString, in head: RequestHead) -> [[UInt8]] {
        var values: [[UInt8]] = []
        let fields = head.fields
        var index = fields.firstIndex(of: name)
        while let found = index {
            values.append(Array(fields.valueBytes(at: found)))
            index = fields.firstIndex(of: name, from: found + 1)
        }
        return values
    }
}
