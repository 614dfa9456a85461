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

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (784_111_777, "Sun Nov  6 08:49:37 1994"),
        (784_111_777, "Sunday, 06-Nov-94 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
        (2_171_086_080, "Tue, 19 Oct 2038 07:28:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `a date is read in each of its forms`(seconds: Int, text: String) {
        #expect(HTTPDate.unixSeconds(text.utf8.span) == seconds)
    }

    @Test(arguments: [
        "", "soon", "120", "Sun, 06 Nov 1994", "06 Nov 08:49:37", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 +8:+9:+7 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 06 Nov 9223372036854775807 08:49:37",
        "Sun, 06 Nov 1994 9223372036854775807:0:0 GMT", "1 2 3 4 Nov 08:49:37",
    ])
    func `what is no date is none`(text: String) {
        #expect(HTTPDate.unixSeconds(text.utf8.span) == nil)
    }

    @Test func `what is written is read`() {
        for seconds in stride(
            from: -62_167_219_200,
            through: 253_402_300_799,
            by: 86_400 * 97 + 12_345
        ) {
            var text = ByteBuffer()
            HTTPDate.append(unixSeconds: seconds, into: &text)
            let year = Int(String(text.bytes).split(separator: " ")[3]) ?? 0
            // Two digits are a year of another form.
            if year >= 100 { #expect(HTTPDate.unixSeconds(text.bytes) == seconds) }
        }
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
