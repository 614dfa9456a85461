// The person's terminal and files: where progress and reports go.

private import Glibc

/// The standard error as a terminal.
public enum Terminal {
    /// Tells whether somebody looks: the standard error is a terminal.
    public static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Puts a line in place of the one that was put last; an empty one clears it.
    public static func put(_ line: String) {
        write("\r" + line + "\u{1B}[K", to: STDERR_FILENO)
    }

    /// Writes a whole file, or to the standard output for `-`; false if that is not possible.
    public static func write(_ text: String, toFile path: String) -> Bool {
        if path == "-" { return write(text, to: STDOUT_FILENO) }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        let isWritten = write(text, to: descriptor)
        return close(descriptor) == 0 && isWritten
    }

    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}
