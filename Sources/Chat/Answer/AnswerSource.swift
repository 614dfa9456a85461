// What a model names as the source of what it says.

internal import Bytes
internal import JSON

/// A page that an answer cites; the texts are raw: the content of JSON strings, still escaped.
///
/// OpenAI API reference: chat completion message, `annotations`.
public struct AnswerSource: Sendable, Equatable {
    /// Where the page is.
    public let url: [UInt8]
    /// What the page is called, if the model told.
    public let title: [UInt8]?
}

extension AnswerSource {
    /// Tells whether the address is one of the web, by its scheme.
    var isWebPage: Bool {
        let text = JSONString.unescaped(url.span)
        return ["https://", "http://"].contains { text.prefix($0.count).lowercased() == $0 }
    }

    /// Appends the members that all protocols have, from the end of the string before them up to that of the last.
    func writeMembers(into output: inout ByteBuffer) {
        output.append(#"","url":""#)
        output.append(url.span)
        guard let title else { return }
        output.append(#"","title":""#)
        output.append(title.span)
    }
}
