// What the process is doing now.

internal import Bytes
internal import HTTPServer
internal import Synchronization

/// What the process is doing now, added up over its workers.
final class LiveCounts: Sendable {
    /// Streams that are open.
    let streams = Atomic<Int>(0)
    /// Whether the process is ending.
    let isDraining = Atomic<Bool>(false)
    /// Connections of clients that are open.
    let connections = ConnectionCount()
    /// Memory of request bodies.
    let bodyMemory = MemoryAccount()
}
