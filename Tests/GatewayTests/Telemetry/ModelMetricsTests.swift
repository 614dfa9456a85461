// Which model counts where.

import Bytes
import Metrics
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
        let metrics = ModelMetrics(["a", "b", "a", "other"])
        for model in ["b", "x", "y", "other", ""] { metrics.requestBegan(metrics.index(of: model)) }
        let text = text(metrics)
        #expect(text.contains("{model=\"a\"} 0\n"))
        #expect(text.contains("{model=\"b\"} 1\n"))
        #expect(text.contains("{model=\"other\"} 4\n"))
        #expect(text.matches(of: /mamba_upstream_requests_total\{/).count == 3)
    }

    @Test(arguments: [(0, 0), (1, 0), (2, 1)])
    func `the time of a token needs two of them`(tokens: Int, count: Int) {
        let metrics = ModelMetrics([])
        metrics.outputTook(0, .seconds(1), tokens: tokens)
        #expect(text(metrics).contains("gen_ai_request_model=\"other\"} \(count)\n"))
    }
}
