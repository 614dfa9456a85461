import Bytes
import Testing

@testable import HTTP

@Suite struct FieldSyntaxTests {
    @Test func `a token byte is a letter, a digit or one of fifteen signs`() {
        let signs = Set("!#$%&'*+-.^_`|~".utf8)
        for byte in UInt8.min...UInt8.max {
            let scalar = Unicode.Scalar(byte)
            let isAlphanumeric = byte < 0x80 && (scalar.properties.isAlphabetic || 48...57 ~= byte)
            #expect(FieldSyntax.isToken(byte) == (isAlphanumeric || signs.contains(byte)))
            #expect(FieldSyntax.isAlphanumeric(byte) == isAlphanumeric)
        }
    }

    @Test func `a value byte is no control character but tab`() {
        for byte in UInt8.min...UInt8.max {
            let isControl = byte < 0x20 && byte != 9 || byte == 0x7F
            #expect(FieldSyntax.isValue(byte) == !isControl)
        }
    }

    @Test func `a value ends before the first byte that may not stand in one`() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<20 {
                var value = [UInt8](repeating: 0x61, count: 20)
                value[place] = byte
                value[(place + 7) % 20] = ASCII.tab
                let end = FieldSyntax.isValue(value[place]) ? 20 : place
                #expect(FieldSyntax.firstIndexNotOfValue(in: value.span, from: 0) == end)
            }
        }
    }

    @Test func `a visible byte is ASCII and prints`() {
        for byte in UInt8.min...UInt8.max {
            #expect(FieldSyntax.isVisible(byte) == (0x21...0x7E).contains(byte))
        }
    }

    @Test(arguments: [
        ("", [""]), ("a", ["a"]), ("a,b", ["a", "b"]), (" a ,\tb\t", ["a", "b"]), (",", ["", ""]),
        ("a,", ["a", ""]), (",a", ["", "a"]), ("a b , c", ["a b", "c"]),
    ])
    func `a list is taken apart at its commas`(list: String, elements: [String]) {
        let bytes = list.utf8.span
        var found: [String] = []
        var position = 0
        while let element = FieldSyntax.nextElement(of: bytes, at: &position) {
            found.append(String(decoding: Array(list.utf8)[element], as: UTF8.self))
        }
        #expect(found == elements)
    }

    @Test(arguments: [
        ("a,b", 2, true), ("a,b", 1, false), ("", 1, true), (" a ,\tb", 5, true), ("a,,b", 3, true),
        ("a,,b", 2, false), ("a,c", 5, false), ("A", 5, false), (",,,", 3, false),
    ])
    func `a list is looked at up to the first element that is not allowed`(
        text: String,
        countMax: Int,
        isAllowed: Bool
    ) {
        let bytes = Array(text.utf8)
        let result = bytes.span.isList(ofAtMost: countMax) { $0.equals("a") || $0.equals("b") }
        #expect(result == isAllowed)
    }
}
