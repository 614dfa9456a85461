// The refusals of POST /chat in the OpenAPI document.

extension OpenAPIDocument {
    /// A refusal that is a sentence to front ends, and the other endpoints' JSON to everybody else.
    private struct SentenceResponse {
        let name: String
        let description: String
        let sentence: String
        /// The schema of the JSON.
        var schema = "Error"
        /// More header fields, by the names that `components.headers` has for them.
        var headers: KeyValuePairs<String, String> = [:]

        var text: String {
            let fields =
                (["X-Mamba-Error": "ErrorCode"] as KeyValuePairs).map { $0 } + headers.map { $0 }
            let members = fields.map { field, header in
                ##""\##(field)": {"$ref": "#/components/headers/\##(header)"}"##
            }
            return ##"""
                "Sentence\##(name)": {
                  "description": "\##(description)",
                  "headers": {\##(members.joined(separator: ", "))},
                  "content": {
                    "text/plain": {"schema": {"type": "string"}, "example": "\##(sentence)"},
                    "application/json": {"schema": {"$ref": "#/components/schemas/\##(schema)"}}
                  }
                }
                """##
        }
    }

    /// Members of `components.responses`.
    static let sentenceResponses = [
        SentenceResponse(
            name: "BadRequest",
            description:
                "There are no messages, no such protocol, or the request is no valid HTTP/1.1.",
            sentence: "Messages array cannot be empty"
        ),
        SentenceResponse(
            name: "Unauthorized",
            description: "Credentials are missing, wrong or expired.",
            sentence: "Invalid authentication credentials",
            schema: "AuthenticationError",
            headers: ["WWW-Authenticate": "Challenge"]
        ),
        SentenceResponse(
            name: "RequestTimeout",
            description: "The request took too long to arrive.",
            sentence: "The request took too long to arrive."
        ),
        SentenceResponse(
            name: "ContentTooLarge",
            description: "The body has more than `limits.body_bytes`.",
            sentence: "The request body is too large."
        ),
        SentenceResponse(
            name: "URITooLong",
            description: "The request line has more than `limits.request_line_bytes`.",
            sentence: "The request line is too long."
        ),
        SentenceResponse(
            name: "Invalid",
            description: "The body breaks rules; the first three are told.",
            sentence: "The request is not valid. messages: Field required",
            schema: "ValidationErrors"
        ),
        SentenceResponse(
            name: "TooManyRequests",
            description: "The client has used up its share of requests or streams.",
            sentence: "Too many requests. Please wait a moment and try again.",
            schema: "ShareError",
            headers: [
                "Retry-After": "RetryAfter", "RateLimit": "RateLimit",
                "RateLimit-Policy": "RateLimitPolicy",
            ]
        ),
        SentenceResponse(
            name: "HeadTooLarge",
            description:
                "The head has more than `limits.head_bytes`, or than `limits.header_count` fields.",
            sentence: "The request head is too large."
        ),
        SentenceResponse(
            name: "Overloaded",
            description:
                "The server has as many streams as it can serve; without content, as many connections.",
            sentence: "The server has as many streams as it can serve",
            headers: ["Retry-After": "RetryAfter"]
        ),
    ].map(\.text).joined(separator: ",")
}
