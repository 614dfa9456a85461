// A pipe whose two ends a test holds.

import Foundation

/// A pipe of the smallest size that Linux has: 4096 bytes.
final class Channel: @unchecked Sendable {
    private let pipe = Pipe()

    init() {
        Channel.shrink(writer)
    }

    /// Gives a pipe the size of one page.
    static func shrink(_ descriptor: Int32) {
        // F_SETPIPE_SZ of fcntl(2), which the C library hides from Swift.
        let setPipeSize: Int32 = 1031
        precondition(fcntl(descriptor, setPipeSize, 4096) == 4096, "no small pipes here")
    }

    /// The descriptor to write to.
    var writer: Int32 { pipe.fileHandleForWriting.fileDescriptor }

    /// Tells whether the descriptor to write to would wait, as it did when it was made.
    var isBlocking: Bool { fcntl(writer, F_GETFL) & O_NONBLOCK == 0 }

    /// What is in the pipe now; waits if that is nothing.
    func read() -> String {
        String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    }

    /// Closes the end to read from.
    func closeReader() {
        try? pipe.fileHandleForReading.close()
    }

    /// Closes the end to write to, after which reading ends.
    func closeWriter() {
        try? pipe.fileHandleForWriting.close()
    }

    /// All that comes until the other end is closed.
    func readToEnd() -> String {
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
