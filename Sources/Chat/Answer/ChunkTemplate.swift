// The bytes around the text of a chunk, by which the next one is known without being read.

internal import Bytes
internal import JSON

/// What the chunks of an answer have in common: everything but their text.
///
/// An event that begins and ends with the same bytes as one that was read means the same by construction; only its
/// text is looked at.
struct ChunkTemplate: ~Copyable {
    private var prefix = ByteBuffer()
    private var suffix = ByteBuffer()
    /// Where in the prefix the choices begin; zero where that is not known.
    private var choicesOffset = 0
    /// Whether prefix and suffix are those of a text; else the prefix ends where the choices begin.
    private var isOfText = false

    private static let byteCountMax = 2048

    /// The text of an event that fits, which is one whole JSON string; nil if the event must be read.
    func content(of event: Span<UInt8>, policy: JSONReader.Policy) -> JSONSlice? {
        guard isOfText, event.count >= prefix.count + suffix.count else { return nil }
        let end = event.count - suffix.count
        guard event.extracting(0..<prefix.count).equals(prefix.bytes),
            event.extracting(end..<event.count).equals(suffix.bytes)
        else { return nil }
        // With its quotes, which are the ends of prefix and suffix, the text must be one whole string.
        let quoted = event.extracting(prefix.count - 1..<end + 1)
        var reader = JSONReader(quoted, policy: policy)
        guard let content = try? reader.readString(), reader.position == quoted.count else {
            return nil
        }
        return content.moved(by: prefix.count - 1)
    }

    /// Where the choices of an event begin that is the same up to there; nil if it must be read from its start.
    func choicesOffset(of event: Span<UInt8>) -> Int? {
        guard choicesOffset > 0, event.count > choicesOffset,
            event.extracting(0..<choicesOffset).equals(prefix.bytes.extracting(0..<choicesOffset))
        else { return nil }
        return choicesOffset
    }

    /// Takes an event that was read as the pattern of those to come.
    ///
    /// - Parameter choicesOffset: Where the value of `choices` begins, with the text in it, if that is known; what is
    ///   before it need not be read in the events to come.
    mutating func remember(
        _ content: JSONSlice,
        of event: Span<UInt8>,
        choicesOffset: Int? = nil
    ) {
        guard event.count - content.range.count <= Self.byteCountMax else { return }
        isOfText = true
        self.choicesOffset = choicesOffset ?? 0
        precondition(self.choicesOffset <= content.range.lowerBound, "the text is in the choices")
        prefix.removeAll()
        suffix.removeAll()
        prefix.append(event.extracting(0..<content.range.lowerBound))
        suffix.append(event.extracting(content.range.upperBound..<event.count))
    }

    /// Takes the beginning of an event that was read and has no text, as long as none with a text has been seen.
    ///
    /// - Parameter choicesOffset: Where the value of `choices` begins.
    mutating func remember(beginningOf event: Span<UInt8>, upTo choicesOffset: Int) {
        guard prefix.isEmpty, choicesOffset <= Self.byteCountMax else { return }
        self.choicesOffset = choicesOffset
        prefix.append(event.extracting(0..<choicesOffset))
    }
}
