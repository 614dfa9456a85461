import Testing

@testable import Tracing

@Suite struct SamplerTests {
    private static let top: UInt64 = 1 << 56

    private func isSampled(_ ratio: Double, _ bits: UInt64) throws -> Bool {
        // What lies above the 56 bits must not matter.
        let id = try #require(TraceID(high: .max, low: bits | 0xA5 << 56))
        return Sampler(ratio: ratio).isSampled(id)
    }

    private static let cases: [(Double, UInt64, Bool)] = [
        (0, top - 1, false), (0, 0, false), (1, 0, true), (1, top - 1, true),
        (0.5, top / 2, true), (0.5, top / 2 - 1, false), (0.25, top / 4 * 3, true),
        (0.25, top / 4 * 3 - 1, false), (1e-17, top - 1, false),
        (1 / 72_057_594_037_927_936, top - 1, true),
    ]

    @Test(arguments: cases)
    func `the last bits of the id decide`(ratio: Double, bits: UInt64, expected: Bool) throws {
        #expect(try isSampled(ratio, bits) == expected)
    }

    @Test func `a parent decides whatever the ratio`() {
        var random = SystemRandomNumberGenerator()
        let id = TraceID(using: &random)
        for isSampled in [true, false] {
            let parent = TraceContext(
                traceID: id,
                spanID: SpanID(using: &random),
                isSampled: isSampled
            )
            for ratio in [0.0, 1] {
                #expect(Sampler(ratio: ratio).isSampled(id, parent: parent) == isSampled)
            }
        }
        #expect(Sampler(ratio: 1).isSampled(id, parent: nil))
        #expect(!Sampler(ratio: 0).isSampled(id, parent: nil))
    }
}
