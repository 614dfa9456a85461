// Finds a byte in borrowed bytes: the only place that calls memchr and memcmp.

public import Glibc

extension Span where Element == UInt8 {
    /// The first index at or after `start` that holds `byte`, or nil.
    ///
    /// Complexity: linear, by the C library's vectorised `memchr`.
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        return withUnsafeBytes { raw in
            guard let base = raw.baseAddress,
                let found = memchr(base + start, Int32(byte), raw.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Tells whether both hold the same bytes.
    ///
    /// Complexity: linear, by the C library's vectorised `memcmp`.
    @inlinable
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { bytes in
            other.withUnsafeBytes { others in
                guard let start = bytes.baseAddress, let end = others.baseAddress else {
                    return true
                }
                return memcmp(start, end, bytes.count) == 0
            }
        }
    }

    /// Tells whether the bytes at `start` begin with a literal.
    ///
    /// Always inlined, because so few constant bytes are compared by an instruction or two.
    @inlinable
    @inline(__always)
    public func hasPrefix(_ literal: StaticString, at start: Int = 0) -> Bool {
        guard count - start >= literal.utf8CodeUnitCount else { return false }
        return withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return true }
            return memcmp(base + start, literal.utf8Start, literal.utf8CodeUnitCount) == 0
        }
    }
}
