// Keys and passwords: held, compared and handed out, never shown.

private import Bytes

/// A value that must not appear in a log, a report or an error.
///
/// It has no `Encodable` conformance and describes itself as `‹redacted›` in every way that Swift
/// can print it.
public struct Secret: Sendable {
    /// What is shown in place of any secret.
    public static let redaction = "‹redacted›"

    private let storage: [UInt8]

    /// Takes the UTF-8 of a string.
    public init(_ string: String) {
        storage = Array(string.utf8)
    }

    /// Tells whether there is nothing to keep secret.
    public var isEmpty: Bool { storage.isEmpty }

    /// The length, in bytes.
    public var count: Int { storage.count }

    /// The secret bytes, for the code that must send or check them.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self) borrowing get { storage.span }
    }

    /// Tells whether a blank or a tab stands at either end, which is seldom meant.
    var isPadded: Bool {
        bytes.trimmedRange(0..<count) != 0..<count
    }

    /// Tells whether white space, line feeds among it, stands at either end.
    var isSpaced: Bool {
        guard let first = storage.first, let last = storage.last else { return false }
        return [first, last].contains { $0 == ASCII.space || 0x09...0x0D ~= $0 }
    }

    /// Tells whether it stands between two quotation marks of one kind.
    var isQuoted: Bool {
        guard count >= 2, let first = storage.first, first == storage.last else { return false }
        return first == ASCII.quote || first == UInt8(ascii: "'")
    }

    /// Tells whether it is written as a variable that somebody else was to fill in: `${NAME}` or `$(NAME)`.
    var isReference: Bool {
        bytes.hasPrefix("${") && storage.last == UInt8(ascii: "}")
            || bytes.hasPrefix("$(") && storage.last == UInt8(ascii: ")")
    }

    /// How many PEM blocks begin in it.
    var pemCount: Int {
        String(bytes).split(separator: "-----BEGIN ", omittingEmptySubsequences: false).count - 1
    }

    /// Tells whether it has a backslash and an n where a line feed was meant.
    var hasEscapedLineFeeds: Bool { String(bytes).contains("\\n") }

    /// Tells whether it begins like a PEM file, RFC 7468 section 2.
    var isPEM: Bool { bytes.hasPrefix("-----BEGIN ") }

    /// Compares with other bytes in a time that depends on the two lengths only.
    public func equals(_ other: Span<UInt8>) -> Bool {
        var difference: UInt8 = storage.count == other.count ? 0 : 1
        for index in other.indices {
            let own = storage.isEmpty ? 0 : storage[index % storage.count]
            difference |= own ^ other[index]
        }
        return difference == 0
    }
}

extension Secret: Equatable {
    /// Compares two secrets in a time that depends on the two lengths only.
    public static func == (left: Secret, right: Secret) -> Bool {
        left.equals(right.bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always ``redaction``.
    public var description: String { Secret.redaction }

    /// Always ``redaction``.
    public var debugDescription: String { Secret.redaction }

    /// A mirror without children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
