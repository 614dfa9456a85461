// Sources without a test file of their own name, by the test that covers them.

/// Files of one target that a test with another name covers.
struct CoveredFiles {
    let target: String
    /// The names of test files without their ending, which must exist.
    let tests: [String]
    /// The names of sources without their ending.
    let files: [String]

    /// Targets that are tested as a whole, and by what.
    static let wholeTargets = [
        "Gateway": "EndToEndTests", "mamba": "EndToEndTests",
        // Measures what these test.
        "Micro": "ChatTests",
    ]

    static let all = [
        CoveredFiles(
            target: "Auth",
            tests: ["AuthenticatorTests"],
            files: ["AuthFailure", "Credentials", "Principal"]
        ),
        CoveredFiles(
            target: "Auth",
            tests: ["JWTVerifierTests", "JSONWebTokenTests", "WycheproofTests"],
            files: ["JSONObject+UniqueMembers", "JWTAlgorithm", "JWTClaims"]
        ),
        CoveredFiles(target: "Bytes", tests: ["ByteBufferTests"], files: ["BufferPool"]),
        CoveredFiles(target: "Bytes", tests: ["MemoryAccountTests"], files: ["MemoryCharge"]),
        CoveredFiles(target: "Bytes", tests: ["CallKeyTests"], files: ["Hasher+Bytes"]),
        CoveredFiles(
            target: "Bytes",
            tests: ["RequestHeadParserTests", "PlainTextScanTests"],
            files: ["ByteSearch"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["GoldenStreamTests", "AnswerMachineTests"],
            files: [
                "AnswerEncoder", "AnswerVerdict", "EventStream", "MambaEncoder", "UIMessageEncoder",
            ]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["CompletionChunkDecoderTests"],
            files: ["CompletionChunk", "ContentList"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["CompletionChunkDecoderTests", "RelayMachineTests"],
            files: ["ChunkFrame", "ChunkTemplate", "EventMachine", "FailureDetail", "RelayChunk"]
        ),
        CoveredFiles(target: "Chat", tests: ["RelayRequestTests"], files: ["RelayRequestReader"]),
        CoveredFiles(target: "Chat", tests: ["CompletionRequestTests"], files: ["ModelCallForm"]),
        CoveredFiles(target: "Chat", tests: ["TokenKindsTests"], files: ["TokenPrices"]),
        CoveredFiles(target: "Chat", tests: ["RelayRequestFormTests"], files: ["RelayOperation"]),
        CoveredFiles(
            target: "Configuration",
            tests: ["ProviderSectionsTests"],
            files: ["ProviderPreset", "ProviderSettings"]
        ),
        CoveredFiles(
            target: "Providers",
            tests: ["AnthropicRequestTests", "GeminiRequestTests", "ResponsesRequestTests"],
            files: [
                "AnthropicThinking", "DataURL", "JSONPart", "ModelRequest", "RequestTranslator",
                "ToolArguments", "UntranslatableRequest",
            ]
        ),
        CoveredFiles(
            target: "Providers",
            tests: [
                "AnthropicEventTranslatorTests", "GeminiEventTranslatorTests",
                "ResponsesEventTranslatorTests",
            ],
            files: ["ChunkWriter", "EventTranslator"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["ModelPolicyTests"],
            files: ["RelayRequestReader+Policy"]
        ),
        CoveredFiles(target: "Chat", tests: ["ToolCallAssemblerTests"], files: ["ToolCall"]),
        CoveredFiles(
            target: "Chat",
            tests: ["GoldenStreamTests", "DataStreamEncoderTests"],
            files: ["AnswerSource"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["ContinuationTests"],
            files: ["ChatRequestDecoder+Continuation", "SettledCall"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["ClientToolTests"],
            files: ["ChatRequestDecoder+Tools"]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["ChatRequestTests", "RecordedContractTests"],
            files: [
                "ChatRequestDecoder", "ChatRequestDecoder+Messages", "ChatRequestDecoder+Parts",
                "RequestContract", "UIMessage",
            ]
        ),
        CoveredFiles(
            target: "Chat",
            tests: ["RequestRejectionTests", "RecordedContractTests"],
            files: ["RejectionReport", "ReportBuffer", "RequestError"]
        ),
        CoveredFiles(target: "Chat", tests: ["TitleRequestTests"], files: ["TitlePrompt"]),
        CoveredFiles(target: "Chat", tests: ["ToolCatalogTests"], files: ["ToolSchemas"]),
        CoveredFiles(target: "Chat", tests: ["RetryPromptTests"], files: ["SchemaViolation"]),
        CoveredFiles(
            target: "Configuration",
            tests: ["SettingsTableTests", "SettingsLoaderTests", "ConfigurationDocsTests"],
            files: [
                "ListElementSettings", "Setting", "SettingSource", "Settings", "Settings+Limits",
                "Settings+Telemetry",
                "Settings+Provider", "SettingsProblem", "SettingsSources",
            ]
        ),
        CoveredFiles(
            target: "ContentCoding",
            tests: ["ContentDecoderTests"],
            files: ["GzipDecoder", "ZstdDecoder"]
        ),
        CoveredFiles(target: "HTTP", tests: ["RequestHeadParserTests"], files: ["HTTPLimits"]),
        CoveredFiles(
            target: "HTTPServer",
            tests: ["HTTPServerTests"],
            files: ["ConnectionCount", "HTTPApplication"]
        ),
        CoveredFiles(
            target: "HTTPServer",
            tests: ["PlaceTests"],
            files: ["ConnectionQueue", "Standing"]
        ),
        CoveredFiles(
            target: "JSON",
            tests: ["JSONStringTests"],
            files: ["JSONEscape", "JSONSlice"]
        ),
        CoveredFiles(target: "JSON", tests: ["JSONReaderTests"], files: ["JSONKind"]),
        CoveredFiles(target: "JSON", tests: ["JSONValueTests"], files: ["JSONLiterals"]),
        CoveredFiles(
            target: "LoadGenerator",
            tests: ["LoadRunTests", "LoadSessionTests"],
            files: [
                "ArmReport", "LoadClient", "LoadConfiguration", "LoadFailure", "LoadMeter",
                "KneeReport", "MockQuery", "RequestEncoder", "StreamRecord",
            ]
        ),
        CoveredFiles(
            target: "LoadGenerator",
            tests: ["LoadReportTests", "LoadRunTests"],
            files: [
                "AddedTime", "ArmJSON", "ArmTable", "HTMLText", "IntervalChart", "PageStyle",
                "ReportCharts",
            ]
        ),
        CoveredFiles(target: "LoadGenerator", tests: ["ChartTests"], files: ["ChartScale"]),
        CoveredFiles(target: "LoadGenerator", tests: ["TerminalTests"], files: ["LoadProgress"]),
        CoveredFiles(
            target: "LoadGenerator",
            tests: ["LatencyHistogramTests"],
            files: ["Logarithm"]
        ),
        CoveredFiles(target: "LoadGenerator", tests: ["ProcessProbeTests"], files: ["ProcessFile"]),
        CoveredFiles(target: "Log", tests: ["EndToEndTests"], files: ["Console"]),
        CoveredFiles(
            target: "Metrics",
            tests: ["ExpositionTests", "HistogramTests"],
            files: ["MetricFamily", "SeriesLabels"]
        ),
        CoveredFiles(
            target: "MockProvider",
            tests: ["MockProviderTests", "MockProviderServerTests", "MockFaultTests"],
            files: [
                "DemoText", "DemoTools", "MockAnswer", "MockApplication", "MockError",
                "MockStatistics", "MockWorker", "Outlet", "RawResponse",
            ]
        ),
        CoveredFiles(
            target: "MockProvider",
            tests: ["MockDirectiveTests"],
            files: ["DirectiveScanner", "MockScript"]
        ),
        CoveredFiles(
            target: "MockProvider",
            tests: ["ChatCompletionsEncoderTests"],
            files: ["MockAnswerEncoder", "AzureFilter", "ChunkEnvelope", "MockTokenUsage"]
        ),
        CoveredFiles(
            target: "MockProvider",
            tests: ["MockRequestTests", "MessagesEncoderTests"],
            files: ["JSONReader+Members", "JSONWriter+Members"]
        ),
        CoveredFiles(
            target: "MockProvider",
            tests: ["ResponsesEncoderTests"],
            files: ["ResponseItems"]
        ),
        CoveredFiles(target: "MockProvider", tests: ["MockDialectTests"], files: ["MockModelList"]),
        CoveredFiles(target: "MockProvider", tests: ["MockTextTests"], files: ["MockVocabulary"]),
        CoveredFiles(target: "Reactor", tests: ["TimerTests"], files: ["LoopTimer"]),
        CoveredFiles(
            target: "Reactor",
            tests: ["EndToEndTests"],
            files: ["LibraryVersion"]
        ),
        CoveredFiles(target: "System", tests: ["EndToEndTests"], files: ["OpenFileLimit"]),
        CoveredFiles(target: "System", tests: ["ShortageTests"], files: ["StandardDescriptors"]),
        CoveredFiles(target: "Tracing", tests: ["SpanEncoderTests"], files: ["TraceSpan"]),
        CoveredFiles(
            target: "Upstream",
            tests: ["TransferTests", "TransferFailureTests", "TransferCancelTests"],
            files: [
                "Connector", "CurlError", "CurlGlobal", "EasyHandle",
                "UpstreamClient", "UpstreamFailure", "UpstreamHead", "UpstreamRequest",
            ]
        ),
    ]
}
