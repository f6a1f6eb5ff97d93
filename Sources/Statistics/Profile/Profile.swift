/// A summary of a set of inference events that adds up: the counters of every feature, latencies, tokens, classes and errors.
///
/// Profiles made with the same reference (or without one) merge and subtract; the integers exactly, sums to 1e-12.
/// A cell of time and slice, a file, a reference are all profiles.
package struct Profile: Sendable, Equatable {
    /// Number of events.
    package internal(set) var events: Int = 0
    /// The reference whose bins were used, 0 for none: `Reference.fingerprint`.
    package internal(set) var fingerprint: UInt64 = 0
    /// Features in which something was present. Model outputs are among them: see `ReservedFeature`.
    package internal(set) var features: [ExactText: FeatureCounters] = [:]
    /// Milliseconds.
    package internal(set) var latency = LogHistogram()
    package internal(set) var promptTokens = LogHistogram()
    package internal(set) var responseTokens = LogHistogram()
    /// Scores of the predicted or positive class.
    package internal(set) var scores = UnitHistogram()
    /// Predicted classes.
    package internal(set) var classes = LabelCounts()
    /// Events that failed, by their error code.
    package internal(set) var errors = LabelCounts()

    /// An empty profile for a reference's bins, or for none.
    package init(reference: Reference? = nil) { fingerprint = reference?.fingerprint ?? 0 }

    /// The number of events in which a feature had no value of its type.
    package func missing(_ feature: ExactText) -> Int {
        guard let counters = features[feature] else { return events }
        return max(0, events - counters.count - counters.typeErrors)
    }

    /// The share of events in which a feature had no value; nil without events.
    package func missingRatio(_ feature: ExactText) -> Double? {
        events > 0 ? Double(missing(feature)) / Double(events) : nil
    }

    /// The share of events that failed; nil without events.
    package var errorRatio: Double? { events > 0 ? Double(errors.count) / Double(events) : nil }

    package var isEmpty: Bool { events == 0 }

    /// Adds the events of another profile of the same reference.
    package mutating func merge(_ other: Profile) throws(StatisticsError) { try add(other, sign: 1) }

    /// Takes away events that are in this profile.
    package mutating func subtract(_ other: Profile) throws(StatisticsError) { try add(other, sign: -1) }

    /// The same profile without its bins, to be merged across references.
    package func withoutBins() -> Profile {
        var plain = self
        plain.fingerprint = 0
        plain.features = features.mapValues { counters in
            var counters = counters
            counters.bins = []
            return counters
        }
        return plain
    }

    private mutating func add(_ other: Profile, sign: Int) throws(StatisticsError) {
        guard fingerprint == other.fingerprint else {
            throw StatisticsError(
                .incompatible,
                "two profiles have bins of different references; merge `withoutBins()`, or make both with one reference")
        }
        events = BoundedCount.sum(events, sign * other.events)
        for (name, counters) in other.features {
            features[name, default: FeatureCounters(kind: counters.kind, bins: counters.bins.count)].merge(counters, sign: sign)
            if sign < 0, features[name]?.isEmpty == true { features[name] = nil }
        }
        if sign > 0 {
            latency.merge(other.latency)
            promptTokens.merge(other.promptTokens)
            responseTokens.merge(other.responseTokens)
            scores.merge(other.scores)
            classes.merge(other.classes)
            errors.merge(other.errors)
        } else {
            latency.subtract(other.latency)
            promptTokens.subtract(other.promptTokens)
            responseTokens.subtract(other.responseTokens)
            scores.subtract(other.scores)
            classes.subtract(other.classes)
            errors.subtract(other.errors)
        }
    }
}
