// Numbers in the table.

import Testing

@testable import LoadGenerator

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.0, 0, "0"), (0.5, 0, "1"), (1.25, 1, "1.3"), (0.05, 1, "0.1"), (0.04, 1, "0.0"),
        (999.96, 1, "1,000.0"), (1234.5678, 3, "1,234.568"), (-1.5, 1, "-1.5"), (-0.01, 1, "0.0"),
        (1_000_000, 0, "1,000,000"), (3.007, 2, "3.01"), (3.004, 2, "3.00"), (.infinity, 1, "inf"),
        (999_999_999_999_999, 4, "999999999999999.0"), (1e308, 0, "1e+308"),
    ])
    func `decimals are fixed and rounded`(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.decimal(value, decimals) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (123_456_789, "123,456,789"),
    ])
    func `thousands are grouped`(_ value: Int, _ text: String) {
        #expect(NumberText.grouped(value) == text)
    }

    @Test(arguments: [
        (0.0, "0.000"), (1234, "0.001"), (9_999_000, "9.999"), (12_345_678, "12.35"),
        (123_456_789, "123.5"), (1_234_567_890, "1,235"),
    ])
    func `milliseconds keep their significant digits`(_ nanoseconds: Double, _ text: String) {
        #expect(NumberText.milliseconds(nanoseconds) == text)
    }

    @Test func `columns are filled and never cut`() {
        #expect(NumberText.right("ab", 4) == "  ab")
        #expect(NumberText.left("ab", 4) == "ab  ")
        #expect(NumberText.right("abc", 2) == "abc")
    }
}
