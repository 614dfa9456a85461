import Testing

@testable import Tracing

@Suite struct TraceIdentifiersTests {
    /// Gives the same number again and again.
    private struct Constant: RandomNumberGenerator {
        var value: UInt64
        mutating func next() -> UInt64 { value }
    }

    @Test(arguments: [UInt64(0), 1, .max])
    func `random ids are never all zero, whatever the source`(value: UInt64) {
        var source = Constant(value: value)
        #expect(TraceID(using: &source).low != 0)
        #expect(SpanID(using: &source).value != 0)
    }

    @Test func `zero is no id`() {
        #expect(TraceID(high: 0, low: 0) == nil)
        #expect(TraceID(high: 1, low: 0)?.description == "00000000000000010000000000000000")
        #expect(SpanID(value: 0) == nil)
        #expect(SpanID(value: 1)?.description == "0000000000000001")
    }
}
