// Which model counts where.

import Bytes
import Chat
import Metrics
import Providers
import Testing

@testable import Gateway

@Suite struct ModelMetricsTests {
    private func text(_ metrics: ModelMetrics) -> String {
        var exposition = Exposition()
        exposition.write([metrics.requests])
        exposition.write([metrics.outputTokens])
        let buffer = exposition.finish()
        return String(buffer.bytes)
    }

    @Test func `models that are not listed share one place`() {
        let metrics = ModelMetrics(measured("a", "b", "a", "other"))
        for model in ["b", "x", "y", "other", ""] {
            metrics.requestBegan(metrics.index(of: ModelTarget(model: model)))
        }
        let text = text(metrics)
        #expect(text.contains("{model=\"a\"} 0\n"))
        #expect(text.contains("{model=\"b\"} 1\n"))
        #expect(text.contains("{model=\"other\"} 4\n"))
        #expect(text.matches(of: /mamba_upstream_requests_total\{/).count == 3)
    }

    @Test(arguments: [(0, 0), (1, 0), (2, 1)])
    func `the time of a token needs two of them`(tokens: Int, count: Int) {
        let metrics = ModelMetrics(measured())
        metrics.outputTook(0, .seconds(1), tokens: tokens)
        #expect(text(metrics).contains("gen_ai_request_model=\"other\"} \(count)\n"))
    }
}

/// Models of the standard provider.
func measured(_ models: String...) -> [MeasuredModel] {
    models.map { MeasuredModel(tag: $0, provider: .openai) }
}
