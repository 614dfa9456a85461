// Compares what a stream said with what it had to say, byte for byte, as it arrives.

internal import Bytes
internal import MockProvider

/// Follows one stream's text and tells where it first differs from the mock's.
///
/// Only as much of the expected text is made as has arrived, in a buffer that is used again for
/// each stream.
struct TextVerifier: ~Copyable {
    /// How a text differs.
    enum Difference: Hashable, Sendable {
        /// A token is missing before one that belongs further behind.
        case lost
        /// A token came again, or behind one that belongs further behind.
        case disordered
        /// What came is none of the tokens near this place.
        case corrupt
        /// More came after the last token.
        case surplus
    }

    private var source = Source(id: 0, tokenByteCount: 0)
    private var tokenCount = 0
    private var nextToken = 0
    private var expected = ByteBuffer()
    private var candidate = ByteBuffer()

    /// The bytes that have arrived.
    private(set) var byteCount = 0
    /// The worst difference so far, or nil.
    private(set) var difference: Difference?

    /// How far around its place a stray token is looked for.
    private static let reach = 16

    /// Starts over for a stream.
    mutating func begin(id: UInt64, tokenCount: Int, tokenByteCount: Int) {
        source = Source(id: id, tokenByteCount: tokenByteCount)
        self.tokenCount = tokenCount
        nextToken = 0
        byteCount = 0
        difference = nil
        expected.removeAll()
    }

    /// The number of tokens that have arrived, at least in part.
    var seenTokenCount: Int { nextToken }

    /// Tells whether all of the text has arrived and nothing differed.
    var isComplete: Bool { difference == nil && nextToken == tokenCount && expected.isEmpty }

    /// Compares the next piece of text.
    mutating func check(_ text: Span<UInt8>) {
        byteCount += text.count
        guard difference != .corrupt, difference != .surplus else { return }
        let isAtToken = expected.isEmpty
        let firstToken = nextToken
        while expected.count < text.count, nextToken < tokenCount {
            source.appendToken(nextToken, to: &expected)
            nextToken += 1
        }
        if text.count <= expected.count, expected.bytes.extracting(0..<text.count).equals(text) {
            return expected.consume(text.count)
        }
        classify(text, isAtToken: isAtToken, firstToken: firstToken)
    }

    /// Finds out what a differing piece is, and goes on behind it where that is known.
    private mutating func classify(_ text: Span<UInt8>, isAtToken: Bool, firstToken: Int) {
        expected.removeAll()
        guard firstToken < tokenCount else {
            difference = isEarlierToken(text, before: firstToken) ? .disordered : .surplus
            nextToken = firstToken
            return
        }
        guard isAtToken else {
            difference = .corrupt
            return
        }
        for index in firstToken..<min(firstToken + Self.reach, tokenCount)
        where isToken(index, text) {
            nextToken = index + 1
            if difference == nil { difference = .lost }
            return
        }
        nextToken = firstToken
        difference = isEarlierToken(text, before: firstToken) ? .disordered : .corrupt
    }

    private mutating func isEarlierToken(_ text: Span<UInt8>, before end: Int) -> Bool {
        for index in max(0, end - Self.reach)..<end where isToken(index, text) { return true }
        return false
    }

    private mutating func isToken(_ index: Int, _ text: Span<UInt8>) -> Bool {
        candidate.removeAll()
        source.appendToken(index, to: &candidate)
        return candidate.bytes.equals(text)
    }

    /// Whence the expected text comes.
    private struct Source {
        let id: UInt64
        let tokenByteCount: Int

        func appendToken(_ index: Int, to output: inout ByteBuffer) {
            MockText.appendToken(
                index,
                of: id,
                byteCount: tokenByteCount,
                as: .text,
                into: &output
            )
        }
    }
}
