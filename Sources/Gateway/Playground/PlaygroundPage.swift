// The page on which people try the chat.

/// One page without any other file, that talks to the server it came from and to nobody else.
///
/// Its policy lets through only the style and the script that carry the response's own number, so that nothing that a
/// model or a person writes could run, even if it became markup; and nothing does.
enum PlaygroundPage {
    /// The page around its number, in UTF-8: the number goes between each two of them.
    static let pieces = html.split(separator: placeholder, omittingEmptySubsequences: false)
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

    private static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
        <meta name="color-scheme" content="light dark">
        <title>Mamba</title>
        <link rel="icon" href="data:,">
        <style nonce="\(placeholder)">
        \(style)
        </style>
        </head>
        <body>
        <a class="skip" href="#input">Skip to the message</a>
        <header>
        <h1>\(mark) Mamba</h1>
        <label class="unseen" for="model">Model</label>
        <select id="model"><option>default model</option></select>
        <button id="new" class="plain" type="button">New<span class="wide">&nbsp;chat</span></button>
        <a class="plain wide" href="docs">API</a>
        <button id="theme" class="plain" type="button" aria-label="Dark theme" aria-pressed="false">◐</button>
        </header>
        <main id="scroller" tabindex="-1">
        <section id="welcome" class="column welcome">
        <h2>What shall we talk about?</h2>
        <p>Every token comes to you as soon as the model has said it. Ask for a chart, a form, code or a card, and it is
        shown as one.</p>
        <div id="ideas" class="ideas">
        <button type="button">Hello! Who are you?</button>
        <button type="button">Show me a chart</button>
        <button type="button">Make a form</button>
        <button type="button">Write some code</button>
        <button type="button">Show a card</button>
        </div>
        </section>
        <ol id="messages" class="column messages" aria-label="Conversation"></ol>
        </main>
        <footer>
        <form id="composer" class="column">
        <div class="composer">
        <label class="unseen" for="input">Message</label>
        <textarea id="input" rows="1" placeholder="Message Mamba" autocomplete="off" autofocus></textarea>
        <button id="send" type="submit" aria-label="Send" disabled>
        <svg id="send-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.6"
        stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M12 19V5M5 12l7-7 7 7"/></svg>
        <svg id="stop-icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" hidden>
        <rect x="6" y="6" width="12" height="12" rx="2"/></svg>
        </button>
        </div>
        <p class="hint">Enter sends, Shift+Enter begins a new line, Escape stops.</p>
        </form>
        </footer>
        <p id="status" class="unseen" role="status"></p>
        <dialog id="key-dialog" aria-labelledby="key-title">
        <form id="key-form" method="dialog">
        <h2 id="key-title">This server wants a key</h2>
        <p>An API key or a token. It is kept only while this page is open.</p>
        <div class="field"><label for="key">Key</label>
        <input id="key" type="password" autocomplete="off" required></div>
        <button class="strong" type="submit">Use it</button>
        </form>
        </dialog>
        <noscript><p class="column">This page needs JavaScript. The API is described at <a href="docs">/docs</a>.</p>
        </noscript>
        <script nonce="\(placeholder)">
        \(elementsScript)
        \(streamScript)
        \(codeScript)
        \(chartScript)
        \(formScript)
        \(messageScript)
        \(chatScript)
        </script>
        </body>
        </html>

        """

    // A snake in the shape of a wave.
    private static let mark = """
        <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="3.4" stroke-linecap="round"
        aria-hidden="true"><path d="M4 22c4 0 4-12 8-12s4 12 8 12 4-9 7-10"/><path d="M27.2 11.8h.1"
        stroke-width="5.4"/></svg>
        """
}
