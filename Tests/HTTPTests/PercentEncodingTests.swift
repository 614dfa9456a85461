import Testing

@testable import HTTP

@Suite struct PercentEncodingTests {
    private func byte(_ text: String) -> UInt8? { PercentEncoding.byte(in: text.utf8.span, at: 0) }

    private func path(_ text: String) -> String? { PercentEncoding.decodedPath(text.utf8.span) }

    private func queryPart(_ text: String) -> String {
        PercentEncoding.decodedQueryPart(text.utf8.span)
    }

    @Test func `each byte is decoded in both cases of its digits`() {
        for value in UInt8.min...UInt8.max {
            let digits = String(value, radix: 16)
            let lower = "%" + (digits.count == 1 ? "0" : "") + digits
            #expect(byte(lower) == value)
            let upper = "%" + lower.dropFirst().uppercased()
            #expect(byte(upper) == value)
        }
    }

    @Test(arguments: ["%", "%4", "%g0", "%0g", "%%41", "% 1", "%+1"])
    func `a percent sign without two digits is no encoding`(text: String) {
        #expect(byte(text) == nil)
        #expect(path(text) == nil)
        #expect(queryPart(text).hasPrefix("%"))
    }

    @Test func `only a query reads plus as a blank`() {
        #expect(path("/a+%2B") == "/a++")
        #expect(queryPart("a+%2B") == "a +")
    }
}
