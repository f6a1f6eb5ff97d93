package import Statistics

/// A number that a profile's plain counters give, with what it rests on.
package struct Answer: Sendable, Hashable {
    package var state: ValueState
    /// Nil unless `state` is `ok`.
    package var value: Double?
    /// Events that it rests on.
    package var count: Int
    /// How far it may be from the exact number; 0: exact.
    package var errorBound: Double

    /// A number, or `insufficient` without one.
    package init(_ value: Double?, count: Int, errorBound: Double = 0) {
        self.value = value.flatMap { $0.isFinite ? $0 : nil }
        state = self.value == nil ? .insufficient : .ok
        self.count = count
        self.errorBound = errorBound
    }
}

/// Metrics of a whole deployment that the series keep.
package enum DeploymentMetric: String, CaseIterable, Sendable {
    case count
    case errorRate = "error_rate"
    case latencyP50 = "latency_p50"
    case latencyP95 = "latency_p95"
    case latencyP99 = "latency_p99"
    case latencyMean = "latency_mean"
    case scoreMean = "score_mean"

    /// Its value over a profile's events. Latencies rest on the events whose latency was measured.
    package func answer(_ profile: Profile) -> Answer {
        switch self {
        case .count: Answer(Double(profile.events), count: profile.events)
        case .errorRate: Answer(profile.errorRatio, count: profile.events)
        case .latencyP50: quantile(0.5, profile)
        case .latencyP95: quantile(0.95, profile)
        case .latencyP99: quantile(0.99, profile)
        case .latencyMean: Answer(profile.latency.mean, count: profile.latency.count)
        case .scoreMean:
            Answer(
                profile.features[ReservedFeature.score]?.moments.mean,
                count: profile.features[ReservedFeature.score]?.moments.count ?? 0)
        }
    }

    private func quantile(_ q: Double, _ profile: Profile) -> Answer {
        let value = profile.latency.quantile(q)
        return Answer(value, count: profile.latency.count, errorBound: (value ?? 0) * LogHistogram.relativeError)
    }
}

extension Profile {
    /// An empty profile with the same bins as another.
    package init(bins other: Profile) {
        var empty = other
        // A profile less itself is empty and keeps its bins; both are of the same reference.
        try? empty.subtract(other)
        self = empty
    }
}
