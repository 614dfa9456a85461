// Parameters of models as settings.

import Testing

@testable import Configuration

@Suite struct ModelParametersTests {
    private func defaults(_ text: String) throws -> Settings.ModelDefaults {
        try Loading(shared: "model_defaults: \(text)").load().settings.modelDefaults
    }

    @Test func `values of any kind are kept as JSON`() throws {
        let text =
            "{parameters: {temperature: 0.7, stop: [a, \"\\n\"], logit_bias: {'1': -1}, x: null,"
            + " y: true, effort: low, big: 9007199254740993}}"
        #expect(
            try defaults(text).parameters.map { "\($0.name)=\($0.json)" } == [
                "temperature=0.7", #"stop=["a", "\n"]"#, #"logit_bias={"1": -1}"#, "x=null",
                "y=true", #"effort="low""#, "big=9007199254740993",
            ]
        )
    }

    @Test(arguments: [
        "{parameters: {messages: []}}", "{parameters: {n: 2}}", "{parameters: {'a b': 1}}",
        "{parameters: {'': 1}}", "{parameters: [a]}", "{parameters: {a: .inf}}",
        "{request_parameters: [model]}", "{request_parameters: [1]}",
        "{parameter_limits: {a: b}}", "{parameter_limits: {a: .nan}}", "{parameter_limits: 3}",
    ])
    func `what is no parameter is refused`(text: String) {
        let problems = Loading(shared: "model_defaults: \(text)").problems()
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("model_defaults.") == true)
    }

    @Test func `a model has its own`() throws {
        let text = """
            models:
            - id: a
              name: A
              provider: p
              openai_model: m
              parameters: {max_tokens: 5}
              parameter_limits: {n: 1}
              request_parameters: []
              system_prompt: |
                Be brief.
                Be kind.
            """
        let model = try Loading(shared: text).load().settings.models[0]
        #expect(model.parameters == [Settings.Parameter(name: "max_tokens", json: "5")])
        #expect(model.parameterLimits == [Settings.ParameterLimit(name: "n", most: 1)])
        #expect(model.requestParameters == [])
        #expect(model.systemPrompt == "Be brief.\nBe kind.")
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://x.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("http://127.0.0.1:8080/v1", "max_tokens"), ("https://api.mistral.ai/v1", "max_tokens"),
    ])
    func `the answer's length is bounded by the name that the provider knows`(
        url: String,
        name: String
    ) throws {
        let loaded = try Loading(shared: "openai: {base_url: '\(url)'}").load()
        #expect(loaded.settings.openai.tokenLimitName == name)
    }
}
