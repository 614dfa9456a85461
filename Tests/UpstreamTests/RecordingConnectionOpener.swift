// The owner of connections without an exchange.

@testable import Upstream

/// Keeps the connections that a connector opens for it, and the errors of those that it does not.
///
/// As their user it reads what comes and forgets it.
final class RecordingConnectionOpener: ConnectionOpener, ConnectorDelegate, ConnectionUser {
    private(set) var connections: [Connection] = []
    private(set) var errors: [CurlError] = []
    /// How often a connection was readable.
    private(set) var readCount = 0

    func connectionOpened(_ connection: Connection) { connections.append(connection) }
    func connectionFailed(_ error: CurlError) { errors.append(error) }
    func connectionMoved(from phase: Connection.Phase) {}
    func connectionLeft(_ easy: EasyHandle, from phase: Connection.Phase) {}

    func connection(_ connection: Connection, isReadable: Bool, isWritable: Bool) {
        guard isReadable else { return }
        _ = connection.receive { _ in }
        readCount += 1
    }
}
