// X-Request-ID: kept where a client sends a UUID, made where it does not.

internal import Bytes
internal import HTTP
internal import HTTPServer
internal import System

/// Gives each request an id, and each response the field that tells it.
final class RequestIDStage: PipelineStage {
    private var random = RandomPool()

    /// The id of a request, for the log also where no response tells it.
    func id(of head: RequestHead?) -> String {
        if let fields = head?.fields, let index = fields.firstIndex(of: "x-request-id"),
            fields.valueBytes(at: index).count <= UUIDText.byteCountMax
        {
            let sent = String(fields.valueBytes(at: index))
            if UUIDText.isAccepted(sent) { return sent }
        }
        return UUIDText.random(using: &random)
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        exchange.fields.append(("X-Request-ID", context.requestID))
        return .proceed
    }
}
