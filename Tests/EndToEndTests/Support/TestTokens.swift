// JSON Web Tokens for tests, with the secret that they are signed with.

/// Tokens of `ada`, which say nothing but who she is and until when.
enum TestTokens {
    static let secret = "end-to-end-secret-0123456789abcdef"
    private static let head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    private static let claims = "eyJzdWIiOiJhZGEiLCJleHAiOjQxMDI0NDQ4MDB9."
    static let until2100 = head + claims + "EpJMBxECoN9MlGuG_XRI7MwQeRYQBpYD1cjCPi8pLI4"
    static let until2000 =
        head + "eyJzdWIiOiJhZGEiLCJleHAiOjk0NjY4NDgwMH0.Wh1UHW5aiVabXrJBZD7UcM4Jm_p-SdzERTQ2d-6WpXk"
    /// What is refused today: expired, signed with another secret, not signed, of no algorithm, none.
    static let refused = [
        until2000, head + claims + "drIaIxiJqTI5UKaSw9pGK5RqKbaRWZn5HXpt-qvTyhs", head + claims,
        "eyJhbGciOiJub25lIn0." + claims, "a.b.c", "",
    ]
}
