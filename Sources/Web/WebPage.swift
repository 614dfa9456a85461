// A page of one file, made of the files of its folder.

/// A page that needs no other file: the style sheet and the scripts that `page.html` names are in their places in it.
///
/// In `page.html` each of them has a line of its own, `<link rel="stylesheet" href="…">` or
/// `<script src="…"></script>`, indented or not. Scripts in neighbouring lines become one.
public struct WebPage {
    /// The page.
    public let html: String

    /// Puts a page together.
    ///
    /// - Parameters:
    ///   - folder: The folder of its files, as in ``WebFiles/paths``.
    ///   - nonce: What the attribute `nonce` of its style and its script is to be; nil for none.
    /// - Precondition: The folder has `page.html` and the files that it names.
    public init(_ folder: String, nonce: String? = nil) {
        html = Self.inlined(
            WebFiles.text(folder + "/page.html"),
            attributes: nonce.map { #" nonce="\#($0)""# } ?? ""
        ) { WebFiles.text(folder + "/" + $0) }
    }

    /// A page with the content of the files that it names.
    ///
    /// - Parameters:
    ///   - attributes: What stands behind `style` and `script`.
    ///   - content: The content of a file, with a line feed at its end.
    static func inlined(
        _ page: String,
        attributes: String,
        content: (String) -> String
    ) -> String {
        var html = ""
        var isInScript = false
        // The end of the last line is followed by nothing.
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let script = name(in: line, between: #"<script src=""#, and: #""></script>"#)
            if isInScript, script == nil {
                html += "</script>\n"
                isInScript = false
            }
            if let script {
                if !isInScript { html += "<script\(attributes)>\n" }
                isInScript = true
                html += content(script)
            } else if let style = name(
                in: line,
                between: #"<link rel="stylesheet" href=""#,
                and: #"">"#
            ) {
                html += "<style\(attributes)>\n" + content(style) + "</style>\n"
            } else {
                html += line
                if index < lines.count - 1 { html += "\n" }
            }
        }
        return html
    }

    private static func name(
        in line: Substring,
        between start: String,
        and end: String
    ) -> String? {
        let tag = line.drop { $0 == " " }
        guard tag.hasPrefix(start), tag.hasSuffix(end) else { return nil }
        return String(tag.dropFirst(start.count).dropLast(end.count))
    }
}
