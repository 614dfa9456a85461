// The scanner that the rules for code rest on.

import Testing

@Suite struct SwiftCodeTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let code: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "a // b", code: "a     "),
        Case(text: "a /* b /* c */ d */ e", code: "a                   e"),
        Case(text: #"let a = "print(" + b"#, code: #"let a =          + b"#),
        Case(text: #"let a = "\"print(" + b"#, code: #"let a =            + b"#),
        Case(text: ##"f(#"a"b\"#, c)"##, code: "f(        , c)"),
        Case(text: #""a\(try! f("x"))b" + c"#, code: #"    try! f(   )    + c"#),
        Case(text: "a = \"\"\"\n // x \"\n \"\"\" + b", code: "a =    \n       \n     + b"),
        Case(text: "a // \"b\nc", code: "a      \nc"),
        Case(text: "\"// no\" + a", code: "        + a"),
        Case(text: "#if os(Linux)", code: "#if os(Linux)"),
    ])
    func `comments and strings become blanks and the code stays`(_ example: Case) {
        #expect(SwiftCode.blanked(example.text) == example.code)
    }
}
