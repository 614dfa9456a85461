// What the OpenAPI document says about the API as a whole.

extension OpenAPIDocument {
    /// The members `info` and `tags`.
    static let about = """
        "info": {
          "title": "Mamba",
          "version": "\(MambaVersion.current)",
          "summary": "A streaming chat server in front of an OpenAI-compatible provider.",
          "license": {"name": "MIT", "identifier": "MIT"},
          "description": "Answers come as Server-Sent Events, each fragment as soon as the \
        provider has sent it.\\n\\n\
        **Credentials.** As the server is configured, none are needed, or an API key \
        (`X-API-Key`, or `Authorization: Bearer`), or a signed token (`Authorization: Bearer`). \
        Where they are needed, only the health endpoints, and the page at `/` where there is one, \
        answer without them.\\n\\n\
        **Errors.** Refusals have a `detail`; on paths that begin with `/v1/` they are OpenAI's \
        `error` objects.\\n\\n\
        **Other paths and methods.** An unknown path is answered 404 `{\\"detail\\":\\"Not \
        Found\\"}`, HEAD like GET without content, another method of a known path 405 `{\\"detail\\":\\"Method Not \
        Allowed\\"}` with `Allow`, a known path with a slash behind it 307 to the one \
        without.\\n\\n\
        **Pages of other origins.** Preflights of allowed origins are answered 200 on any path, \
        without credentials; others 400 with plain text.\\n\\n\
        **Broken requests.** What is no valid HTTP/1.1 is answered 400, 417 (an expectation other \
        than 100-continue), 501 (a transfer coding other than chunked; CONNECT) or 505, with a \
        `detail`; then the connection ends. Above its limit of connections the server answers 503 \
        without content."
        },
        "tags": [
          {"name": "Chat", "description": "Answers to conversations, as event streams."},
          {"name": "OpenAI", "description": "The same provider for clients of OpenAI's API."},
          {"name": "Titles", "description": "Titles of conversations."},
          {"name": "Models", "description": "What can be asked."},
          {"name": "Health", "description": "For probes; never needs credentials."},
          {"name": "Documentation", "description": "This description."}
        ]
        """
}
