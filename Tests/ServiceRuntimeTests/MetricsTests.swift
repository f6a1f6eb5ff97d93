import ServiceRuntime
import Testing

@Suite struct Metrics {
    @Test func theTextIsWhatPrometheusReads() {
        let registry = MetricsRegistry()
        registry.counter("driftwatch_b_total", help: "bees", labels: ["kind"]).with("a\"b\\c\nd").add(3)
        registry.gauge("driftwatch_a", help: "an a").set(-1.5)
        registry.gauge("driftwatch_none", help: "left out") { nil }
        let histogram = registry.histogram("driftwatch_c_seconds", help: "sees", bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 3] { histogram.observe(value) }
        histogram.observe(.nan)
        #expect(
            registry.text() == """
                # HELP driftwatch_a an a
                # TYPE driftwatch_a gauge
                driftwatch_a -1.5
                # HELP driftwatch_b_total bees
                # TYPE driftwatch_b_total counter
                driftwatch_b_total{kind="a\\"b\\\\c\\nd"} 3
                # HELP driftwatch_c_seconds sees
                # TYPE driftwatch_c_seconds histogram
                driftwatch_c_seconds_bucket{le="0.1"} 2
                driftwatch_c_seconds_bucket{le="1"} 3
                driftwatch_c_seconds_bucket{le="+Inf"} 4
                driftwatch_c_seconds_sum 3.65
                driftwatch_c_seconds_count 4

                """)
    }

    @Test func labelsFromOutsideCannotMakeItGrow() {
        let registry = MetricsRegistry()
        let family = registry.counter("driftwatch_x_total", help: "x", labels: ["from"])
        for index in 0..<10_000 { family.with("value\(index)").add() }
        let lines = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == MetricsRegistry.seriesLimit + 1)
        #expect(family.with("other").value == UInt64(10_000 - MetricsRegistry.seriesLimit))
    }

    @Test func theSameNameIsTheSameMetric() {
        let registry = MetricsRegistry()
        registry.counter("driftwatch_y_total", help: "y").add()
        #expect(registry.counter("driftwatch_y_total", help: "y").value == 1)
    }

    @Test func nothingIsLostBetweenTasks() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("driftwatch_z_total", help: "z")
        let gauge = registry.gauge("driftwatch_z", help: "z")
        let histogram = registry.histogram("driftwatch_z_seconds", help: "z")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.add()
                        gauge.add(1)
                        histogram.observe(0.01)
                    }
                }
            }
        }
        #expect(counter.value == 80_000 && gauge.value == 80_000 && histogram.count == 80_000)
    }
}
