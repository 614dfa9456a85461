// Which models may be asked for, and what they are called by the provider.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ModelCatalogTests {
    private static let models = [
        OfferedModel(
            id: "openai/a",
            name: "A",
            provider: "openai",
            targets: [ModelTarget(model: "a-real")]
        ),
        OfferedModel(
            id: "x b",
            name: "Bé 😀",
            provider: "other",
            targets: [ModelTarget(model: "b")],
            description: "d",
            contextWindow: 5,
            supportsTools: false
        ),
        OfferedModel(
            id: "openai/a",
            name: "A",
            provider: "openai",
            targets: [ModelTarget(model: "second")]
        ),
    ]
    private let catalog = ModelCatalog(models, defaultModel: "gpt-4o")

    @Test(arguments: [
        ("openai/a", "a-real"), ("x b", "b"), ("openai/zzz", "zzz"),
        ("openai/gpt-3.5-turbo", "gpt-3.5-turbo"),
        ("openai/ft:gpt-4o:org/x@1+2_3-", "ft:gpt-4o:org/x@1+2_3-"),
        ("openai/openai/x", "openai/x"), ("openai/4", "4"), ("openai/../x", "../x"),
        ("openai/" + String(repeating: "m", count: 200), String(repeating: "m", count: 200)),
    ])
    func `a listed id means its own model and any other its name`(_ id: String, _ model: String) {
        #expect(catalog.choice(id)?.providerModel == model)
    }

    @Test(arguments: [
        "", "openai/", "gpt-4o", "OpenAI/gpt-4o", "evil/gpt-4o", "openai/a b", "openai/x\n",
        "openai/😀", "openai/é", "openai/x\u{0}", "openai/a?b", "openai/\u{301}x", " openai/x",
        "openai/" + String(repeating: "m", count: 201),
    ])
    func `what is neither listed nor well-formed is no model`(_ id: String) {
        #expect(catalog.choice(id) == nil)
    }

    @Test func `tools are for models that support them`() {
        #expect(catalog.choice("openai/a")?.supportsTools == true)
        #expect(catalog.choice("x b")?.supportsTools == false)
        #expect(catalog.choice("openai/zzz")?.supportsTools == true)
    }

    @Test(arguments: [
        ("gpt-4o", "gpt-4o"), ("openai/a", "a-real"), ("openai/q", "q"), ("x b", "b"),
    ])
    func `the default is an id or the provider's own name`(_ name: String, _ model: String) {
        let catalog = ModelCatalog(Self.models, defaultModel: name)
        #expect(catalog.defaultChoice.providerModel == model)
    }

    @Test func `the list shows nulls, repetitions and no provider names`() {
        var buffer = ByteBuffer()
        catalog.write(into: &buffer)
        let first: JSONValue = [
            "id": "openai/a", "name": "A", "provider": "openai", "description": nil,
            "context_window": nil, "supports_tools": true,
        ]
        let second: JSONValue = [
            "id": "x b", "name": "Bé 😀", "provider": "other", "description": "d",
            "context_window": 5, "supports_tools": false,
        ]
        #expect(JSONValue(text: String(buffer.bytes)) == ["models": [first, second, first]])
    }
}
