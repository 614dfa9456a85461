// The bytes of a report about a request, within bounds whatever the request holds.

internal import Bytes
internal import JSON

/// The bytes of a report: JSON, and echoes of the request that keep it within its bound.
struct ReportBuffer: ~Copyable {
    /// An echo that would make the report longer than this is cut short.
    private static let echoByteCountMax = 48 * 1024
    /// No further error is reported beyond this; what one error adds then is far below the 4 KiB
    /// left to 64.
    private static let byteCountMax = 60 * 1024
    /// What is left of an echo that is cut short, in characters.
    private static let cutCharacterCount = 200

    private var buffer = ByteBuffer()
    /// How much of the request may be read for echoes, in bytes: what is echoed can be far shorter than its text.
    private static let readByteCountMax = 256 * 1024
    private var readByteCount = 0
    /// Tells whether an echo has been cut: then all but short ones are, so that none is made in
    /// vain.
    private var isCutting = false

    var bytes: Span<UInt8> {
        @_lifetime(borrow self) borrowing get { buffer.bytes }
    }

    /// Tells whether no further error should be added.
    var isFull: Bool { buffer.count >= Self.byteCountMax }

    mutating func raw(_ text: StaticString) { buffer.append(text) }

    mutating func int(_ value: Int) { buffer.appendDecimal(value) }

    mutating func number(_ value: Double) {
        buffer.append(value.shortText)
    }

    mutating func string(_ text: String) { string(text.utf8.span) }

    private mutating func string(_ text: Span<UInt8>) {
        buffer.append(ASCII.quote)
        JSONString.escape(text, into: &buffer)
        buffer.append(ASCII.quote)
    }

    /// Appends a value of the request that is JSON.
    mutating func echo(_ json: Span<UInt8>) {
        if fits(json), let value = PythonText.parse(json) {
            readByteCount += json.count
            let start = buffer.count
            var writer = JSONWriter(appendingTo: take())
            PythonText.write(value, to: &writer)
            buffer = writer.finish()
            if isWithinBound(json) { return }
            buffer.truncate(to: start)
        }
        isCutting = true
        // Of a string the content, of anything else the beginning of its text.
        let isString = json[0] == ASCII.quote
        let end = min(isString ? json.count - 1 : json.count, Self.cutCharacterCount * 12)
        string(
            isString
                ? cut(JSONString.unescaped(json.extracting(1..<end)))
                : cut(String(json.extracting(0..<end)))
        )
    }

    /// Appends text of the request that is no JSON.
    mutating func echo(text: Span<UInt8>) {
        if fits(text) {
            let start = buffer.count
            string(text)
            if isWithinBound(text) { return }
            buffer.truncate(to: start)
        }
        isCutting = true
        string(cut(String(text.extracting(0..<min(text.count, Self.cutCharacterCount * 4)))))
    }

    /// Tells whether an echo may come to fit: an escaped character takes three times its bytes.
    private func fits(_ echo: Span<UInt8>) -> Bool {
        isShort(echo)
            || !isCutting && buffer.count + echo.count / 3 <= Self.echoByteCountMax
                && readByteCount + echo.count <= Self.readByteCountMax
    }

    /// Tells whether an echo may stay that has just been written: numbers can grow on the way.
    private func isWithinBound(_ echo: Span<UInt8>) -> Bool {
        isShort(echo) || buffer.count <= Self.echoByteCountMax
    }

    /// Tells whether cutting would gain nothing.
    private func isShort(_ echo: Span<UInt8>) -> Bool { echo.count <= Self.cutCharacterCount }

    private func cut(_ text: String) -> String {
        String(text.unicodeScalars.prefix(Self.cutCharacterCount)) + "…"
    }

    private mutating func take() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &buffer)
        return taken
    }
}
