/// Compares a current profile with a reference: the drift of each feature and of all together.
///
/// A pure function of integer counts: profiles counted online, in batch and from files in the same bins give equal scores.
package struct DriftAnalysis: Sendable {
    /// What to compute and where to draw the lines.
    package struct Configuration: Sendable {
        /// Scores to compute, in the order of the answer; between samples none stands for `DriftMetric.automatic`.
        package var metrics: [DriftMetric] = [.psi, .ks, .jsDistance]
        /// Fewest events on each side, and fewest with a value for a metric that leaves the missing out; below it the state is
        /// `insufficient`.
        package var minimumCount: Int = 100
        /// Thresholds that differ from `Thresholds.standard`.
        package var thresholds: [DriftMetric: Thresholds] = [:]
        /// The level of the tests, after correction over the features.
        package var alpha: Double = 0.05
        /// How a metric's p-values are corrected over the features; nil: not at all.
        package var correction: MultipleTesting?
        /// Whether the correction also holds for metrics with a level that a user has set.
        package var correctsSetLevels = false
        /// Whose bins and rules to follow between samples; nil: our own.
        package var compatibility: DriftCompatibility?
        /// The metric that decides on a feature. Where it does not apply, the first of `metrics` that does. Metrics with thresholds that a
        /// user has set (`Thresholds.Basis`) decide in its place, each of them. nil: every metric decides, and all their p-values are
        /// corrected as one family.
        package var decidingMetric: DriftMetric? = .psi
        /// The share of drifted features from which on the status is critical.
        package var criticalShare: Double = 0.5
        /// Features that make the status critical when they are at high, besides the prediction and the score.
        package var criticalFeatures: Set<ExactText> = []

        package init() {}
    }

    package let reference: Reference
    package let configuration: Configuration

    package init(reference: Reference, configuration: Configuration = Configuration()) {
        self.reference = reference
        self.configuration = configuration
    }

    /// The drift of every feature of the reference and the status of the whole, the most drifted features first.
    package func compare(_ current: Profile) -> DatasetDrift {
        DatasetDrift(scores: scores(current), count: current.events, configuration: configuration)
    }

    /// The scores of every feature of the reference, in its order and not yet judged.
    package func scores(_ current: Profile) -> [FeatureScores] { reference.features.map { feature($0, current: current) } }

    /// One score of one feature; nil when the reference has no such feature.
    package func value(_ metric: DriftMetric, of feature: ExactText, current: Profile) -> DriftValue? {
        guard let schema = reference.feature(feature) else { return nil }
        return value(metric, schema: schema, current: current)
    }

    private func feature(_ schema: FeatureSchema, current: Profile) -> FeatureScores {
        var values: [DriftValue] = []
        for metric in configuration.metrics {
            let value = value(metric, schema: schema, current: current)
            if value.state != .notApplicable { values.append(value) }
        }
        return FeatureScores(
            name: schema.name, kind: schema.kind, values: values,
            missingRatio: current.missingRatio(schema.name) ?? 0,
            missingRatioReference: reference.profile.missingRatio(schema.name) ?? 0,
            typeErrors: current.features[schema.name]?.typeErrors ?? 0)
    }

    private func value(_ metric: DriftMetric, schema: FeatureSchema, current: Profile) -> DriftValue {
        let thresholds = configuration.thresholds[metric] ?? .standard(for: metric)
        let p = BinnedSample(schema: schema, profile: reference.profile)
        let q = BinnedSample(schema: schema, profile: current)
        func undefined(_ state: ValueState) -> DriftValue {
            .undefined(state, metric, reference: p.rows(metric), current: q.rows(metric), thresholds: thresholds)
        }
        guard metric.applies(to: schema.kind), !metric.needsValues else { return undefined(.notApplicable) }
        guard current.fingerprint == reference.fingerprint else { return undefined(.noReference) }
        guard min(p.rows(metric), q.rows(metric)) >= max(1, configuration.minimumCount) else { return undefined(.insufficient) }
        return BinnedDrift(reference: p, current: q).value(metric, thresholds: thresholds) ?? undefined(.notApplicable)
    }
}
