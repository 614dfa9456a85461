// The page that shows /openapi.json to people.

internal import Web

/// One page without any other file: it reads `openapi.json` beside it and talks to nobody else.
///
/// Its files are in `Sources/CWeb/docs`. All text of the document is set as text, never as markup. Its own policy
/// keeps it from reaching other hosts.
enum DocumentationPage {
    /// The page in UTF-8.
    static let bytes = Array(WebPage("docs").html.utf8)
}
