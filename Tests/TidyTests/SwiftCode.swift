// Takes comments and strings out of Swift, so that rules for code do not read prose.

/// Knows just enough of Swift's lexical structure.
struct SwiftCode {
    private let text: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    private init(_ text: String) {
        self.text = Array(text.utf8)
        output.reserveCapacity(self.text.count)
    }

    /// The text with each byte of a comment or a string, but for line ends and interpolated code, as a blank.
    static func blanked(_ text: String) -> String {
        var scanner = SwiftCode(text)
        scanner.code(until: nil)
        return String(decoding: scanner.output, as: UTF8.self)
    }

    private func has(_ word: String, at start: Int) -> Bool {
        start < text.count && text[start] == word.utf8.first
            && text[start...].starts(with: word.utf8)
    }

    private var isAtLineEnd: Bool { text[position] == UInt8(ascii: "\n") }

    private mutating func keep() {
        output.append(text[position])
        position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < text.count {
            output.append(isAtLineEnd ? text[position] : UInt8(ascii: " "))
            position += 1
        }
    }

    // Code up to a closing parenthesis of an interpolation, or to the end of the text.
    private mutating func code(until end: UInt8?) {
        var depth = 0
        while position < text.count {
            if has("//", at: position) {
                while position < text.count, !isAtLineEnd { blank() }
            } else if has("/*", at: position) {
                blockComment()
            } else if let hashCount = stringStart() {
                string(hashCount: hashCount)
            } else if text[position] == end, depth == 0 {
                return
            } else {
                if text[position] == UInt8(ascii: "(") { depth += 1 }
                if text[position] == UInt8(ascii: ")") { depth -= 1 }
                keep()
            }
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if has("/*", at: position) {
                depth += 1
                blank(2)
            } else if has("*/", at: position) {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < text.count
    }

    // The number of number signs before the quotation mark here, or nil if no string starts here.
    private func stringStart() -> Int? {
        var end = position
        while end < text.count, text[end] == UInt8(ascii: "#") { end += 1 }
        return end < text.count && text[end] == UInt8(ascii: "\"") ? end - position : nil
    }

    private mutating func string(hashCount: Int) {
        let hashes = String(repeating: "#", count: hashCount)
        let quotes = has("\"\"\"", at: position + hashCount) ? "\"\"\"" : "\""
        blank(hashCount + quotes.count)
        while position < text.count {
            if has(quotes + hashes, at: position) {
                return blank(quotes.count + hashCount)
            } else if has("\\" + hashes + "(", at: position) {
                blank(hashCount + 2)
                code(until: UInt8(ascii: ")"))
                blank()
            } else if has("\\" + hashes, at: position) {
                blank(hashCount + 2)
            } else {
                blank()
            }
        }
    }
}
