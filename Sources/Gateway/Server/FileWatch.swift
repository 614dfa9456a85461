// When files that change are worth reading again. No clock, no file.

/// Decides by the looks of files, taken again and again, whether to read them.
///
/// They are read when they look other than when they were read last and have stopped changing, because an editor may
/// be half-way through.
struct FileWatch<Looks: Equatable> {
    private var read: Looks
    private var seen: Looks

    /// - Parameter looks: How they looked before they were read.
    init(_ looks: Looks) {
        read = looks
        seen = looks
    }

    /// Takes how they look now, and tells whether to read them.
    mutating func looked(_ looks: Looks) -> Bool {
        let isSettled = looks == seen
        seen = looks
        return isSettled && looks != read
    }

    /// They are about to be read, looking like this.
    mutating func willRead(_ looks: Looks) {
        read = looks
        seen = looks
    }
}
