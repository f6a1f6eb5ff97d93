internal import Contracts
internal import ProfileStore
internal import Statistics

/// Computes a metric from sums of counters: a pure function of them.
struct MetricEvaluator {
    let metric: Metric
    let feature: ExactText
    /// The feature's type, where it is known.
    let kind: FeatureKind?
    let analysis: DriftAnalysis?

    /// Events on each side below which drift is `insufficient`.
    private static let minimumCount = DriftAnalysis.Configuration().minimumCount

    init(metric: Metric, feature: String, scope: DeploymentScope) {
        self.metric = metric
        self.feature = ExactText(feature)
        kind = scope.kind(of: self.feature)
        analysis = metric.subject == .drift ? scope.reference.map { DriftAnalysis(reference: $0) } : nil
    }

    /// The scores of `Statistics` that the metric is one of.
    var driftMetric: DriftMetric? { metric.subject == .drift ? DriftMetric(name: metric.name) : nil }

    /// Where the metric becomes a warning; nil: it has no such lines.
    var thresholds: Thresholds? { driftMetric.map { .standard(for: $0) } }

    /// The value over a sum; `nanos` is how long the events took to come.
    func value(_ sum: ProfileSum, nanos: Int64) -> MetricValue {
        switch metric.subject {
        case .deployment: MetricValue(deployment(sum, nanos: nanos))
        case .predictedClass: MetricValue(share(sum.profile))
        case .feature: ofFeature(sum.profile)
        case .drift: drift(sum.profile)
        // Counters do not hold quantiles; see `QuantileSeries`.
        case .quantile: MetricValue(.notApplicable, count: sum.profile.events)
        }
    }

    private func deployment(_ sum: ProfileSum, nanos: Int64) -> Answer {
        switch metric.name {
        case "count": return Answer(Double(sum.events), count: Int(sum.events))
        case "event_rate":
            let seconds = Double(nanos) / Double(Timestamp.nanosPerSecond)
            return Answer(seconds > 0 ? Double(sum.events) / seconds : nil, count: Int(sum.events))
        default: return DeploymentMetric(rawValue: metric.name)?.answer(sum.profile) ?? Answer(nil, count: sum.profile.events)
        }
    }

    private func share(_ profile: Profile) -> Answer {
        let all = profile.classes.count
        return Answer(all > 0 ? Double(profile.classes.counts[feature] ?? 0) / Double(all) : nil, count: all)
    }

    private func ofFeature(_ profile: Profile) -> MetricValue {
        let counters = profile.features[feature]
        switch metric.name {
        case "missing_ratio": return MetricValue(Answer(profile.missingRatio(feature), count: profile.events))
        case "type_errors":
            return MetricValue(Answer(profile.events > 0 ? Double(counters?.typeErrors ?? 0) : nil, count: profile.events))
        default:
            guard (counters?.kind ?? kind)?.isNumeric ?? true else {
                return MetricValue(.notApplicable, count: counters?.count ?? 0)
            }
            let moments = counters?.moments
            let value = metric.name == "mean" ? moments?.mean : moments?.standardDeviation
            return MetricValue(Answer(value, count: moments?.count ?? 0))
        }
    }

    private func drift(_ profile: Profile) -> MetricValue {
        guard let driftMetric else { return MetricValue(.notApplicable, count: profile.events) }
        if let value = analysis?.value(driftMetric, of: feature, current: profile) { return MetricValue(value) }
        if let kind, !driftMetric.applies(to: kind) { return MetricValue(.notApplicable, count: profile.events) }
        return MetricValue(profile.events < Self.minimumCount ? .insufficient : .noReference, count: profile.events)
    }
}
