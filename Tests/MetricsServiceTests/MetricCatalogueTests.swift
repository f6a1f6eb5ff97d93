import MetricsService
import Testing

@Suite struct MetricCatalogueTests {
    @Test func everyMetricIsFoundByItsName() throws {
        for metric in Metric.all { #expect(try Metric.named(metric.name) == metric) }
        #expect(try Metric.named("js").name == "js_distance")
    }

    @Test func anUnknownMetricNamesTheKnownOnes() {
        let error = #expect(throws: QueryError.self) { try Metric.named("latency_p59") }
        let words = error?.description ?? ""
        #expect(words.contains("did you mean latency_p50?") && Metric.all.allSatisfy { words.contains($0.name) })
    }

    @Test func nearNamesAreThoseOfFewEdits() {
        let names = ["age", "agent", "region", "income", "Outcome"]
        #expect(nearest(to: "ago", among: names) == ["age"])
        #expect(nearest(to: "age", among: names) == ["age", "agent"])
        #expect(nearest(to: "outcome", among: names) == ["Outcome"])
        #expect(nearest(to: "incom", among: names) == ["income"])
        #expect(nearest(to: "zzz", among: names).isEmpty)
        #expect(nearest(to: "", among: names).isEmpty)
    }
}
