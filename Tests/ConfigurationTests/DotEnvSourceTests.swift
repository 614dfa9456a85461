// .env files are read as python-dotenv reads them, save expansion.

import Testing

@testable import Configuration

@Suite struct DotEnvSourceTests {
    @Test(
        arguments: [
            ("A=1", "1"), ("A=1\r\n", "1"), ("export A=1", "1"), (" A = 3 ", "3"),
            ("A=\"a # b\" # t", "a # b"), (#"A='x\'y\n' # t"#, #"x'y\n"#),
            (#"A="x\ty\"z\q""#, "x\ty\"z\\q"), (#"A="a\nb\r\\""#, "a\nb\r\\"),
            ("A=un quoted # c", "un quoted"), ("A=#x", "#x"), ("A= #x", ""), ("A=a#b", "a#b"),
            ("A=", ""), ("A=\"\"", ""), ("A=a=b", "a=b"), (#"A=a\nb"#, #"a\nb"#),
            ("A=\"trail\"   ", "trail"), ("A=\"multi\nline\"\n", "multi\nline"), ("A=${B}", "${B}"),
            ("\u{FEFF}A=1", "1"), ("export\tA=1", "1"), ("export=1", "1"),
            ("A='{\"a\": 1}'", "{\"a\": 1}"),
            ("A=a 'b' c", "a 'b' c"), ("# A=2\nA=1", "1"), ("A=é", "é"), ("A=1\t# c", "1"),
        ]
    )
    func `an assignment has the value that its quotes say`(text: String, value: String) {
        #expect(DotEnvSource(Array(text.utf8)).variables.first?.value == value)
    }

    @Test func `names, values and lines are kept in order`() {
        let text = "# c\n\nA=1\nexport b.c-d=\"x\ny\"\n\nA=2\n"
        let source = DotEnvSource(Array(text.utf8))
        #expect(source.variables.map(\.name) == ["A", "B.C-D", "A"])
        #expect(source.variables.map(\.value) == ["1", "x\ny", "2"])
        #expect(
            source.variables.map(\.source) == [
                .dotEnv("A", line: 3), .dotEnv("b.c-d", line: 4), .dotEnv("A", line: 7),
            ]
        )
        #expect(source.skippedLines.isEmpty)
    }

    @Test(
        arguments: [
            "K", "=v", "L M=1", "N=\"unterminated", "N='a", "Q='a'b", "export U", "'V'=1", "a b",
        ]
    )
    func `a line that is no assignment is skipped`(line: String) {
        let source = DotEnvSource(Array("A=1\n\(line)\nZ=2".utf8))
        #expect(source.variables.map(\.name) == ["A", "Z"])
        #expect(source.skippedLines == [2])
    }

    @Test func `bytes that are not UTF-8 do not stop the reading`() {
        let source = DotEnvSource([0x41, 0x3D, 0xFF, 0x0A, 0x42, 0x3D, 0x31])
        #expect(source.variables.map(\.value) == ["\u{FFFD}", "1"])
    }

    @Test func `an empty file has no variables`() {
        #expect(DotEnvSource([]).variables.isEmpty)
    }
}
