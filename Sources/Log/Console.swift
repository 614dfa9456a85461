// Words for the person at the terminal, outside of the log.

private import Glibc

/// The standard streams of the process, written whole; a reader that sleeps is waited for.
public enum Console {
    /// Writes a line to the standard output.
    public static func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes a line to the standard error.
    public static func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                // Nobody listens; there is nowhere to say so.
                return
            }
        }
    }
}
