// What a model has said in one call, for the next one.

internal import Bytes

/// What is kept of a model call for as long as the model may have to be told again what it said.
///
/// Bounded: an answer that goes beyond it streams on, but the model cannot be called again.
struct StepMemory: ~Copyable {
    /// The text of the answer, as the content of a JSON string.
    private(set) var text = ByteBuffer()
    /// What the model thought, likewise.
    private(set) var reasoning = ByteBuffer()
    /// The elements of `reasoning_details`, as JSON with commas between them.
    private(set) var details = ByteBuffer()
    /// Tells whether the model has said more than is kept; then nothing is.
    private(set) var isTooLong = false

    /// The most that is kept of one call, in bytes; no model says as much before it calls a tool.
    static let byteCountMax = 1024 * 1024

    mutating func keep(text raw: Span<UInt8>) {
        if hasRoom(for: raw.count) { text.append(raw) }
    }

    mutating func keep(reasoning raw: Span<UInt8>) {
        if hasRoom(for: raw.count) { reasoning.append(raw) }
    }

    mutating func keep(details elements: Span<UInt8>) {
        guard !elements.isEmpty, hasRoom(for: elements.count + 1) else { return }
        if !details.isEmpty { details.append(ASCII.comma) }
        details.append(elements)
    }

    private mutating func hasRoom(for byteCount: Int) -> Bool {
        guard !isTooLong else { return false }
        let keptCount = text.count + reasoning.count + details.count
        guard byteCount > Self.byteCountMax - keptCount else { return true }
        self = StepMemory()
        isTooLong = true
        return false
    }

    /// Makes ready for another call.
    mutating func forget() {
        text.removeAll()
        reasoning.removeAll()
        details.removeAll()
        isTooLong = false
    }
}
