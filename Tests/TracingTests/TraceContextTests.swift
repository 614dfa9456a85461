import Bytes
import Testing

@testable import Tracing

@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    private func read(_ text: String, _ state: [String] = []) -> TraceContext? {
        TraceContext(traceparent: text.utf8.span, tracestate: state)
    }

    @Test(arguments: [("01", true), ("00", false), ("03", true), ("ff", true), ("fe", false)])
    func `a field of this version is read`(flags: String, isSampled: Bool) throws {
        let context = try #require(read("00-\(Self.trace)-\(Self.span)-\(flags)"))
        #expect(context.traceID.description == Self.trace)
        #expect(context.spanID.description == Self.span)
        #expect(context.isSampled == isSampled)
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-\(isSampled ? "01" : "00")")
    }

    @Test(arguments: ["", "-", "-anything at all"])
    func `a field of a later version is read as far as it is known`(rest: String) {
        #expect(read("01-\(Self.trace)-\(Self.span)-01\(rest)") != nil)
        #expect(read("fe-\(Self.trace)-\(Self.span)-01\(rest)") != nil)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)-0", "00-\(trace)-\(span)-011", "00-\(trace)-\(span)-01-",
        "ff-\(trace)-\(span)-01", "01-\(trace)-\(span)-01x", "0g-\(trace)-\(span)-01",
        "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span)-0g",
        "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
        "00_\(trace)-\(span)-01", "00-\(trace)_\(span)-01", "00-\(trace)-\(span)_01",
        " 00-\(trace)-\(span)-01", "00-\(trace.dropLast())-\(span)-010",
        "00-\(trace.dropLast())g-\(span)-01", "00-\(trace)-\(span.dropLast())G-01",
    ])
    func `a malformed field is as good as none`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `every shorter text is malformed`() {
        let whole = "00-\(Self.trace)-\(Self.span)-01"
        for length in 0..<whole.count { #expect(read(String(whole.prefix(length))) == nil) }
        #expect(read(whole) != nil)
    }

    @Test(arguments: [
        "00-00000000000000000000000000000001-0000000000000001-01",
        "00-10000000000000000000000000000000-8000000000000000-00",
        "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01",
    ])
    func `ids at the edges are kept digit by digit`(text: String) throws {
        #expect(try #require(read(text)).traceparent == text)
    }

    @Test func `a malformed state is dropped alone`() throws {
        let text = "00-\(Self.trace)-\(Self.span)-01"
        #expect(try #require(read(text, ["a=1", "b=2"])).state == "a=1,b=2")
        #expect(try #require(read(text, ["a=1,A=2"])).state == nil)
        #expect(try #require(read(text)).state == nil)
    }
}
