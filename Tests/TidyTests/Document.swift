// A Markdown file, taken apart into what its claims can be checked in.

/// The inline code, the links and the command lines of a document, each with its line.
struct Document {
    struct Piece: Equatable {
        let text: String
        let line: Int
    }

    /// What stands between backticks outside of code blocks.
    private(set) var spans: [Piece] = []
    /// The targets of links, without their fragments.
    private(set) var links: [Piece] = []
    /// The lines of code blocks; one that ends with a backslash holds the next one too.
    private(set) var commands: [Piece] = []

    init(_ lines: [String]) {
        var isCode = false
        var open: Piece?
        for (index, line) in lines.enumerated() {
            if line.trimmingPrefix(/\s*/).hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                let text = (open?.text ?? "") + line
                let piece = Piece(text: text, line: open?.line ?? index + 1)
                if line.hasSuffix("\\") {
                    open = Piece(text: String(text.dropLast()), line: piece.line)
                } else {
                    open = nil
                    commands.append(piece)
                }
            } else {
                readProse(line, number: index + 1)
            }
        }
    }

    private mutating func readProse(_ line: String, number: Int) {
        for match in line.matches(of: /`([^`]+)`/) {
            spans.append(Piece(text: String(match.1), line: number))
        }
        let prose = line.replacing(/`[^`]+`/, with: "")
        for match in prose.matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
            links.append(Piece(text: String(match.1), line: number))
        }
    }
}
