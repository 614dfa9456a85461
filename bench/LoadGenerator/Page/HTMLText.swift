// Text inside of HTML.

/// Writes HTML without letting text become markup.
enum HTMLText {
    /// Text as the content of an element or of an attribute in double quotes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // HTML has no other control characters.
            case "\0"..."\u{08}", "\u{0B}"..."\u{1F}", "\u{7F}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    /// An element with content that is HTML already.
    static func element(_ name: String, class style: String? = nil, _ content: String) -> String {
        let attribute = style.map { " class=\"\($0)\"" } ?? ""
        return "<\(name)\(attribute)>\(content)</\(name)>"
    }

    /// A row of a table; the first cell is its head.
    static func row(_ cells: [String], isHead: Bool = false) -> String {
        let inner = cells.enumerated().map { index, cell in
            isHead
                ? "<th scope=\"col\">\(escaped(cell))</th>"
                : index == 0
                    ? "<th scope=\"row\">\(escaped(cell))</th>" : "<td>\(escaped(cell))</td>"
        }
        return "<tr>\(inner.joined())</tr>\n"
    }
}
