// The header field tracestate: looked at only to keep nonsense from being passed on.

internal import Bytes

/// Checks and joins the values of `tracestate`.
enum TraceState {
    private static let membersMax = 32
    private static let bytesMax = 512
    private static let valueBytesMax = 256

    /// The values as one; nil if there is nothing in them, or something that must not be there.
    ///
    /// W3C Trace Context section 3.3.1. Values that are longer than all of it may be with blanks around each member are
    /// not looked at.
    static func joined(_ values: [String]) -> String? {
        guard values.reduce(0, { $0 + $1.utf8.count }) <= TraceContext.stateBytesMax else {
            return nil
        }
        let members = values.flatMap { $0.utf8.split(separator: ASCII.comma) }.map(trimmed)
            .filter { !$0.isEmpty }
        guard !members.isEmpty, members.count <= membersMax, members.allSatisfy(isMember),
            Set(members.map(key)).count == members.count
        else { return nil }
        let text = members.map(String.init).joined(separator: ",")
        return text.utf8.count <= bytesMax ? text : nil
    }

    private static func trimmed(_ member: Substring.UTF8View) -> Substring {
        let isBlank: (UInt8) -> Bool = { $0 == ASCII.space || $0 == ASCII.tab }
        var rest = member.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return Substring(rest)
    }

    private static func key(_ member: Substring) -> Substring {
        Substring(member.utf8.prefix { $0 != UInt8(ascii: "=") })
    }

    private static func isMember(_ member: Substring) -> Bool {
        let key = key(member)
        let value = Substring(member.utf8.dropFirst(key.utf8.count + 1))
        return key.utf8.count < member.utf8.count && isKey(key)
            && 1...valueBytesMax ~= value.utf8.count
            && value.utf8.allSatisfy { 0x20...0x7E ~= $0 && $0 != UInt8(ascii: "=") }
    }

    private static func isKey(_ key: Substring) -> Bool {
        let parts = key.split(separator: "@", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isWord(parts[0], lengthMax: 256)
        case 2: return isWord(parts[0], lengthMax: 241) && isWord(parts[1], lengthMax: 14)
        default: return false
        }
    }

    private static func isWord(_ word: Substring, lengthMax: Int) -> Bool {
        guard let first = word.utf8.first, isLowercaseLetter(first) || ASCII.isDigit(first) else {
            return false
        }
        return word.utf8.count <= lengthMax
            && word.utf8.allSatisfy {
                isLowercaseLetter($0) || ASCII.isDigit($0) || "_-*/".utf8.contains($0)
            }
    }

    private static func isLowercaseLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }
}
