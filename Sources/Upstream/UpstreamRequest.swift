// A request to the provider, before it is sent.

public import Bytes

/// A request to the provider; the headers that all requests carry belong to the client.
public struct UpstreamRequest: ~Copyable {
    /// The methods that a provider's interface needs.
    public enum Method: Sendable { case get, post }
    /// A name and a value of a header field.
    public typealias Field = (name: StaticString, value: String)

    let method: Method
    let url: String
    /// Tells whether the request opens a connection of its own, which is closed after it.
    let opensConnection: Bool
    /// The fields of this request alone.
    let fields: [Field]
    private var body: ByteBuffer

    /// A request without a body.
    ///
    /// - Parameter opensConnection: Whether to open a connection for it, so that the answer tells whether one can.
    public static func get(_ url: String, opensConnection: Bool = false) -> UpstreamRequest {
        UpstreamRequest(
            method: .get,
            url: url,
            opensConnection: opensConnection,
            fields: [],
            body: ByteBuffer()
        )
    }

    /// A request with a JSON body, which it takes over.
    ///
    /// - Parameters:
    ///   - opensConnection: Whether to open a connection for it. On a kept one, a request whose first byte did not
    ///     reach the provider goes to another connection by itself.
    ///   - fields: Fields that go with the header lines of the client.
    public static func post(
        _ url: String,
        body: consuming ByteBuffer,
        opensConnection: Bool = false,
        fields: [Field] = []
    ) -> UpstreamRequest {
        UpstreamRequest(
            method: .post,
            url: url,
            opensConnection: opensConnection,
            fields: fields,
            body: body
        )
    }

    private init(
        method: Method,
        url: String,
        opensConnection: Bool,
        fields: [Field],
        body: consuming ByteBuffer
    ) {
        self.method = method
        self.url = url
        self.opensConnection = opensConnection
        self.fields = fields
        self.body = body
    }

    mutating func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        return taken
    }
}
