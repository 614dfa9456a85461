import HTTP
import Testing

@testable import HTTPServer

@Suite struct ServerLimitsTests {
    @Test(arguments: [
        (0, 16 * 1024 * 1024), (10 * 1024 * 1024, 80 * 1024 * 1024), (Int.max / 8, Int.max / 8 * 8),
        (Int.max / 8 + 1, .max), (Int.max, .max),
    ])
    func `of a refused body several times the largest is read`(bodyBytesMax: Int, expected: Int) {
        var limits = ServerLimits()
        limits.http.bodyBytesMax = bodyBytesMax
        #expect(limits.refusedBodyByteCountMax == expected)
    }
}
