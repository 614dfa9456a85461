// A TCP server that answers as a test tells it, on a thread of its own.

public import Reactor

/// A provider for tests: a real HTTP/1.1 server whose every byte, pause and fault is scripted.
///
/// It runs on its own loop and thread; what happens there is told to the test's loop, where the counts can be read.
public final class ScriptedProvider {
    /// What the provider does for a request, one after the other.
    public enum Step: Sendable {
        /// Sends bytes; consecutive ones leave together.
        case send([UInt8])
        /// Waits before the next step.
        case wait(Duration)
        /// Waits until so many connections in all have been accepted.
        case waitForConnections(Int)
        /// Does nothing more; the connection stays open.
        case stall
        /// Sends the end of the stream and closes.
        case end
        /// Resets the connection.
        case reset
    }

    /// A request as it was received.
    public struct Request: Sendable {
        /// The lines of the head without their ends.
        public var lines: [String] = []
        /// The body.
        public var body: [UInt8] = []
        /// The number of the connection, from 0.
        public var connection = 0

        /// The value of a field, by its exact name, or nil.
        public func field(_ name: String) -> String? {
            lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
    }

    /// When the script is asked for its steps.
    public enum Moment: Sendable {
        /// As soon as a client has connected, with an empty request.
        case connected
        /// When the head of a request is there.
        case head
        /// When a request is complete.
        case request
    }

    /// Decides what to do about a request; runs on the provider's thread.
    public typealias Script = @Sendable (Request) -> [Step]

    /// The address that it listens on.
    public let address: SocketAddress
    /// The connections accepted so far.
    public private(set) var acceptedCount = 0
    /// The connections that are open, as far as the provider has noticed.
    public private(set) var openCount = 0
    /// The connections that the client has reset.
    public private(set) var resetCount = 0
    /// All requests so far.
    public private(set) var requests: [Request] = []

    private var caughtUpCount = 0
    private let harness: LoopHarness
    private let mailbox: Mailbox
    private var thread: WorkerThread?
    private var server: (LoopBound<ScriptedServer>, Mailbox.Address)?

    /// Starts a provider and waits until it listens.
    ///
    /// - Parameter address: Where to listen; by default on any port of 127.0.0.1.
    public init(
        _ harness: LoopHarness,
        on address: SocketAddress? = nil,
        askedAt moment: Moment = .request,
        script: @escaping Script
    ) throws {
        self.harness = harness
        let socket = try BoundSocket(
            to: address ?? SocketAddress(host: "127.0.0.1", port: 0)
        )
        mailbox = try Mailbox(on: harness.loop)
        self.address = socket.address
        let reports = Reports(LoopBound(self, on: harness.loop), mailbox.address)
        thread = try WorkerThread(name: "provider") {
            ScriptedServer.serve(on: socket, askedAt: moment, script: script, reports: reports)
        }
        try harness.run { server != nil }
    }

    /// The address of a resource on the provider.
    public func url(_ path: String = "/") -> String { "http://\(address)\(path)" }

    /// Waits until all that the provider has done so far has been told here: an answer may be here before the news that
    /// its connection was accepted.
    public func catchUp() throws {
        guard let (_, address) = server else { return }
        let count = caughtUpCount + 1
        let reports = Reports(LoopBound(self, on: harness.loop), mailbox.address)
        address.post { _ in reports.caughtUp() }
        try harness.run { caughtUpCount == count }
    }

    /// Closes everything and ends the thread.
    public func stop() {
        guard let (server, address) = server else { return }
        address.post { server.open(on: $0).stop() }
        if let thread = thread.take() { thread.join() }
        self.server = nil
        mailbox.close()
    }

    // How the provider's thread tells the test's loop.
    struct Reports: Sendable {
        private let provider: LoopBound<ScriptedProvider>
        private let address: Mailbox.Address

        init(_ provider: LoopBound<ScriptedProvider>, _ address: Mailbox.Address) {
            self.provider = provider
            self.address = address
        }

        func started(_ server: LoopBound<ScriptedServer>, _ mailbox: Mailbox.Address) {
            address.post { provider.open(on: $0).server = (server, mailbox) }
        }

        func accepted() {
            address.post { loop in
                provider.open(on: loop).acceptedCount += 1
                provider.open(on: loop).openCount += 1
            }
        }

        func caughtUp() {
            address.post { provider.open(on: $0).caughtUpCount += 1 }
        }

        func received(_ request: Request) {
            address.post { provider.open(on: $0).requests.append(request) }
        }

        func closed(byReset: Bool) {
            address.post { loop in
                provider.open(on: loop).openCount -= 1
                if byReset { provider.open(on: loop).resetCount += 1 }
            }
        }
    }
}

@available(*, unavailable)
extension ScriptedProvider: Sendable {}

extension ScriptedProvider.Step {
    /// Sends text.
    public static func text(_ text: String) -> Self { .send(Array(text.utf8)) }

    /// Sends a status line and fields, then the end of the head.
    public static func head(_ status: Int, _ fields: String...) -> Self {
        text((["HTTP/1.1 \(status) X"] + fields).joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Sends a head for a chunked body of server-sent events.
    public static var streamHead: Self {
        head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
    }

    /// Sends one chunk.
    public static func chunk(_ text: String) -> Self {
        .text("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }

    /// Sends the last chunk.
    public static var lastChunk: Self { .text("0\r\n\r\n") }

    /// Sends a whole answer with a length.
    public static func whole(_ status: Int, _ body: String, _ fields: String...) -> Self {
        let all = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + fields
        return .text(all.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
