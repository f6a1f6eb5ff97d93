/// The scores of one feature, not yet judged.
package struct FeatureScores: Sendable, Equatable {
    package let name: ExactText
    package let kind: FeatureKind
    /// In the order asked for; metrics that do not apply to the kind are left out.
    package internal(set) var values: [DriftValue]
    /// Shares of events without a value, 0 to 1.
    package let missingRatio: Double
    package let missingRatioReference: Double
    package let typeErrors: Int

    package init(
        name: ExactText, kind: FeatureKind, values: [DriftValue], missingRatio: Double, missingRatioReference: Double,
        typeErrors: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.values = values
        self.missingRatio = missingRatio
        self.missingRatioReference = missingRatioReference
        self.typeErrors = typeErrors
    }
}

/// The drift of one feature.
package struct FeatureDrift: Sendable, Equatable {
    package let name: ExactText
    package let kind: FeatureKind
    /// In the order asked for; metrics that do not apply to the kind are left out.
    package let values: [DriftValue]
    /// The metrics that decide on the feature.
    package let deciding: [DriftMetric]
    /// The highest of the deciding metrics that say drift, or of all of them where none does; nil when none is defined.
    package let severity: Severity?
    package let drifted: Bool
    /// Whether a deciding metric has a value.
    package let state: ValueState
    /// Shares of events without a value, 0 to 1.
    package let missingRatio: Double
    package let missingRatioReference: Double
    package let typeErrors: Int
    /// The largest deciding effect in units of its warning threshold; by it features are ordered.
    let effect: Double

    init(_ scores: FeatureScores, configuration: DriftAnalysis.Configuration) {
        name = scores.name
        kind = scores.kind
        values = scores.values
        missingRatio = scores.missingRatio
        missingRatioReference = scores.missingRatioReference
        typeErrors = scores.typeErrors
        let judges = Self.judges(scores.values, configuration)
        let judged = judges.filter { $0.state == .ok }
        deciding = judges.map(\.metric)
        let alarms = judged.filter { $0.isDrifted(alpha: configuration.alpha) }
        severity = (alarms.isEmpty ? judged : alarms).compactMap(\.severity).max()
        drifted = !alarms.isEmpty
        state = judged.isEmpty ? judges.first?.state ?? .notApplicable : .ok
        effect = judged.map(\.relativeEffect).max() ?? 0
    }

    /// One of the scores.
    package func value(_ metric: DriftMetric) -> DriftValue? { values.first { $0.metric == metric } }

    private static func judges(_ values: [DriftValue], _ configuration: DriftAnalysis.Configuration) -> [DriftValue] {
        guard let deciding = configuration.decidingMetric else { return values }
        let set = values.filter { $0.thresholds.basis != .effectAndTest }
        if !set.isEmpty { return set }
        let applying = values.filter { $0.state != .notApplicable }
        return (applying.first { $0.metric == deciding } ?? applying.first ?? values.first).map { [$0] } ?? []
    }
}

/// Whether the whole of a deployment's features has drifted.
package enum DriftStatus: String, Sendable {
    case ok = "OK"
    /// At least one feature has.
    case warning = "WARNING"
    /// Half of the features have, or an output or a critical feature is at high.
    case critical = "CRITICAL"
    case insufficient = "INSUFFICIENT"
    case noReference = "NO_REFERENCE"
}

/// The drift of all features of a profile.
package struct DatasetDrift: Sendable, Equatable {
    package let status: DriftStatus
    /// The most drifted first; ties by name.
    package let features: [FeatureDrift]
    /// Events of the current profile.
    package let count: Int
    package let driftedCount: Int

    /// Corrects the p-values over the features, judges each feature, and then the whole.
    package init(scores: [FeatureScores], count: Int, configuration: DriftAnalysis.Configuration) {
        let features = Self.corrected(scores, configuration).map { FeatureDrift($0, configuration: configuration) }
        self.features = features.sorted { ($1.effect, $0.name) < ($0.effect, $1.name) }
        self.count = count
        driftedCount = features.count { $0.drifted }
        status = Self.status(features, drifted: driftedCount, configuration: configuration)
    }

    /// A metric's p-values of all features are one family; where every metric decides, all p-values are.
    private static func corrected(_ scores: [FeatureScores], _ configuration: DriftAnalysis.Configuration) -> [FeatureScores] {
        guard let correction = configuration.correction else { return scores }
        let tests = DriftMetric.allCases.filter { metric in
            let isSet = configuration.thresholds[metric]?.basis == .pValue
            return metric.hasTest && (!isSet || configuration.correctsSetLevels)
        }
        var scores = scores
        for family in configuration.decidingMetric == nil ? [tests] : tests.map({ [$0] }) {
            let places = scores.indices.flatMap { feature in
                scores[feature].values.indices.filter { index in
                    let value = scores[feature].values[index]
                    return value.pValue != nil && family.contains(value.metric)
                }.map { (feature, $0) }
            }
            let adjusted = correction.adjusted(places.map { scores[$0.0].values[$0.1].pValue ?? 1 })
            for ((feature, value), p) in zip(places, adjusted) { scores[feature].values[value].pValueAdjusted = p }
        }
        return scores
    }

    private static func status(
        _ features: [FeatureDrift], drifted: Int, configuration: DriftAnalysis.Configuration
    ) -> DriftStatus {
        let judged = features.filter { $0.state == .ok }
        guard !judged.isEmpty else { return features.contains { $0.state == .noReference } ? .noReference : .insufficient }
        let critical = configuration.criticalFeatures.union([
            ReservedFeature.prediction, ReservedFeature.score, ReservedFeature.value,
        ])
        if judged.contains(where: { $0.drifted && $0.severity == .high && critical.contains($0.name) }) { return .critical }
        if drifted > 0 && Double(drifted) >= configuration.criticalShare * Double(judged.count) { return .critical }
        return drifted > 0 ? .warning : .ok
    }
}
