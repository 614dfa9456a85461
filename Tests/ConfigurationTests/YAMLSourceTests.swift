// YAML texts as trees, and what is refused with line and column.

import Testing

@testable import Configuration

@Suite struct YAMLSourceTests {
    @Test func `sections, lists and scalars become a tree`() throws {
        let text = "a:\n  b: 1\n  c: [x, 'y', ~]\nd: {e: yes, \"f\": \"1\"}\n"
        #expect(
            try parse(text).description
                == #"{a: {b: 1, c: ["x", "y", null]}, d: {e: true, f: "1"}}"#
        )
    }

    @Test func `quoted, folded and literal scalars stay texts`() throws {
        let text = "a: '1'\nb: \"true\"\nc: |\n  2\nd: >\n  3\n  4\ne: !!str 5\nf: ! 6\n"
        #expect(
            try parse(text).description
                == ##"{a: "1", b: "true", c: "2\n", d: "3 4\n", e: "5", f: "6"}"##
        )
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "null", "~\n"])
    func `a text without a value is null`(text: String) throws {
        #expect(try parse(text).content == .null)
    }

    @Test func `a byte order mark and line ends of Windows do not matter`() throws {
        #expect(try parse("\u{FEFF}a: 1\r\nb:\r\n  - x\r\n").description == #"{a: 1, b: ["x"]}"#)
    }

    @Test func `values are located at their keys, elements at themselves`() throws {
        guard case .section(let entries) = try parse("a: 1\n\nb:\n  - x\n  - y\n").content,
            case .list(let elements) = entries[1].node.content
        else {
            Issue.record("not a section with a list")
            return
        }
        #expect(entries.map(\.node.line) == [1, 3])
        #expect(elements.map(\.line) == [4, 5])
    }

    @Test func `an alias stands for what its anchor names`() throws {
        let text = "a: &x [1, &y 2]\nb: *x\nc: *y\n"
        #expect(try parse(text).description == "{a: [1, 2], b: [1, 2], c: 2}")
    }

    @Test(
        arguments: [
            ("a: [1\n", 2, 1, "did not find expected ',' or ']'"),
            ("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key, first on line 1"),
            ("x:\n  {a: 1, a: 2}\n", 2, 10, "duplicate key, first on line 2"),
            ("a: *nobody\n", 1, 4, "unknown alias"),
            ("a: &x [*x]\n", 1, 8, "unknown alias"),
            ("<<: {a: 1}\n", 1, 1, "merge keys ('<<') are not supported"),
            ("[a]: 1\n", 1, 1, "a key must be a plain word"),
            (
                "a: !!python/name:os 1\n", 1, 4,
                "this tag is not supported"
            ),
            ("a: !!set {x}\n", 1, 4, "this tag is not supported"),
            ("a: 1\n---\nb: 2\n", 3, 1, "only one document is allowed"),
            ("a: 1\n\tb: 2\n", 2, 1, "found a tab character that violates indentation"),
            ("a: \"x\n", 2, 1, "found unexpected end of stream"),
            ("a: b: c\n", 1, 5, "mapping values are not allowed in this context"),
            ("a: 1\nb: é\u{7}\n", 2, 5, "control characters are not allowed"),
        ]
    )
    func `what cannot be read is located`(
        text: String,
        line: Int,
        column: Int,
        message: String
    ) {
        #expect(throws: YAMLError(line: line, column: column, message: message)) {
            try parse(text)
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: YAMLError.self) { try YAMLSource.parse([0x61, 0x3A, 0x20, 0xFF]) }
    }

    @Test(arguments: [YAMLSource.depthMax - 1, YAMLSource.depthMax])
    func `nesting up to the bound is read`(depth: Int) throws {
        _ = try parse(brackets(depth))
    }

    @Test func `nesting beyond the bound is refused`() {
        #expect(throws: YAMLError(line: 1, column: 33, message: "nested deeper than 32 levels")) {
            try parse(brackets(YAMLSource.depthMax + 1))
        }
    }

    @Test func `very deep nesting is refused without a crash`() {
        #expect(throws: YAMLError.self) { try parse(brackets(100_000)) }
        #expect(throws: YAMLError.self) {
            try parse(String(repeating: "- ", count: 100_000))
        }
    }

    @Test func `an alias counts with the depth of what it stands for`() {
        let deep = brackets(20)
        #expect(throws: YAMLError.self) {
            try parse("a: &x \(deep)\nb: \(brackets(12, around: "*x"))\n")
        }
        #expect(throws: Never.self) {
            try parse("a: &x \(deep)\nb: \(brackets(11, around: "*x"))\n")
        }
    }

    @Test(arguments: [(9_999, true), (10_000, false)])
    func `the number of values is bounded`(elementCount: Int, isRead: Bool) {
        let text = "[" + String(repeating: "1,", count: elementCount) + "]"
        #expect(((try? parse(text)) != nil) == isRead)
    }

    @Test func `aliases cannot make a small text a large tree`() {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try parse(text) }
        #expect(error?.message == "this alias makes the document too large")
    }

    private func parse(_ text: String) throws -> SettingNode {
        try YAMLSource.parse(Array(text.utf8))
    }

    private func brackets(_ depth: Int, around inner: String = "") -> String {
        String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
    }
}
