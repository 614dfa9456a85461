// A request to the provider, before it is sent.

public import Bytes

/// A request to the provider; the headers that all requests carry belong to the client.
public struct UpstreamRequest: ~Copyable {
    /// The methods that a provider's interface needs.
    public enum Method: Sendable { case get, post }

    let method: Method
    let url: String
    /// Tells whether the request opens a connection of its own, which is closed after it.
    let opensConnection: Bool
    /// Header lines of this request alone, without their ends.
    let headerLines: [String]
    private var body: ByteBuffer

    /// A request without a body.
    ///
    /// - Parameter opensConnection: Whether to open a connection for it, so that the answer tells whether one can.
    public static func get(_ url: String, opensConnection: Bool = false) -> UpstreamRequest {
        UpstreamRequest(
            method: .get,
            url: url,
            opensConnection: opensConnection,
            headerLines: [],
            body: ByteBuffer()
        )
    }

    /// A request with a JSON body, which it takes over.
    ///
    /// - Parameters:
    ///   - opensConnection: Whether to open a connection for it. On a kept one, a request whose first byte did not
    ///     reach the provider goes to another connection by itself.
    ///   - headerLines: Header lines that go with those of the client, without their ends.
    public static func post(
        _ url: String,
        body: consuming ByteBuffer,
        opensConnection: Bool = false,
        headerLines: [String] = []
    ) -> UpstreamRequest {
        UpstreamRequest(
            method: .post,
            url: url,
            opensConnection: opensConnection,
            headerLines: headerLines,
            body: body
        )
    }

    private init(
        method: Method,
        url: String,
        opensConnection: Bool,
        headerLines: [String],
        body: consuming ByteBuffer
    ) {
        self.method = method
        self.url = url
        self.opensConnection = opensConnection
        self.headerLines = headerLines
        self.body = body
    }

    mutating func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        return taken
    }
}
