// Names of tools as providers accept them.

/// Names of tools in the provider's messages.
enum ToolName {
    private static let characterCountMax = 64

    /// The name with every character replaced that OpenAI refuses, cut to the length that it takes.
    ///
    /// A history may hold calls of tools that this server does not know; a name must not end its
    /// conversation.
    static func accepted(_ name: String) -> String {
        String(
            name.unicodeScalars.prefix(characterCountMax).map { scalar in
                isAccepted(scalar) ? Character(scalar) : "_"
            }
        )
    }

    private static func isAccepted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
