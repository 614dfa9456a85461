// Reads .env files: assignments, one a line, as python-dotenv does, without expansion of ${…}.

/// The assignments of a `.env` file.
///
/// Understood are comments, `export`, values in single or double quotes, which may span lines, and
/// comments after values. What is no assignment is skipped.
struct DotEnvSource {
    /// The assignments in the order of the file.
    private(set) var variables: [Variable] = []
    /// The lines that were skipped because they are no assignment, counted from 1.
    private(set) var skippedLines: [Int] = []

    private var rest: Substring
    private var line = 1

    /// Reads a whole file, which need not be well-formed.
    init(_ bytes: [UInt8]) {
        rest = String(decoding: bytes, as: UTF8.self)[...]
        if rest.hasPrefix("\u{FEFF}") { rest.removeFirst() }
        while !rest.isEmpty { readLine() }
        rest = ""
    }

    private mutating func readLine() {
        let first = line
        skipBlanks()
        let text = currentLine
        if text.isEmpty || text.hasPrefix("#") { return finishLine() }
        if text.hasPrefix("export"), text.dropFirst(6).first.map(isBlank) ?? false {
            rest.removeFirst(6)
            skipBlanks()
        }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" }
        rest.removeFirst(name.count)
        skipBlanks()
        guard !name.isEmpty, rest.first == "=" else { return skip(from: first) }
        rest.removeFirst()
        guard let value = value() else { return skip(from: first) }
        let trailing = currentLine.drop(while: isBlank)
        guard trailing.isEmpty || trailing.hasPrefix("#") else { return skip(from: first) }
        finishLine()
        let source = SettingSource.dotEnv(String(name), line: first)
        variables.append(Variable(String(name), value, source: source))
    }

    // The value that begins here; nil if its quotation mark is never closed.
    private mutating func value() -> String? {
        let isAfterBlank = rest.first.map(isBlank) ?? false
        skipBlanks()
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            return unquoted(isAfterBlank: isAfterBlank)
        }
        var scan = rest.dropFirst()
        var value = ""
        var lineCount = 0
        while let character = scan.popFirst() {
            if character == quote {
                rest = scan
                line += lineCount
                return value
            }
            if character.isNewline { lineCount += 1 }
            guard character == "\\", let escaped = scan.popFirst() else {
                value.append(character)
                continue
            }
            value += quote == "\"" ? unescape(escaped) : literal(escaped)
        }
        return nil
    }

    // Up to the end of the line, or to a comment that a blank sets apart.
    private mutating func unquoted(isAfterBlank: Bool) -> String {
        let text = currentLine
        var value = text.startIndex..<text.startIndex
        var isAfterBlank = isAfterBlank
        for index in text.indices {
            if text[index] == "#", isAfterBlank { break }
            isAfterBlank = isBlank(text[index])
            if !isAfterBlank { value = text.startIndex..<text.index(after: index) }
        }
        rest = rest[text.endIndex...]
        return String(text[value])
    }

    private func unescape(_ character: Character) -> String {
        switch character {
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case "\\", "\"", "'": String(character)
        default: "\\" + String(character)
        }
    }

    private func literal(_ character: Character) -> String {
        character == "'" || character == "\\" ? String(character) : "\\" + String(character)
    }

    private var currentLine: Substring { rest.prefix { !$0.isNewline } }

    private func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private mutating func skipBlanks() { rest = rest.drop(while: isBlank) }

    private mutating func skip(from first: Int) {
        skippedLines.append(first)
        finishLine()
    }

    private mutating func finishLine() {
        rest = rest.drop { !$0.isNewline }
        if rest.popFirst() != nil { line += 1 }
    }
}
