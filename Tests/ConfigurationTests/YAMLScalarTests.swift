// Plain scalars have the types that PyYAML 6.0.3 gives them, with the exceptions that are
// documented.

import Testing

@testable import Configuration

@Suite struct YAMLScalarTests {
    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func `the words for nothing are null`(text: String) {
        #expect(YAMLScalar.content(ofPlain: text) == .null)
    }

    @Test(
        arguments: [
            ("yes", true), ("Yes", true), ("YES", true), ("true", true), ("True", true),
            ("TRUE", true), ("on", true), ("On", true), ("ON", true), ("no", false), ("No", false),
            ("NO", false), ("false", false), ("False", false), ("FALSE", false), ("off", false),
            ("Off", false), ("OFF", false),
        ]
    )
    func `the words for truth are booleans`(text: String, value: Bool) {
        #expect(YAMLScalar.content(ofPlain: text) == .boolean(value))
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("+12", 12), ("-7", -7), ("1_000", 1000), ("1__0", 10),
            ("010", 8), ("0_1", 1), ("-010", -8), ("0x1F", 31), ("-0xff", -255), ("0b11", 3),
            ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
        ]
    )
    func `digits are integers`(text: String, value: Int) {
        #expect(YAMLScalar.content(ofPlain: text) == .integer(value))
    }

    @Test(
        arguments: [
            ("1.5", 1.5), ("1.", 1), (".5", 0.5), ("1.0e+3", 1000), ("-1_0.5", -10.5),
            ("2.5E-1", 0.25), (".inf", .infinity), ("-.INF", -.infinity), ("+.Inf", .infinity),
            ("1.0e-0", 1), ("08.5", 8.5), ("9223372036854775808", 9_223_372_036_854_775_808),
        ]
    )
    func `digits around a full stop are decimals`(text: String, value: Double) {
        #expect(YAMLScalar.content(ofPlain: text) == .decimal(value))
    }

    @Test func `not a number is a decimal`() {
        guard case .decimal(let value) = YAMLScalar.content(ofPlain: ".NaN") else {
            Issue.record("not a decimal")
            return
        }
        #expect(value.isNaN)
    }

    @Test(
        arguments: [
            "y", "n", "t", "tRUE", "nULL", "08", "0o17", "0x", "0b2", "0xg", "1e3", "1.0e3",
            "1e+3", "1.2.3", "_1", "+.5", "-.5", ".", "-", "+", "+-1", "--1", "1-", "- 1",
            "12:30", "2024-01-01", "gpt-4o", "sk-1", "=", "1.0e+", "1.0e+x", "._", "-.nan",
            "0.0.0.0", "١",
        ]
    )
    func `all else is text`(text: String) {
        #expect(YAMLScalar.content(ofPlain: text) == .text(text))
    }
}
