// Whether a file is text in the one encoding that is read.

/// Tells files apart that are no UTF-8, and says so in the words of the editors that make them.
enum TextForm {
    /// What is wrong with the form of a file, in words that follow its name; nil if it may be UTF-8.
    ///
    /// A byte order mark of UTF-8 is none of it: it is skipped.
    static func problem(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return "is UTF-16, as PowerShell's > writes it: save it as UTF-8"
        }
        return bytes.contains(0) ? "holds zero bytes, as UTF-16 does: save it as UTF-8" : nil
    }
}
