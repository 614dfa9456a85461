// What one worker counts for each model.

internal import Chat
internal import Metrics

/// The metrics by model; models that are not in the catalogue share the last index, so that clients cannot add
/// series.
final class ModelMetrics: Sendable {
    let requests: CounterFamily
    let durations: HistogramFamily
    let firstTokens: HistogramFamily
    let outputTokens: HistogramFamily
    let tokens: HistogramFamily
    private let indices: [String: Int]

    /// The value of `gen_ai_operation_name`.
    static let operation = "chat"
    /// The value of `gen_ai_provider_name`: the interface that is spoken, whoever stands behind it.
    static let provider = "openai"

    init(_ models: [String]) {
        var names: [String] = []
        for model in models where !names.contains(model) && model != MetricCatalog.other {
            names.append(model)
        }
        names.append(MetricCatalog.other)
        indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        func series(_ more: String...) -> [[String]] {
            let kinds = more.isEmpty ? [[]] : more.map { [$0] }
            return names.flatMap { name in
                kinds.map { [Self.operation, Self.provider, name] + $0 }
            }
        }
        requests = CounterFamily(MetricCatalog.upstreamRequests, names.map { [$0] })
        durations = HistogramFamily(MetricCatalog.operationDuration, series("", "_OTHER"))
        firstTokens = HistogramFamily(MetricCatalog.firstToken, series())
        outputTokens = HistogramFamily(MetricCatalog.outputToken, series())
        tokens = HistogramFamily(MetricCatalog.tokenUsage, series("input", "output"))
    }

    /// The index of the provider's model of a name.
    func index(of model: String) -> Int { indices[model] ?? indices.count - 1 }

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

    /// The tokens of a call after the first took a time together.
    func outputTook(_ index: Int, _ time: Duration, tokens count: Int) {
        guard count > 1 else { return }
        outputTokens[index].observe(time / (count - 1))
    }
}
