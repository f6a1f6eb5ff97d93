/// Prometheus' text format, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    mutating func append(_ family: MetricFamily<Counter>) {
        head(family.name, family.help, "counter")
        for (values, counter) in family.all {
            line(family.name, family.labels, values, "\(counter.value)")
        }
    }

    mutating func append(_ family: MetricFamily<Gauge>) {
        head(family.name, family.help, "gauge")
        for (values, gauge) in family.all {
            line(family.name, family.labels, values, number(gauge.value))
        }
    }

    mutating func append(_ family: MetricFamily<Histogram>) {
        head(family.name, family.help, "histogram")
        for (values, histogram) in family.all {
            let snapshot = histogram.snapshot
            var below: UInt64 = 0
            for (bound, count) in zip(histogram.bounds + [.infinity], snapshot.counts) {
                below += count
                line("\(family.name)_bucket", family.labels + ["le"], values + [number(bound)], "\(below)")
            }
            line("\(family.name)_sum", family.labels, values, number(snapshot.sum))
            line("\(family.name)_count", family.labels, values, "\(below)")
        }
    }

    mutating func append(name: String, help: String, isCounter: Bool, value: Double?) {
        guard let value else { return }
        head(name, help, isCounter ? "counter" : "gauge")
        line(name, [], [], number(value))
    }

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(name) \(escaped)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: [String], _ values: [String], _ value: String) {
        text += name
        if !labels.isEmpty {
            let pairs = zip(labels, values).map { label, value in "\(label)=\"\(escaped(value))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}
