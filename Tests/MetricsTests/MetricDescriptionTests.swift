import Testing

@testable import Metrics

@Suite struct MetricDescriptionTests {
    @Test func `kinds have the words of the format`() {
        #expect(MetricDescription.Kind.counter.name.description == "counter")
        #expect(MetricDescription.Kind.gauge.name.description == "gauge")
        #expect(MetricDescription.Kind.histogram(bounds: [1]).name.description == "histogram")
    }

    @Test func `a name that the format does not know is a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = MetricDescription("a-b", .gauge, "A.")
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricDescription("1a", .gauge, "A.")
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricDescription("a", .histogram(bounds: [1]), labels: ["le"], "A.")
        }
    }

    @Test func `counters, and no others, end with _total`() async {
        await #expect(processExitsWith: .failure) { _ = MetricDescription("a", .counter, "A.") }
        await #expect(processExitsWith: .failure) {
            _ = MetricDescription("a_total", .gauge, "A.")
        }
        _ = MetricDescription("a_total", .counter, "A.")
    }
}
