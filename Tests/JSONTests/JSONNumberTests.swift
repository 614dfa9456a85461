import JSON
import Testing

@Suite struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes.span)
        let number = try JSONNumber(reading: &reader)
        try reader.finish()
        return number
    }

    @Test(arguments: [
        "0", "-0", "7", "-7", "10", "1.0", "1.50", "1e5", "1E+05", "-1.5e-3", "0.0", "0e0",
        "123456789012345678901234567890", "1e999999",
    ])
    func `the text is kept`(text: String) throws {
        #expect(try number(text).text == text)
        #expect(try JSONValue.number(number(text)).description == text)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("42", 42), ("-42", -42), ("9223372036854775807", Int.max),
        ("9223372036854775806", Int.max - 1), ("-9223372036854775808", Int.min),
        ("-9223372036854775807", Int.min + 1),
    ])
    func `an integer that fits is one`(text: String, value: Int) throws {
        #expect(try number(text).asInt == value)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "92233720368547758070",
        "100000000000000000000000", "1.0", "1e2", "0.5", "-0.0",
    ])
    func `what does not fit or has a fraction or exponent is no integer`(text: String) throws {
        #expect(try number(text).asInt == nil)
    }

    @Test(arguments: ["", "-", "+1", "a"])
    func `what is no number is no integer`(text: String) {
        #expect(JSONNumber.int(text.utf8.span) == nil)
    }

    @Test(arguments: [
        ("0.1", 0.1), ("-0", -0.0), ("1e2", 100),
        ("1.7976931348623157e308", Double.greatestFiniteMagnitude),
        ("5e-324", Double.leastNonzeroMagnitude), ("1e-999", 0),
        ("123456789012345678901234567890", 123_456_789_012_345_677_877_719_597_056),
    ])
    func `a double is the nearest one`(text: String, value: Double) throws {
        #expect(try number(text).asDouble == value)
    }

    @Test(arguments: ["1e309", "-1e309", "1e999999"])
    func `a number beyond all doubles is none`(text: String) throws {
        #expect(try number(text).asDouble == nil)
    }

    @Test func `infinities and not-a-number are no numbers`() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(-Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }

    @Test(arguments: [
        Double(0), -0.0, 0.1, 1e-7, 1e16, 1e300, .leastNonzeroMagnitude, 123456.789, -2.5,
    ])
    func `a double is written in the grammar of JSON and reads back the same`(value: Double) throws
    {
        let written = try #require(JSONNumber(value))
        #expect(try number(written.text).asDouble == value)
    }

    @Test func `numbers are equal if their texts are`() throws {
        #expect(try number("1") == JSONNumber(1))
        #expect(try number("1.0") != JSONNumber(1))
    }
}
