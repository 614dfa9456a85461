// The ids of traces and spans: random numbers that are not zero.

internal import Bytes

/// The id that all spans of a trace share: 16 bytes, not all zero.
///
/// W3C Trace Context section 3.2.2.3.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// Makes a random id.
    public init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        // Not zero, whatever the other half is.
        low = max(1, generator.next())
    }

    /// The id as 32 hexadecimal digits in lower case.
    public var description: String {
        var buffer = ByteBuffer(minimumCapacity: 32)
        buffer.appendHex(high, width: 16)
        buffer.appendHex(low, width: 16)
        return String(buffer.bytes)
    }
}

/// The id of a span within its trace: 8 bytes, not all zero.
///
/// W3C Trace Context section 3.2.2.4.
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
    let value: UInt64

    init?(value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    /// Makes a random id.
    public init(using generator: inout some RandomNumberGenerator) {
        value = max(1, generator.next())
    }

    /// The id as 16 hexadecimal digits in lower case.
    public var description: String {
        var buffer = ByteBuffer(minimumCapacity: 16)
        buffer.appendHex(value, width: 16)
        return String(buffer.bytes)
    }
}
