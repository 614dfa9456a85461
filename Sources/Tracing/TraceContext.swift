// Where a request stands in a trace, as header fields tell it. W3C Trace Context.

internal import Bytes

/// A place in a trace: the trace, the span, and whether it is recorded.
public struct TraceContext: Hashable, Sendable {
    /// The trace.
    public let traceID: TraceID
    /// The span that what follows is a part of.
    public let spanID: SpanID
    /// Tells whether the span is recorded.
    public let isSampled: Bool
    /// What the systems on the way have to say, passed on as it came; nil if there is none.
    public let state: String?

    /// The most bytes of `tracestate`, in all its fields, that are looked at: twice what may be passed on.
    public static let stateBytesMax = 1024

    /// Creates a place.
    public init(traceID: TraceID, spanID: SpanID, isSampled: Bool, state: String? = nil) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads the two header fields; nil if `traceparent` is malformed, as if it had not been sent.
    ///
    /// A later version of the format is read as far as this one goes; a malformed `tracestate` is dropped alone.
    /// W3C Trace Context sections 3.2 and 3.3.
    ///
    /// - Parameter tracestate: The values of all fields of that name, in their order.
    public init?(traceparent: Span<UInt8>, tracestate: [String] = []) {
        guard traceparent.count >= Self.byteCount,
            let version = Self.number(traceparent, 0..<2), version != 0xFF,
            traceparent[2] == Self.hyphen,
            let high = Self.number(traceparent, 3..<19),
            let low = Self.number(traceparent, 19..<35),
            let traceID = TraceID(high: high, low: low), traceparent[35] == Self.hyphen,
            let span = Self.number(traceparent, 36..<52),
            let spanID = SpanID(value: span), traceparent[52] == Self.hyphen,
            let flags = Self.number(traceparent, 53..<55)
        else { return nil }
        if traceparent.count > Self.byteCount {
            // This version has exactly these parts; a later one may have more.
            guard version > 0, traceparent[Self.byteCount] == Self.hyphen else { return nil }
        }
        let state = TraceState.joined(tracestate)
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1, state: state)
    }

    /// The value of the header field `traceparent`, in version 00.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static let byteCount = 55
    private static let hyphen = UInt8(ascii: "-")

    // Lower case only, as the format has it.
    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = number << 4 | UInt64(bytes[index] - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                number = number << 4 | UInt64(bytes[index] - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
