// What a model is asked for when it is to give a conversation a title.

internal import Bytes
internal import JSON

/// The prompt for a title, in the original's words.
enum TitlePrompt {
    /// Appends the prompt as the content of a JSON string.
    ///
    /// - Parameters:
    ///   - message: The user's first message as the content of a JSON string.
    ///   - lengthMax: The length that the model is told, in characters.
    static func write(message: Span<UInt8>, lengthMax: Int, into output: inout ByteBuffer) {
        JSONString.escape(
            """
            Generate a concise title (max \(lengthMax) characters) for this conversation \
            based on the user's first message.
            The title should:
            - Capture the main topic or intent
            - Be descriptive but brief
            - Not include quotes or special characters
            - Be in sentence case

            User message:\u{20}
            """,
            into: &output
        )
        JSONString.appendRepaired(message, into: &output)
        JSONString.escape("\n\nRespond with ONLY the title, nothing else.", into: &output)
    }
}
