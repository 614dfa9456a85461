// Writes JSON field by field, straight into a buffer.

public import Bytes

/// Builds one compact JSON text at the end of a buffer, and sets the commas.
///
/// It takes the buffer for as long as it writes and gives it back with ``finish()``:
/// ```swift
/// var json = JSONWriter(appendingTo: output)
/// json.beginObject()
/// json.key("index")
/// json.int(0)
/// json.endObject()
/// output = json.finish()
/// ```
/// That names and values alternate in objects is up to the caller; brackets without a partner are
/// trapped.
public struct JSONWriter: ~Copyable {
    /// How many objects and arrays may be open at a time; one more is a bug.
    ///
    /// Twice the reader's limit, so that what was read can always be written inside of something
    /// else.
    public static let depthMax = 2 * JSONReader.depthLimit

    private var output: ByteBuffer
    private var depth = 0
    private var needsComma = false

    /// Creates a writer that appends to what the buffer holds.
    public init(appendingTo output: consuming ByteBuffer) {
        self.output = output
    }

    /// Gives the buffer back; all objects and arrays must be closed.
    public consuming func finish() -> ByteBuffer {
        precondition(depth == 0, "an object or array is still open")
        return output
    }

    /// Opens an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes an object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes an array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's name that needs no escapes.
    public mutating func key(_ name: StaticString) {
        separate()
        output.append(ASCII.quote)
        output.append(name)
        endKey()
    }

    /// Writes a member's name that is known at run time only.
    public mutating func key(escaping name: String) {
        separate()
        output.append(ASCII.quote)
        JSONString.escape(name, into: &output)
        endKey()
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        string(text.utf8.span)
    }

    /// Writes bytes of UTF-8 as a string, what is malformed as U+FFFD.
    public mutating func string(_ text: Span<UInt8>) {
        separate()
        output.append(ASCII.quote)
        JSONString.escape(text, into: &output)
        output.append(ASCII.quote)
        needsComma = true
    }

    /// Writes a string whose content is escaped already, such as that of another JSON text,
    /// verbatim.
    public mutating func string(content: Span<UInt8>) {
        separate()
        output.append(ASCII.quote)
        output.append(content)
        output.append(ASCII.quote)
        needsComma = true
    }

    /// Writes an integer.
    public mutating func int(_ value: Int) {
        separate()
        output.appendDecimal(value)
        needsComma = true
    }

    /// Writes a number with the fewest digits that read back as the same; infinities and NaN as
    /// `null`.
    public mutating func double(_ value: Double) {
        separate()
        output.append(value.isFinite ? value.description : "null")
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        separate()
        output.append(value ? "true" : "false" as StaticString)
        needsComma = true
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        output.append("null" as StaticString)
        needsComma = true
    }

    /// Writes one value that is JSON already, verbatim.
    public mutating func raw(_ json: Span<UInt8>) {
        separate()
        output.append(json)
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        precondition(depth < Self.depthMax, "nested too deeply")
        separate()
        output.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        precondition(depth > 0, "no object or array is open")
        output.append(bracket)
        depth -= 1
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { output.append(ASCII.comma) }
    }

    private mutating func endKey() {
        output.append(ASCII.quote)
        output.append(ASCII.colon)
        needsComma = false
    }
}
