// A server that answers the first request of each connection and closes at the second.

import Bytes
import Reactor
import Synchronization
import Testing

/// Serves on a thread of its own until it has given all its answers.
struct CannedServer: ~Copyable {
    let address: SocketAddress
    private let thread: WorkerThread

    private final class Readiness: Sendable {
        let isReady = Atomic(false)
    }

    init(answerCount: Int) throws {
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        let loop = try Loop()
        let reports = try Mailbox(on: loop)
        let starter = reports.address
        let readiness = Readiness()
        let thread = try WorkerThread(name: "canned") {
            Self.serve(socket, answerCount) {
                readiness.isReady.store(true, ordering: .releasing)
                starter.post { _ in }
            }
        }
        while !readiness.isReady.load(ordering: .acquiring) { loop.runOnce() }
        reports.close()
        loop.finish()
        address = socket.address
        self.thread = thread
    }

    consuming func join() { thread.join() }

    private static func serve(
        _ socket: BoundSocket,
        _ answerCount: Int,
        _ isListening: () -> Void
    ) {
        do throws(UVError) {
            let loop = try Loop()
            let connections = CannedConnections(answerCount)
            connections.listener = try TCPListener(on: loop, socket: socket) { connection in
                connection.delegate = connections
                connection.startReading()
            }
            isListening()
            loop.run()
            loop.finish()
        } catch {
            Issue.record("\(error)")
            isListening()
        }
    }
}

private final class CannedConnections: TCPConnectionDelegate {
    var listener: TCPListener?
    private var answersLeft: Int
    private var answered: Set<ObjectIdentifier> = []

    private static let content =
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

    init(_ answerCount: Int) { answersLeft = answerCount }

    /// A request comes in one piece, being small.
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        guard answered.insert(ObjectIdentifier(connection)).inserted else {
            return close(connection)
        }
        connection.withOutput { output in
            output.append("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ")
            output.appendDecimal(Self.content.utf8.count)
            output.append("\r\n\r\n")
            output.append(Self.content)
        }
        answersLeft -= 1
        if answersLeft == 0 { listener?.close() }
    }

    private func close(_ connection: TCPConnection) {
        answered.remove(ObjectIdentifier(connection))
        connection.close()
    }

    func connectionDidReachEnd(_ connection: TCPConnection) { close(connection) }
    func connection(_ connection: TCPConnection, didFail error: UVError) { close(connection) }
    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}
    func connectionDidBlock(_ connection: TCPConnection) {}
    func connectionDidAdvance(_ connection: TCPConnection) {}
    func connectionDidDrain(_ connection: TCPConnection) {}
}
