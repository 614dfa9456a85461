// Decides when changed files are reloaded. No clock, no I/O.

/// Decides from periodic fingerprints of files whether to read them.
///
/// They are read once they differ from the last reading and have stopped changing, because an editor may have saved
/// only a part.
struct FileWatch<Fingerprint: Equatable> {
    private var read: Fingerprint
    private var seen: Fingerprint

    /// - Parameter fingerprint: The fingerprint taken before the files were first read.
    init(_ fingerprint: Fingerprint) {
        read = fingerprint
        seen = fingerprint
    }

    /// Takes the current fingerprint; true if the files are to be read.
    mutating func observed(_ fingerprint: Fingerprint) -> Bool {
        let isSettled = fingerprint == seen
        seen = fingerprint
        return isSettled && fingerprint != read
    }

    /// The files are about to be read with this fingerprint.
    mutating func willRead(_ fingerprint: Fingerprint) {
        read = fingerprint
        seen = fingerprint
    }
}
