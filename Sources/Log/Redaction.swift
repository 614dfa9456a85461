// What must never stand in a log, whoever says it.

internal import Bytes

/// The secrets of the process, cut out of texts that others have written.
///
/// A provider may repeat what it was sent, credentials included. A secret is found as it is and with any of its
/// characters as JSON escapes, however often a text was quoted; where a text ends within one, its beginning is cut
/// out too.
///
/// Belongs to one thread. A class, because a struct of so much would be copied for every text.
public final class Redaction {
    /// What stands in place of a secret.
    public static let mark: StaticString = "‹redacted›"

    /// What is shorter is no secret, and would be found everywhere; the same holds for beginnings.
    private static let byteCountMin = 4
    /// How many backslashes in a row can quote one character: a text that was quoted four times.
    private static let backslashCountMax = 16

    private var secrets: [[UInt8]] = []
    /// Tells of each byte whether a secret can begin with it.
    private var begins: InlineArray<256, Bool> = .init(repeating: false)

    /// Creates a redaction of nothing.
    public init() {}

    /// Adds a secret, for good: answers to requests that were sent with it may still be under way.
    public func hide(_ secret: Span<UInt8>) {
        guard secret.count >= Self.byteCountMin else { return }
        let bytes = Array(secret)
        guard !secrets.contains(bytes) else { return }
        secrets.append(bytes)
        // The longest first, so that of two that begin alike none leaves its end behind.
        secrets.sort { $0.count > $1.count }
        begins[Int(bytes[0])] = true
        begins[Int(ASCII.backslash)] = true
    }

    /// The text without the secrets; nil if there are none in it.
    public func redacted(_ text: Span<UInt8>) -> [UInt8]? {
        guard !secrets.isEmpty else { return nil }
        var output: [UInt8]?
        var copied = 0
        var index = 0
        while index < text.count {
            guard begins[Int(text[index])], let end = endOfSecret(at: index, in: text) else {
                index += 1
                continue
            }
            var kept = output ?? []
            for place in copied..<index { kept.append(text[place]) }
            kept.append(contentsOf: Array(Self.mark.description.utf8))
            output = kept
            copied = end
            index = end
        }
        guard var whole = output else { return nil }
        for place in copied..<text.count { whole.append(text[place]) }
        return whole
    }

    /// The text without the secrets.
    public func redacted(_ text: String) -> String {
        redacted(text.utf8.span).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private func endOfSecret(at start: Int, in text: Span<UInt8>) -> Int? {
        for secret in secrets {
            if let end = Self.end(of: secret, at: start, in: text) { return end }
        }
        return nil
    }

    private static func end(of secret: [UInt8], at start: Int, in text: Span<UInt8>) -> Int? {
        var index = start
        var matched = 0
        while matched < secret.count {
            guard index < text.count else { return matched >= byteCountMin ? index : nil }
            if text[index] == secret[matched] {
                index += 1
                matched += 1
                continue
            }
            guard let (bytes, end) = escape(at: index, in: text) else { return nil }
            // The text ends within an escape.
            if bytes.isEmpty { return matched >= byteCountMin ? text.count : nil }
            guard secret[matched...].starts(with: bytes) else { return nil }
            matched += bytes.count
            index = end
        }
        return index
    }

    /// The UTF-8 of an escaped character and where it ends; none of it if the text ends before.
    private static func escape(at start: Int, in text: Span<UInt8>) -> ([UInt8], Int)? {
        var index = start
        while index < text.count, text[index] == ASCII.backslash {
            index += 1
            guard index - start <= backslashCountMax else { return nil }
        }
        guard index > start else { return nil }
        guard index < text.count else { return ([], index) }
        guard text[index] == UInt8(ascii: "u") else { return ([text[index]], index + 1) }
        guard index + 4 < text.count else { return ([], text.count) }
        var value: UInt32 = 0
        for place in index + 1...index + 4 {
            guard let digit = Character(Unicode.Scalar(text[place])).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { return nil }
        return (Array(String(scalar).utf8), index + 5)
    }
}

@available(*, unavailable)
extension Redaction: Sendable {}
