// Borrowed bytes as a part of what is hashed.

extension Hasher {
    /// Feeds bytes, without their number.
    public mutating func combine(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { combine(bytes: $0) }
    }
}
