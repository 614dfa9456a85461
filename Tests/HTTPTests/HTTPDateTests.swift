import Bytes
import HTTP
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT", "the example of RFC 9110"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT", "the epoch"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT", "before the epoch"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT", "before a leap day of a fourth century"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT", "a leap day of a fourth century"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT", "behind it"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT", "a leap day"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT", "a century is no leap year"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT", "a century is no leap year"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT", "the last second of a year"),
        (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT", "beyond 32 bits"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT", "the last that fits"),
        (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT", "the first that fits"),
    ])
    func `a date is written as IMF-fixdate`(seconds: Int, text: String, why: String) {
        var output = ByteBuffer()
        HTTPDate.append(unixSeconds: seconds, into: &output)
        #expect(String(output.bytes) == text)
    }

    @Test func `each month has its name`() {
        var names: [String] = []
        for month in 0..<12 {
            var output = ByteBuffer()
            // The 15th of each month of 1970, near enough.
            HTTPDate.append(unixSeconds: (14 + month * 61 / 2) * 86_400, into: &output)
            names.append(String(String(output.bytes).dropFirst(8).prefix(3)))
        }
        #expect(
            names == [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ]
        )
    }
}
