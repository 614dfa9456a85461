// What one worker counts for each model.

internal import Chat
internal import Configuration
internal import Metrics
internal import Providers

/// The metrics by model; models that are not in the catalogue share the last index, so that clients cannot add
/// series.
final class ModelMetrics: Sendable {
    let requests: CounterFamily
    let durations: HistogramFamily
    let firstTokens: HistogramFamily
    let outputTokens: HistogramFamily
    let tokens: HistogramFamily
    let billedTokens: CounterFamily
    let cost: CounterFamily
    private let indices: [String: Int]

    /// The value of `gen_ai_operation_name`.
    static let operation = "chat"

    init(_ models: [MeasuredModel]) {
        var measured: [MeasuredModel] = []
        for model in models
        where !measured.contains(where: { $0.tag == model.tag }) && model.tag != MetricCatalog.other
        {
            measured.append(model)
        }
        measured.append(MeasuredModel(tag: MetricCatalog.other, provider: .openai))
        indices = Dictionary(uniqueKeysWithValues: measured.enumerated().map { ($1.tag, $0) })
        func series(_ more: String...) -> [[String]] {
            let kinds = more.isEmpty ? [[]] : more.map { [$0] }
            return measured.flatMap { model in
                kinds.map { [Self.operation, model.provider.telemetryName, model.tag] + $0 }
            }
        }
        requests = CounterFamily(MetricCatalog.upstreamRequests, measured.map { [$0.tag] })
        durations = HistogramFamily(MetricCatalog.operationDuration, series("", "_OTHER"))
        firstTokens = HistogramFamily(MetricCatalog.firstToken, series())
        outputTokens = HistogramFamily(MetricCatalog.outputToken, series())
        tokens = HistogramFamily(MetricCatalog.tokenUsage, series("input", "output"))
        let sources = MetricCatalog.tokenSources
        billedTokens = CounterFamily(
            MetricCatalog.billedTokens,
            measured.flatMap { model in
                MetricCatalog.tokenKinds.flatMap { kind in sources.map { [model.tag, kind, $0] } }
            }
        )
        cost = CounterFamily(
            MetricCatalog.cost,
            measured.flatMap { model in sources.map { [model.tag, $0] } }
        )
    }

    /// The index of a target.
    func index(of target: ModelTarget) -> Int { indices[target.tag] ?? indices.count - 1 }

    /// A request is sent to the provider.
    func requestBegan(_ index: Int) { requests[index].add() }

    /// A call has given its first content.
    func firstTokenCame(_ index: Int, after time: Duration) { firstTokens[index].observe(time) }

    /// A call is over.
    func callEnded(_ index: Int, after time: Duration, isFailed: Bool) {
        durations[index * 2 + (isFailed ? 1 : 0)].observe(time)
    }

    /// The provider has told what a call cost.
    func usageCame(_ index: Int, _ usage: TokenUsage) {
        if let count = usage.promptTokens { tokens[index * 2].observe(Double(count)) }
        if let count = usage.completionTokens { tokens[index * 2 + 1].observe(Double(count)) }
    }

    /// A call is to be paid for.
    ///
    /// - Parameters:
    ///   - cost: Nil where no prices are known.
    ///   - isEstimate: Whether the provider has not told its tokens.
    func callWasBilled(_ index: Int, _ kinds: TokenKinds, _ cost: Cost?, isEstimate: Bool) {
        let counts = [
            kinds.input, kinds.cacheRead, kinds.cacheWrite, kinds.output, kinds.reasoning,
        ]
        let source = isEstimate ? 1 : 0
        for (kind, count) in counts.enumerated() where count > 0 {
            billedTokens[(index * counts.count + kind) * 2 + source].add(count)
        }
        if let cost { self.cost[index * 2 + source].add(cost.nanodollars) }
    }

    /// The tokens of a call after the first took a time together.
    func outputTook(_ index: Int, _ time: Duration, tokens count: Int) {
        guard count > 1 else { return }
        outputTokens[index].observe(time / (count - 1))
    }
}

/// A model that has series of its own.
struct MeasuredModel: Sendable {
    /// The model as ``ModelTarget/tag`` has it.
    let tag: String
    /// The API by which it is asked.
    let provider: Dialect

    /// All models that the settings name.
    static func all(of settings: Settings, _ models: ModelCatalog) -> [MeasuredModel] {
        let targets = models.models.flatMap(\.targets) + models.defaultChoice.targets
        return targets.map { target in
            MeasuredModel(
                tag: target.tag,
                provider: settings.provider(target.provider)?.dialect ?? .openai
            )
        }
    }
}

extension Dialect {
    /// The value of `gen_ai.provider.name`: the interface that is spoken, whoever stands behind it.
    ///
    /// OpenTelemetry semantic conventions, GenAI attributes.
    var telemetryName: String {
        switch self {
        case .openai, .responses: "openai"
        case .azure: "azure.ai.openai"
        case .anthropic: "anthropic"
        case .gemini: "gcp.gemini"
        }
    }
}
