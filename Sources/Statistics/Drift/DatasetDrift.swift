/// The drift of one feature.
package struct FeatureDrift: Sendable, Equatable {
    package let name: ExactText
    package let kind: FeatureKind
    /// In the order asked for; metrics that do not apply to the kind are left out.
    package let values: [DriftValue]
    /// Of the deciding metric; nil when it is not defined.
    package let severity: Severity?
    package let drifted: Bool
    /// Whether the deciding metric has a value.
    package let state: ValueState
    /// Shares of events without a value, 0 to 1.
    package let missingRatio: Double
    package let missingRatioReference: Double
    package let typeErrors: Int
    /// The deciding effect, by which features are ordered.
    let effect: Double

    init(
        name: ExactText, kind: FeatureKind, values: [DriftValue], deciding: DriftValue?, alpha: Double, missingRatio: Double,
        missingRatioReference: Double, typeErrors: Int
    ) {
        self.name = name
        self.kind = kind
        self.values = values
        severity = deciding?.severity
        drifted = deciding?.isDrifted(alpha: alpha) ?? false
        state = deciding?.state ?? .notApplicable
        effect = deciding?.effect ?? 0
        self.missingRatio = missingRatio
        self.missingRatioReference = missingRatioReference
        self.typeErrors = typeErrors
    }

    /// One of the scores.
    package func value(_ metric: DriftMetric) -> DriftValue? { values.first { $0.metric == metric } }
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

    init(features: [FeatureDrift], count: Int, configuration: DriftAnalysis.Configuration) {
        self.features = features.sorted { ($1.effect, $0.name) < ($0.effect, $1.name) }
        self.count = count
        driftedCount = features.count { $0.drifted }
        status = Self.status(features, drifted: driftedCount, configuration: configuration)
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
