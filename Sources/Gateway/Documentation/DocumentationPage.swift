// The page that shows /openapi.json to people.

/// One page without any other file: it reads `openapi.json` beside it and talks to nobody else.
///
/// All text of the document is set as text, never as markup. The page's own policy keeps it from reaching other hosts.
enum DocumentationPage {
    /// The page in UTF-8.
    static let bytes = Array(html.utf8)

    private static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; \
        base-uri 'none'; form-action 'none'">
        <title>Mamba API</title>
        <link rel="icon" href="data:,">
        <style>
        \(style)
        </style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the endpoints</a>
        <nav aria-label="Contents" id="contents"></nav>
        <main id="content" tabindex="-1">
        <p id="loading" role="status">Reading openapi.json …</p>
        <noscript><p>This page needs JavaScript. The description itself is at
        <a href="openapi.json">openapi.json</a>.</p></noscript>
        </main>
        <script>
        \(elementsScript)
        \(schemaScript)
        \(tryScript)
        \(pageScript)
        </script>
        </body>
        </html>

        """
}
