/// A number that can be asked for by name.
package struct Metric: Hashable, Sendable {
    /// What a metric is a number of.
    package enum Subject: Hashable, Sendable {
        /// All events of a deployment.
        case deployment
        /// One feature's values.
        case feature
        /// One feature's distribution, compared with the reference's.
        case drift
        /// Predictions of one class, which is given as the feature.
        case predictedClass
        /// One numeric feature's values of all events, from the quantile sketches of whole hours.
        case quantile(Double)
    }

    /// As it is asked for: `psi`, `latency_p95`, …
    package let name: String
    package let subject: Subject
    /// What one unit of the value is; `ratio` is from 0 to 1.
    package let unit: String

    /// Whether the series writer keeps it for every closed hour.
    package let isKept: Bool
}

extension Metric {
    /// Every metric, in the order in which they are listed for people.
    package static let all: [Metric] = [
        Metric(name: "count", subject: .deployment, unit: "events", isKept: true),
        Metric(name: "event_rate", subject: .deployment, unit: "events/s", isKept: false),
        Metric(name: "error_rate", subject: .deployment, unit: "ratio", isKept: true),
        Metric(name: "latency_p50", subject: .deployment, unit: "ms", isKept: true),
        Metric(name: "latency_p95", subject: .deployment, unit: "ms", isKept: true),
        Metric(name: "latency_p99", subject: .deployment, unit: "ms", isKept: true),
        Metric(name: "latency_mean", subject: .deployment, unit: "ms", isKept: true),
        Metric(name: "score_mean", subject: .deployment, unit: "", isKept: true),
        Metric(name: "prediction_share", subject: .predictedClass, unit: "ratio", isKept: false),
        Metric(name: "psi", subject: .drift, unit: "", isKept: true),
        Metric(name: "ks", subject: .drift, unit: "", isKept: true),
        Metric(name: "js_distance", subject: .drift, unit: "", isKept: true),
        Metric(name: "js_divergence", subject: .drift, unit: "bits", isKept: false),
        Metric(name: "kl", subject: .drift, unit: "nats", isKept: false),
        Metric(name: "hellinger", subject: .drift, unit: "", isKept: false),
        Metric(name: "total_variation", subject: .drift, unit: "", isKept: false),
        Metric(name: "l_infinity", subject: .drift, unit: "", isKept: false),
        Metric(name: "missing_ratio", subject: .feature, unit: "ratio", isKept: true),
        Metric(name: "type_errors", subject: .feature, unit: "events", isKept: false),
        Metric(name: "mean", subject: .feature, unit: "", isKept: false),
        Metric(name: "sd", subject: .feature, unit: "", isKept: false),
        Metric(name: "p05", subject: .quantile(0.05), unit: "", isKept: false),
        Metric(name: "p50", subject: .quantile(0.5), unit: "", isKept: false),
        Metric(name: "p95", subject: .quantile(0.95), unit: "", isKept: false),
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The metric of a name; `js` is another name of `js_distance`.
    package static func named(_ name: String) throws(QueryError) -> Metric {
        if let metric = byName[name == "js" ? "js_distance" : name] { return metric }
        let hint = nearest(to: name, among: all.map(\.name)).first.map { "; did you mean \($0)?" } ?? ""
        throw .invalid("there is no metric '\(name.prefix(64))'\(hint) (known: \(all.map(\.name).joined(separator: ", ")))")
    }
}
