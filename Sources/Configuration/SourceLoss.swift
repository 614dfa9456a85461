// What keeps a source from being believed when it is read again: it has lost what it had.

private import Bytes

/// Tells whether sources have lost something since they were last read with success.
///
/// A file that is gone, empty or cut off says nothing about what its owner wants: a disk was full, a mount is missing,
/// an editor is half-way through. What would follow from its silence is a default, and defaults open doors.
enum SourceLoss {
    /// A problem for each source that has lost something.
    static func problems(of next: SettingsSources, since last: SettingsSources) -> [SettingsProblem]
    {
        let pairs = [
            (SettingsFiles.sharedName, last.sharedFile?.bytes, next.sharedFile?.bytes),
            (SettingsFiles.localName, last.localFile?.bytes, next.localFile?.bytes),
            (SettingsFiles.dotEnvName, last.dotEnv, next.dotEnv),
        ]
        // Whether they are there and not empty is told when they are read.
        let secrets = last.secretFiles.sorted { $0.key < $1.key }.compactMap { name, last in
            next.secretFiles[name].map { ("the file of \(name)", Optional(last), Optional($0)) }
        }
        return (pairs + secrets).compactMap { name, last, next in
            guard let last, let loss = loss(of: next, since: last) else { return nil }
            return SettingsProblem(key: "", value: nil, source: nil, message: "\(name) \(loss)")
        }
    }

    private static func loss(of next: [UInt8]?, since last: [UInt8]) -> String? {
        guard let next else {
            return
                "is gone since it was last read: restore it, or restart the server to continue without it"
        }
        let (whole, rest) = (trimmed(last[...]), trimmed(next[...]))
        if !saysNothing(whole), saysNothing(rest) {
            return "is empty and was not when it was last read: "
                + "restore it, or restart the server to continue without it"
        }
        if isCut(rest, from: whole) {
            return
                "is the beginning of what it was when last read, as if it had been cut off: write all of it; "
                + "to remove the end on purpose, add another line there, such as a comment, or restart the server"
        }
        if hasEndMark(whole), !hasEndMark(rest) {
            return
                "does not end with '...' as when last read, as if it had been cut off: "
                + "write all of it, or restart the server"
        }
        return nil
    }

    /// Tells whether a text is the beginning of another one that says more.
    private static func isCut(_ rest: ArraySlice<UInt8>, from whole: ArraySlice<UInt8>) -> Bool {
        guard !saysNothing(whole), rest.count < whole.count, whole.starts(with: rest) else {
            return false
        }
        let missing = whole.dropFirst(rest.count)
        // What is missing at the end of a word may be a part of it, whatever it looks like.
        return !isBlank(missing[missing.startIndex]) || !saysNothing(missing)
    }

    /// Tells whether all lines are empty or comments.
    private static func saysNothing(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: ASCII.lineFeed).allSatisfy { line in
            let words = line.drop(while: isBlank)
            return words.isEmpty || words.first == UInt8(ascii: "#")
        }
    }

    /// Tells whether the last line is the mark with which a YAML document may end.
    ///
    /// YAML 1.1 section 4.3.2.
    private static func hasEndMark(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: ASCII.lineFeed).last.map { $0.elementsEqual("...".utf8) } ?? false
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return [] }
        return text[...last]
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ASCII.space || 0x09...0x0D ~= byte
    }
}
