// The page on which people try the chat.

internal import Web

/// One page without any other file, that talks to the server it came from and to nobody else.
///
/// Its files are in `Sources/CWeb/playground`. Its policy lets through only the style and the script that carry the
/// response's own number, so that nothing that a model or a person writes could run, even if it became markup; and
/// nothing does.
enum PlaygroundPage {
    /// The page around its number, in UTF-8: the number goes between each two of them.
    static let pieces = WebPage("playground", nonce: placeholder).html
        .split(separator: placeholder, omittingEmptySubsequences: false)
        .map { Array($0.utf8) }

    /// What the browser may do, for a page with this number.
    ///
    /// CSP Level 3.
    static func policy(number: String) -> String {
        """
        default-src 'none'; script-src 'nonce-\(number)'; style-src 'nonce-\(number)'; connect-src 'self'; \
        img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """
    }

    private static let placeholder = "{number}"
}
