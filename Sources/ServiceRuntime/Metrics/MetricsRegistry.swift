internal import Synchronization

/// The process's metrics, in Prometheus' text format.
///
/// Names begin with `driftwatch_` and end in their base unit; counters end in `_total`. Asking for a name again gives the same
/// metric, so that two components of a process may share one.
package final class MetricsRegistry: Sendable {
    private enum Entry: Sendable {
        case counters(MetricFamily<Counter>)
        case gauges(MetricFamily<Gauge>)
        case histograms(MetricFamily<Histogram>)
        case computed(name: String, help: String, isCounter: Bool, value: @Sendable () -> Double?)

        var name: String {
            switch self {
            case .counters(let family): family.name
            case .gauges(let family): family.name
            case .histograms(let family): family.name
            case .computed(let name, _, _, _): name
            }
        }
    }

    /// At most so many label combinations of one name.
    package static let seriesLimit = 200

    private let entries = Mutex<[String: Entry]>([:])

    /// Makes an empty registry.
    package init() {}

    /// A counter; its name ends in `_total`.
    package func counter(_ name: String, help: String) -> Counter {
        counter(name, help: help, labels: []).with()
    }

    /// Counters that differ by labels.
    package func counter(_ name: String, help: String, labels: [String]) -> MetricFamily<Counter> {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total: \(name)")
        let made = register(.counters(family(name, help, labels) { Counter() }))
        guard case .counters(let family) = made else { preconditionFailure("\(name) is not a counter") }
        return family
    }

    /// A gauge.
    package func gauge(_ name: String, help: String) -> Gauge {
        gauge(name, help: help, labels: []).with()
    }

    /// Gauges that differ by labels.
    package func gauge(_ name: String, help: String, labels: [String]) -> MetricFamily<Gauge> {
        let made = register(.gauges(family(name, help, labels) { Gauge() }))
        guard case .gauges(let family) = made else { preconditionFailure("\(name) is not a gauge") }
        return family
    }

    /// A gauge whose value is asked for when it is read; without one it is left out.
    package func gauge(_ name: String, help: String, value: @escaping @Sendable () -> Double?) {
        _ = register(.computed(name: name, help: help, isCounter: false, value: value))
    }

    /// A counter that somebody else counts, asked for when it is read.
    package func counter(_ name: String, help: String, value: @escaping @Sendable () -> Double?) {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total: \(name)")
        _ = register(.computed(name: name, help: help, isCounter: true, value: value))
    }

    /// A histogram.
    package func histogram(_ name: String, help: String, bounds: [Double] = Histogram.requestSeconds) -> Histogram {
        histogram(name, help: help, labels: [], bounds: bounds).with()
    }

    /// Histograms that differ by labels.
    package func histogram(
        _ name: String, help: String, labels: [String], bounds: [Double] = Histogram.requestSeconds
    ) -> MetricFamily<Histogram> {
        let made = register(.histograms(family(name, help, labels) { Histogram(bounds: bounds) }))
        guard case .histograms(let family) = made else { preconditionFailure("\(name) is not a histogram") }
        return family
    }

    /// Everything as Prometheus reads it, by name.
    package func text() -> String {
        var text = MetricsText()
        for entry in entries.withLock({ $0.values.sorted { $0.name < $1.name } }) {
            switch entry {
            case .counters(let family): text.append(family)
            case .gauges(let family): text.append(family)
            case .histograms(let family): text.append(family)
            case .computed(let name, let help, let isCounter, let value):
                text.append(name: name, help: help, isCounter: isCounter, value: value())
            }
        }
        return text.text
    }

    private func family<Metric>(
        _ name: String, _ help: String, _ labels: [String], make: @escaping @Sendable () -> Metric
    ) -> MetricFamily<Metric> {
        MetricFamily(name: name, help: help, labels: labels, limit: Self.seriesLimit, make: make)
    }

    private func register(_ entry: Entry) -> Entry {
        precondition(
            entry.name.hasPrefix("driftwatch_")
                && entry.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") },
            "a metric's name begins with driftwatch_ and is lower case: \(entry.name)")
        return entries.withLock { entries in
            if let existing = entries[entry.name] { return existing }
            entries[entry.name] = entry
            return entry
        }
    }
}
