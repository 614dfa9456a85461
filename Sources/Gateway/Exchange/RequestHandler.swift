// What answers the requests to an endpoint.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// Answers requests to one endpoint.
protocol RequestHandler: AnyObject {
    /// Answers a request whose body is complete, at once or later.
    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer)
}
