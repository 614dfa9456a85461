// Where each dialect is asked, and how it is authorised.

import Providers
import Testing

@Suite struct DialectTests {
    @Test func `a model's name cannot leave its segment of the path`() {
        #expect(
            Dialect.gemini.path(
                model: "a/../b?c#d é",
                hasAPIVersion: false,
                operation: "/chat/completions"
            )
                == "/models/a%2F..%2Fb%3Fc%23d%20%C3%A9:streamGenerateContent?alt=sse"
        )
        #expect(
            Dialect.azure.path(
                model: "my deployment",
                hasAPIVersion: true,
                operation: "/chat/completions"
            )
                == "/openai/deployments/my%20deployment/chat/completions"
        )
        #expect(
            Dialect.azure.path(model: "m", hasAPIVersion: false, operation: "/chat/completions")
                == "/openai/v1/chat/completions"
        )
    }

    @Test(arguments: [
        (Dialect.openai, "Authorization", "Bearer k"), (.responses, "Authorization", "Bearer k"),
        (.azure, "api-key", "k"), (.anthropic, "x-api-key", "k"), (.gemini, "x-goog-api-key", "k"),
    ])
    func `a key stands in the field of its provider`(
        dialect: Dialect,
        name: String,
        value: String
    ) {
        #expect(dialect.authorization("k") == (name, value))
    }
}
