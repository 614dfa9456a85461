// One end of a TCP connection that writes down what happens to it.

public import Bytes
public import Reactor

/// A delegate that records everything, with a hook for each event.
public final class RecordingPeer {
    /// The connection; set when it is made or accepted.
    public var connection: TCPConnection?
    /// All bytes received, unless they are only counted.
    public private(set) var received: [UInt8] = []
    /// The number of bytes received.
    public private(set) var receivedCount = 0
    /// Tells whether bytes are kept, or only counted.
    public var keepsBytes = true
    /// How often the peer's end was reported.
    public private(set) var endCount = 0
    /// All failures reported.
    public private(set) var failures: [UVError] = []
    /// How often output was about to leave.
    public private(set) var flushCount = 0
    /// How often the socket took no more.
    public private(set) var blockCount = 0
    /// How often everything that waited had left.
    public private(set) var drainCount = 0

    /// Runs after bytes arrived.
    public var onReceive: ((RecordingPeer) -> Void)?
    /// Runs at the end of the peer's output.
    public var onEnd: ((RecordingPeer) -> Void)?
    /// Runs at a failure; by default the connection is closed.
    public var onFail: ((RecordingPeer) -> Void)? = { $0.connection?.close() }
    /// Runs before output leaves.
    public var onFlush: ((RecordingPeer, inout ByteBuffer) -> Void)?
    /// Runs when the socket takes no more.
    public var onBlock: ((RecordingPeer) -> Void)?
    /// Runs when everything has left.
    public var onDrain: ((RecordingPeer) -> Void)?

    /// Creates a peer that has no connection yet.
    public init() {}

    /// Appends text to the connection's output.
    public func send(_ text: String) {
        connection?.withOutput { $0.append(text) }
    }

    /// Appends a number of bytes to the connection's output.
    public func send(byteCount: Int) {
        let bytes = [UInt8](repeating: 0x78, count: byteCount)
        connection?.withOutput { $0.append(bytes.span) }
    }

    /// Tells whether anything ended the connection.
    public var hasEnded: Bool { endCount > 0 || !failures.isEmpty }
}

extension RecordingPeer: TCPConnectionDelegate {
    /// Writes bytes down.
    public func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        receivedCount += bytes.count
        if keepsBytes { received.append(contentsOf: [UInt8](bytes)) }
        onReceive?(self)
    }

    /// Counts an end.
    public func connectionDidReachEnd(_ connection: TCPConnection) {
        endCount += 1
        onEnd?(self)
    }

    /// Writes a failure down.
    public func connection(_ connection: TCPConnection, didFail error: UVError) {
        failures.append(error)
        onFail?(self)
    }

    /// Counts a flush.
    public func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {
        flushCount += 1
        onFlush?(self, &output)
    }

    /// Counts a block.
    public func connectionDidBlock(_ connection: TCPConnection) {
        blockCount += 1
        onBlock?(self)
    }

    /// Not recorded: how much a write takes is the kernel's choice.
    public func connectionDidAdvance(_ connection: TCPConnection) {}

    /// Counts a drain.
    public func connectionDidDrain(_ connection: TCPConnection) {
        drainCount += 1
        onDrain?(self)
    }
}
