// The only code that writes to the log's descriptor, and never waits for it.

internal import Bytes
private import Glibc

/// A descriptor that several workers write whole lines to.
///
/// The descriptor is often the standard output of other processes too, so its flags are left alone:
/// `O_NONBLOCK` would be theirs as well. Instead,
/// - a *pipe* or *terminal* is asked by `poll` whether it takes anything, and then given at most
///   ``pieceBytesMax`` bytes: a pipe that reports room has that much, and writes it as one piece
///   (pipe(7));
/// - a *socket* is written with `MSG_DONTWAIT`;
/// - a *regular file* gets all lines at once, since files never are unready.
///
/// A lock keeps two workers of this process from taking the same room, and is held only for calls
/// that do not wait. Another process that writes to the same pipe at the same moment could still
/// make one write wait for the reader. Lines longer than a piece are written in several, with no
/// other worker's line between them; other processes' lines might come between.
public final class LogSink: @unchecked Sendable {
    /// The most bytes that a pipe takes as one: `PIPE_BUF` of Linux.
    public static let pieceBytesMax = 4096

    private enum Kind { case polled, socket, file }

    private enum Attempt {
        case wrote(Int)
        case full
        case failed
    }

    private let descriptor: Int32
    private let kind: Kind
    // Unchecked Sendable is sound: what can change is touched under the lock only.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var tornLine = ByteBuffer()
    // True between the beginning of a line and its end, also when the end was lost.
    private var isMidLine = false

    /// Wraps an open descriptor, which stays the caller's and open for as long as the sink lives.
    ///
    /// Lets the process ignore SIGPIPE, because a log that nobody reads is no reason to end.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
        kind = Self.kind(of: descriptor)
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        precondition(pthread_mutex_init(lock, nil) == 0, "no lock for the log")
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Writes lines from the front of a buffer for as long as the descriptor takes them.
    ///
    /// What was written is consumed. If the descriptor fails, all lines are consumed and counted as
    /// lost.
    ///
    /// - Returns: How many lines were lost, and whether the rest of a line waits in the sink for a
    ///   further call.
    func take(_ lines: inout ByteBuffer) -> (lostCount: Int, isLineTorn: Bool) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while !(lines.isEmpty && tornLine.isEmpty) {
            switch isMidLine ? finishLine() : startLines(&lines) {
            case .wrote: continue
            case .full: return (0, !tornLine.isEmpty)
            case .failed: return (lose(&lines), false)
            }
        }
        return (0, false)
    }

    // Writes whole lines, or the beginning of one that is longer than a piece.
    private func startLines(_ lines: inout ByteBuffer) -> Attempt {
        let attempt = put(lines.bytes.extracting(first: pieceLength(of: lines.bytes)))
        guard case .wrote(let byteCount) = attempt else { return attempt }
        isMidLine = lines.bytes[byteCount - 1] != ASCII.lineFeed
        lines.consume(byteCount)
        if isMidLine {
            // The rest of the line must follow before anybody else's line does.
            let end = lines.bytes.firstIndex(of: ASCII.lineFeed) ?? lines.count - 1
            tornLine.append(lines.bytes.extracting(first: end + 1))
            lines.consume(end + 1)
        }
        return attempt
    }

    private func finishLine() -> Attempt {
        // The rest was lost to an error; what comes now shall begin on a line of its own.
        if tornLine.isEmpty { tornLine.append(ASCII.lineFeed) }
        let attempt = put(tornLine.bytes.extracting(first: pieceLength(of: tornLine.bytes)))
        guard case .wrote(let byteCount) = attempt else { return attempt }
        tornLine.consume(byteCount)
        isMidLine = !tornLine.isEmpty
        return attempt
    }

    private func lose(_ lines: inout ByteBuffer) -> Int {
        var lostCount = 0
        for index in lines.bytes.indices where lines.bytes[index] == ASCII.lineFeed {
            lostCount += 1
        }
        // More than the line feed that only sets the next line apart.
        if tornLine.count > 1 { lostCount += 1 }
        tornLine.removeAll()
        lines.removeAll()
        return lostCount
    }

    // As many whole lines as fit a piece; of a longer line, a piece.
    private func pieceLength(of bytes: Span<UInt8>) -> Int {
        guard kind == .polled, bytes.count > Self.pieceBytesMax else { return bytes.count }
        var length = Self.pieceBytesMax
        while length > 0, bytes[length - 1] != ASCII.lineFeed { length -= 1 }
        return length > 0 ? length : Self.pieceBytesMax
    }

    private func put(_ bytes: Span<UInt8>) -> Attempt {
        if kind == .polled, !isReady() { return .full }
        while true {
            let byteCount = bytes.withUnsafeBytes { raw in
                kind == .socket
                    ? send(descriptor, raw.baseAddress, raw.count, Self.sendFlags)
                    : write(descriptor, raw.baseAddress, raw.count)
            }
            if byteCount > 0 { return .wrote(byteCount) }
            if byteCount == 0 { return .full }
            switch errno {
            case EINTR: continue
            case EAGAIN, ENOBUFS: return .full
            default: return .failed
            }
        }
    }

    private static let sendFlags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)

    // An error counts as ready: the write that follows says which one it is.
    private func isReady() -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let readyCount = poll(&entry, 1, 0)
            if readyCount < 0, errno == EINTR { continue }
            return readyCount != 0
        }
    }

    private static func kind(of descriptor: Int32) -> Kind {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .polled }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFSOCK: return .socket
        default: return .polled
        }
    }
}
