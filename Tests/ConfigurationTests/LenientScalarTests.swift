// Integers, decimals and booleans are taken and refused as pydantic 2.12 does, unless documented.

import Testing

@testable import Configuration

@Suite struct LenientScalarTests {
    @Test(
        arguments: [
            ("30", 30), (" 30 ", 30), ("\t30\n", 30), ("+30", 30), ("-5", -5), ("3_0", 30),
            ("30.0", 30), ("30.00", 30), ("030", 30), ("-0", 0), ("00", 0), ("1_000.0", 1000),
            ("9223372036854775807", Int.max),
        ]
    )
    func `a text of digits is an integer`(text: String, value: Int) {
        #expect(LenientScalar.integer(SettingNode(.text(text))) == value)
    }

    @Test(
        arguments: [
            "", " ", "10.5", "30.", ".0", "+", "+ 30", "+-3", "--1", "1 0", "3__0", "_3", "3_",
            "1e3", "0x1f", "३", "a", "9223372036854775808", "1.0.0",
        ]
    )
    func `other texts are no integers`(text: String) {
        #expect(LenientScalar.integer(SettingNode(.text(text))) == nil)
    }

    @Test func `typed values are integers if they are whole`() {
        #expect(LenientScalar.integer(SettingNode(.integer(7))) == 7)
        #expect(LenientScalar.integer(SettingNode(.decimal(7))) == 7)
        #expect(LenientScalar.integer(SettingNode(.decimal(7.5))) == nil)
        #expect(LenientScalar.integer(SettingNode(.decimal(.infinity))) == nil)
        #expect(LenientScalar.integer(SettingNode(.decimal(.nan))) == nil)
        #expect(LenientScalar.integer(SettingNode(.boolean(true))) == nil)
        #expect(LenientScalar.integer(SettingNode(.null)) == nil)
    }

    @Test(
        arguments: [
            ("1.5", 1.5), (" +0.25 ", 0.25), ("30", 30), ("-1.5", -1.5), ("1_0.5", 10.5),
            ("0.001", 0.001),
        ]
    )
    func `a text with a full stop is a decimal`(text: String, value: Double) {
        #expect(LenientScalar.decimal(SettingNode(.text(text))) == value)
    }

    @Test(arguments: ["", ".5", "1.", "1e3", "inf", "nan", "1,5"])
    func `other texts are no decimals`(text: String) {
        #expect(LenientScalar.decimal(SettingNode(.text(text))) == nil)
    }

    @Test func `only finite numbers are decimals`() {
        #expect(LenientScalar.decimal(SettingNode(.integer(2))) == 2)
        #expect(LenientScalar.decimal(SettingNode(.decimal(0.5))) == 0.5)
        #expect(LenientScalar.decimal(SettingNode(.decimal(.infinity))) == nil)
        #expect(LenientScalar.decimal(SettingNode(.decimal(.nan))) == nil)
        #expect(LenientScalar.decimal(SettingNode(.boolean(false))) == nil)
    }

    @Test(
        arguments: [
            ("true", true), ("True", true), ("TRUE", true), ("t", true), ("1", true),
            ("yes", true), ("Y", true), ("on", true), ("ON", true), ("false", false),
            ("f", false), ("F", false), ("0", false), ("no", false), ("n", false), ("off", false),
        ]
    )
    func `the usual words are booleans in any case`(text: String, value: Bool) {
        #expect(LenientScalar.boolean(SettingNode(.text(text))) == value)
    }

    @Test(arguments: ["", " true", "maybe", "2", "tru", "1.0"])
    func `other texts are no booleans`(text: String) {
        #expect(LenientScalar.boolean(SettingNode(.text(text))) == nil)
    }

    @Test func `one and zero are booleans, other numbers are not`() {
        #expect(LenientScalar.boolean(SettingNode(.boolean(true))) == true)
        #expect(LenientScalar.boolean(SettingNode(.integer(1))) == true)
        #expect(LenientScalar.boolean(SettingNode(.integer(0))) == false)
        #expect(LenientScalar.boolean(SettingNode(.decimal(1))) == true)
        #expect(LenientScalar.boolean(SettingNode(.integer(2))) == nil)
        #expect(LenientScalar.boolean(SettingNode(.null)) == nil)
    }

    @Test(arguments: [(30.0, "30"), (0.25, "0.25"), (0, "0"), (-1.5, "-1.5")])
    func `numbers are shown without a fraction that they do not have`(value: Double, text: String) {
        #expect(LenientScalar.text(value) == text)
    }
}
