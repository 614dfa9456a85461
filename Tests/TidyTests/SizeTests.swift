// How large files, functions and lines may be.

import Testing

@Suite struct SizeTests {
    static let fileLinesMax = 400
    static let functionLinesMax = 70
    // The formatter breaks code at 100 columns; comments and strings, which it leaves alone, end here.
    static let columnsMax = 120

    @Test func `files are short`() {
        expectNone(Project.swiftFiles.flatMap(Self.longFile))
    }

    @Test func `functions are short`() {
        expectNone(Project.swiftFiles.flatMap(Self.longFunctions))
    }

    @Test func `lines are short`() {
        expectNone(Project.swiftFiles.flatMap(Self.longLines))
    }

    // The checker itself.

    @Test(arguments: [(399, 0), (400, 0), (401, 1)])
    func `a file may have 400 lines`(lineCount: Int, violationCount: Int) {
        let file = ProjectFile(
            path: "Sources/Bytes/Made.swift",
            text: String(repeating: "\n", count: lineCount)
        )
        #expect(Self.longFile(file).count == violationCount)
    }

    @Test(
        arguments: [
            "func f() {", "init(_ a: Int) {", "deinit {", "subscript(i: Int) -> Int {",
            "var a: Int {",
        ],
        [(70, 0), (71, 1)]
    )
    func `a function may have 70 lines`(head: String, size: (lineCount: Int, violationCount: Int)) {
        let body = Array(repeating: "        next()", count: size.lineCount - 2)
        let lines = ["struct S {", "    " + head] + body + ["    }", "}"]
        let file = ProjectFile(
            path: "Sources/Bytes/Made.swift",
            text: lines.joined(separator: "\n")
        )
        #expect(Self.longFunctions(in: file).count == size.violationCount)
    }

    @Test func `a function without a body ends before its neighbour`() {
        let lines =
            ["protocol P {", "    func f()"] + Array(repeating: "    func g()", count: 80) + ["}"]
        let file = ProjectFile(
            path: "Sources/Bytes/Made.swift",
            text: lines.joined(separator: "\n")
        )
        #expect(Self.longFunctions(in: file) == [])
    }

    @Test(arguments: [(120, 0), (121, 1)])
    func `a line may have 120 columns`(count: Int, violationCount: Int) {
        let file = ProjectFile(
            path: "Sources/Bytes/Made.swift",
            text: String(repeating: "ü", count: count)
        )
        #expect(Self.longLines(in: file).count == violationCount)
    }

    static func longFile(_ file: ProjectFile) -> [Violation] {
        let lineCount = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        guard lineCount > fileLinesMax else { return [] }
        return [Violation(path: file.path, message: "\(lineCount) lines; at most \(fileLinesMax)")]
    }

    static func longLines(in file: ProjectFile) -> [Violation] {
        file.lines.enumerated().compactMap { index, line in
            guard line.count > columnsMax else { return nil }
            let message = "\(line.count) columns; at most \(columnsMax)"
            return Violation(path: file.path, line: index + 1, message: message)
        }
    }

    static func longFunctions(in file: ProjectFile) -> [Violation] {
        let head =
            /^\s*(?:@?\w+(?:\(\w+\))?\s+)*(?:func\s|init[?<(]|deinit\b|subscript[<(]|var\s.*\{$)/
        return file.code.enumerated().compactMap { index, line in
            guard line.firstMatch(of: head) != nil else { return nil }
            let lineCount = functionLength(in: file.code, from: index)
            guard lineCount > functionLinesMax else { return nil }
            let message = "a function of \(lineCount) lines; at most \(functionLinesMax)"
            return Violation(path: file.path, line: index + 1, message: message)
        }
    }

    // From the first line to the closing brace at the same indentation, as the formatter lays it out.
    private static func functionLength(in lines: [String], from start: Int) -> Int {
        let indentation = lines[start].prefix { $0 == " " }.count
        for index in lines.indices.dropFirst(start + 1) {
            let line = lines[index]
            guard let first = line.first(where: { $0 != " " }) else { continue }
            let depth = line.prefix { $0 == " " }.count
            guard depth <= indentation else { continue }
            if depth == indentation, first == "}" { return index - start + 1 }
            // The end of a broken parameter list, or the brace below it.
            if depth == indentation, ")-{w".contains(first) { continue }
            return 1
        }
        return 1
    }
}
