// GET /health, /health/live, /health/ready.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import JSON
internal import Log
internal import System

/// Says whether the process lives, whether it can serve, and whether its provider can be reached.
///
/// Only `/health` may ask the provider: a provider's outage is no reason to restart a process or to send it no clients.
final class HealthHandler: RequestHandler {
    private let service: Service
    private let probe: ProviderProbeClient

    init(_ service: Service) {
        self.service = service
        probe = service.probe
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        switch head.path {
        case "/health/live": exchange.respond(.ok, json: #"{"status":"alive"}"#)
        case "/health/ready" where !service.settings.health.readyRequiresProvider:
            respond(exchange, probe.last, isHealthy: service.isReady)
        case "/health/ready":
            probe.check { [unowned self] check in
                respond(exchange, check, isHealthy: service.isReady && check.isHealthy)
            }
        default:
            probe.check { [unowned self] check in
                respond(exchange, check, isHealthy: check.isHealthy)
            }
        }
    }

    private func respond(_ exchange: Exchange, _ check: ProviderCheck, isHealthy: Bool) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("status")
        json.string(isHealthy ? check.overallStatus : "unhealthy")
        json.key("version")
        json.string(MambaVersion.current)
        json.key("timestamp")
        json.string(Self.now)
        json.key("checks")
        json.beginObject()
        json.key("openai")
        check.write(to: &json)
        json.endObject()
        json.endObject()
        exchange.respond(isHealthy ? .ok : .serviceUnavailable, json: json.finish())
    }

    private static var now: String {
        var text = ByteBuffer()
        LogTimestamp(microseconds: WallClock.microseconds).appendInternet(to: &text)
        return String(text.bytes)
    }
}

extension ProviderCheck {
    var isHealthy: Bool {
        if case .unhealthy = self { false } else { true }
    }

    fileprivate var overallStatus: String {
        if case .slow = self { "degraded" } else { "healthy" }
    }

    fileprivate func write(to json: inout JSONWriter) {
        var latency: Double?
        var error: String?
        var message: String?
        switch self {
        case .notChecked: message = "Not checked yet"
        case .disabled: message = "Check disabled"
        case .healthy(let milliseconds): latency = milliseconds
        case .slow(let milliseconds):
            latency = milliseconds
            message = "High latency detected"
        case .unhealthy(let reason): error = reason
        }
        json.beginObject()
        json.key("status")
        json.string(isHealthy ? overallStatus : "unhealthy")
        json.key("latency_ms")
        if let latency { json.int(Int(latency.rounded())) } else { json.null() }
        json.key("error")
        if let error { json.string(error) } else { json.null() }
        json.key("message")
        if let message { json.string(message) } else { json.null() }
        json.endObject()
    }
}
