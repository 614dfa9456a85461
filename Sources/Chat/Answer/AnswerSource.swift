// What a model names as the source of what it says.

/// A page that an answer cites; the texts are raw: the content of JSON strings, still escaped.
///
/// OpenAI API reference: chat completion message, `annotations`.
public struct AnswerSource: Sendable, Equatable {
    /// Where the page is.
    public let url: [UInt8]
    /// What the page is called, if the model told.
    public let title: [UInt8]?
}
