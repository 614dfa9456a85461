// One way to an answer, to be compared with others.

public import Reactor

/// Where streams are asked for, and in which protocol.
public struct Arm: Sendable {
    /// A protocol of chat streams.
    public enum WireProtocol: String, Sendable, CaseIterable {
        /// The AI SDK's UI message stream: `POST /chat`.
        case ui
        /// Mamba's own events: `POST /chat/completions`.
        case mamba
        /// OpenAI's chunks: `POST {base}/chat/completions`.
        case openai

        var path: String {
            switch self {
            case .ui: "/chat"
            case .mamba, .openai: "/chat/completions"
            }
        }

        var model: String {
            switch self {
            case .ui, .mamba: "openai/gpt-4o"
            case .openai: "gpt-4o"
            }
        }
    }

    /// Why a URL is of no use.
    public struct URLError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, in one sentence.
        public let description: String
    }

    /// What the report calls it.
    public var name: String
    /// The protocol.
    public var wireProtocol: WireProtocol
    /// Where to connect to.
    public var address: SocketAddress
    /// The target of the requests.
    public var path: String
    /// The model that the requests name.
    public var model: String
    /// Tells whether this is the provider itself, with which the others are compared.
    public var isDirect = false
    /// The processes on this machine that serve the address; empty if none is known.
    public var processIDs: [Int] = []
    /// Fields that each request carries besides the necessary ones.
    public var fields: [(name: String, value: String)] = []
    /// The value of `Host`.
    let authority: String

    /// Creates an arm.
    ///
    /// - Parameter url: `http://ADDRESS[:PORT][/BASE]` with a numeric address or `localhost`; the
    ///   protocol's path follows the base.
    public init(
        name: String = "through",
        url: String,
        wireProtocol: WireProtocol
    ) throws(URLError) {
        guard url.hasPrefix("http://") else {
            throw URLError(description: "The URL '\(url)' does not begin with http://.")
        }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        var base = rest.dropFirst(authority.count)
        while base.last == "/" { base.removeLast() }
        self.name = name
        self.wireProtocol = wireProtocol
        self.authority = String(authority)
        path = base + wireProtocol.path
        model = wireProtocol.model
        address = try Self.address(of: authority, in: url)
    }

    /// Reads an arm as people write it: `NAME=URL`, or `NAME=PROTOCOL:URL`.
    ///
    /// - Parameter wireProtocol: The protocol if none is written.
    public init(
        _ text: String,
        default wireProtocol: WireProtocol = .openai
    ) throws(URLError) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw URLError(description: "'\(text)' is not NAME=URL.")
        }
        var url = text[text.index(after: equals)...]
        var wireProtocol = wireProtocol
        if let colon = url.firstIndex(of: ":"),
            let named = WireProtocol(rawValue: String(url[..<colon]))
        {
            wireProtocol = named
            url = url[url.index(after: colon)...]
        }
        try self.init(
            name: String(text[..<equals]),
            url: String(url),
            wireProtocol: wireProtocol
        )
    }

    /// The protocol and the URL, for reports.
    var target: String { "\(wireProtocol.rawValue) http://\(authority)\(path)" }

    private static func address(
        of authority: Substring,
        in url: String
    ) throws(URLError) -> SocketAddress {
        var host = authority
        var port = 80
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            guard let number = Int(authority[authority.index(after: colon)...]),
                1...65_535 ~= number
            else { throw URLError(description: "The URL '\(url)' has no port from 1 to 65535.") }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        do throws(UVError) {
            return try SocketAddress(host: String(host), port: port)
        } catch {
            throw URLError(
                description: "The host of '\(url)' is no numeric address and not localhost."
            )
        }
    }
}
