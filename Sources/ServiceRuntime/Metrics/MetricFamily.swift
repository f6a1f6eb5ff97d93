internal import Synchronization

/// The metrics of one name that differ by their labels.
///
/// The number of label combinations is bounded: beyond the bound all new ones share the one whose labels are all `other`, so
/// that nothing from outside can make the registry grow.
package final class MetricFamily<Metric: Sendable>: Sendable {
    let name: String
    let help: String
    let labels: [String]
    private let limit: Int
    private let make: @Sendable () -> Metric
    private let series = Mutex<[[String]: Metric]>([:])

    init(name: String, help: String, labels: [String], limit: Int, make: @escaping @Sendable () -> Metric) {
        self.name = name
        self.help = help
        self.labels = labels
        self.limit = limit
        self.make = make
    }

    /// The metric with these label values, in the order in which the labels were declared. Keep it where it is used often.
    package func with(_ values: String...) -> Metric {
        with(values: values)
    }

    /// The metric with these label values.
    func with(values: [String]) -> Metric {
        precondition(values.count == labels.count, "\(name) has \(labels.count) labels")
        return series.withLock { series in
            if let metric = series[values] { return metric }
            let key = series.count < limit ? values : values.map { _ in "other" }
            if let metric = series[key] { return metric }
            let metric = make()
            series[key] = metric
            return metric
        }
    }

    /// Every series, by its labels.
    var all: [(values: [String], metric: Metric)] {
        series.withLock { $0.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) } }
    }
}
