// Content that stands in an address: RFC 2397.

internal import Bytes
internal import JSON

/// A `data:` URL in base64, as it stands in a JSON string.
struct DataURL {
    /// The media type in lower case, without parameters.
    let mediaType: String
    /// Where the base64 stands in the text; it may hold JSON's escapes of the solidus.
    let base64: Range<Int>

    /// The longest beginning of an address that is looked at for its media type.
    private static let headByteCountMax = 256

    /// Nil if it is another address.
    init?(_ url: JSONPart, of text: Span<UInt8>) {
        let content = text.extracting(url.content)
        let head = content.extracting(0..<min(content.count, Self.headByteCountMax))
        guard let comma = head.firstIndex(of: ASCII.comma) else { return nil }
        let words = JSONString.unescaped(content.extracting(0..<comma)).lowercased()
        guard words.hasPrefix("data:"), words.hasSuffix(";base64") else { return nil }
        mediaType = String(words.dropFirst(5).prefix { $0 != ";" })
        base64 = url.content.lowerBound + comma + 1..<url.content.upperBound
    }
}
