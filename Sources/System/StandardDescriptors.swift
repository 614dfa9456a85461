// The descriptors 0, 1 and 2: somebody's input and outputs, or nobody's, but never something else.

private import Glibc

/// The standard input, output and error of the process.
public enum StandardDescriptors {
    /// Opens `/dev/null` for each of the three that the process was started without.
    ///
    /// To be called first thing in `main`: the next file or socket takes the lowest free number, and a client whose
    /// socket is number 1 would be sent the log. open(2)
    public static func fillGaps() {
        for descriptor in STDIN_FILENO...STDERR_FILENO {
            guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
            // Those below are open by now, so it takes this very number; without the file nothing can be done.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
