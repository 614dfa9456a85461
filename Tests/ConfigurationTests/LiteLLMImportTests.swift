// Settings from LiteLLM's configuration: they must load, and mean the same.

import Providers
import Testing

@testable import Configuration

@Suite struct LiteLLMImportTests {
    private static let file = """
        model_list:
          - model_name: smart
            litellm_params:
              model: anthropic/claude-opus-5
              api_key: os.environ/ANTHROPIC_API_KEY
              max_tokens: 32000
              input_cost_per_token: 0.000005
              output_cost_per_token: 0.000025
          - model_name: fast
            litellm_params: {model: groq/llama-3.3-70b, api_key: gsk-hunter2, rpm: 100, weight: 3}
          - model_name: fast
            litellm_params: {model: openai/gpt-4o-mini, order: 1}
          - model_name: azure
            litellm_params:
              model: azure/my-deployment
              api_base: https://one.openai.azure.com
              api_version: "2024-10-21"
              api_key: os.environ/AZURE_KEY
          - model_name: own
            litellm_params: {model: hosted_vllm/qwen3, api_base: "http://10.0.0.1:8000/v1"}
          - model_name: lost
            litellm_params: {model: sagemaker/x}
        router_settings:
          fallbacks: [{"smart": ["fast"]}, {"nobody": ["fast"]}]
          num_retries: 2
        general_settings: {master_key: sk-hunter2}
        """

    private func imported(_ text: String = file) throws -> LiteLLMImport {
        try LiteLLMImport(Array(text.utf8))
    }

    @Test func `the settings load and name the same models of the same providers`() throws {
        let settings = try Loading(shared: imported().settings).load().settings
        #expect(settings.models.map(\.id) == ["smart", "fast", "azure", "own"])
        #expect(settings.defaultModel == "smart")
        #expect(settings.title.model == "smart")
        let smart = settings.models[0]
        #expect(
            smart.targets.map { "\($0.provider) \($0.model) \($0.order) \($0.weight)" } == [
                "anthropic claude-opus-5 0 1", "groq llama-3.3-70b 1 3", "openai gpt-4o-mini 1 1",
            ]
        )
        #expect(smart.parameters.map(\.name) == ["max_tokens"])
        #expect(smart.targets[0].prices?.input == 5)
        #expect(smart.targets[0].prices?.output == 25)
        #expect(settings.provider("anthropic")?.dialect == .anthropic)
        #expect(settings.provider("groq")?.baseURL == "https://api.groq.com/openai/v1")
        let azure = try #require(settings.provider("azure"))
        #expect(azure.dialect == .azure && azure.baseURL == "https://one.openai.azure.com")
        #expect(azure.query.map(\.name) == ["api-version"])
        #expect(settings.provider("vllm")?.baseURL == "http://10.0.0.1:8000/v1")
    }

    @Test func `keys are not copied, and what is lost is told`() throws {
        let result = try imported()
        let all = result.settings + result.notes.joined(separator: "\n")
        #expect(!all.contains("hunter2"))
        for note in [
            "set MAMBA_PROVIDERS__ANTHROPIC__API_KEY to what ANTHROPIC_API_KEY holds",
            "set MAMBA_PROVIDERS__GROQ__API_KEY to the key of groq; keys are not copied",
            "model_list[1].litellm_params.rpm: not carried over",
            "model_list[5]: the provider sagemaker is not known here; give it a base_url",
            "fallbacks of nobody: there is no such model",
            "router_settings.num_retries: not carried over",
            "general_settings.master_key: not carried over",
        ] { #expect(result.notes.contains(note), "\(note) is not in \(result.notes)") }
    }

    @Test func `two keys of one provider are two providers`() throws {
        let text = """
            model_list:
              - {model_name: a, litellm_params: {model: groq/x, api_key: os.environ/ONE}}
              - {model_name: b, litellm_params: {model: groq/x, api_key: os.environ/TWO}}
            """
        let settings = try Loading(shared: imported(text).settings).load().settings
        #expect(settings.providers.map(\.name) == ["groq", "groq_2"])
        #expect(
            settings.providers.map(\.baseURL)
                == Array(repeating: settings.providers[0].baseURL, count: 2)
        )
    }

    @Test(arguments: ["", "a: 1", "model_list: 1", "model_list: ["])
    func `what is no such file is refused`(text: String) {
        #expect(throws: LiteLLMImport.Failure.self) { try imported(text) }
    }
}
