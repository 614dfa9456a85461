// What a provider tells of a model's reasoning in a form of its own, and wants back as it was.

internal import Bytes
internal import JSON

/// The elements of `reasoning_details` that have come since the last were taken.
///
/// Never looked into, joined or sorted (OpenRouter documentation, "Preserving reasoning"). Bounded: what is longer is
/// left out as a whole, because a part of it would be refused.
struct ReasoningDetails: ~Copyable {
    /// As they came, with commas between them.
    private var elements = ByteBuffer()
    private var isTooLong = false

    /// Tells whether there is anything to take.
    var isEmpty: Bool { elements.isEmpty }

    /// Adds what is between the brackets of an array.
    mutating func append(_ array: Span<UInt8>) {
        let inner = array.trimmedRange(1..<array.count - 1)
        guard !inner.isEmpty, !isTooLong else { return }
        if elements.count + inner.count >= ProviderMetadata.byteCountMax {
            elements = ByteBuffer()
            isTooLong = true
            return
        }
        if !elements.isEmpty { elements.append(ASCII.comma) }
        elements.append(array.extracting(inner))
    }

    /// Forgets what has come.
    mutating func removeAll() {
        elements.removeAll()
        isTooLong = false
    }

    /// Hands over what has come, as JSON without line ends; empty if it is too long.
    mutating func take() -> [UInt8] {
        guard !elements.isEmpty else { return [] }
        var array = ByteBuffer(minimumCapacity: elements.count + 2)
        array.append(UInt8(ascii: "["))
        array.append(elements.bytes)
        array.append(UInt8(ascii: "]"))
        elements.removeAll()
        let whole = ProviderMetadata.encoded(array.bytes)
        return whole.isEmpty ? [] : Array(whole.dropFirst().dropLast())
    }
}
