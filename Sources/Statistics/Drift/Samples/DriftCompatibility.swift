/// Another library whose bins, scores and rules are followed: those of Evidently 0.7 or Deepchecks 0.19. Missing values and infinities are
/// left out, as both do.
package enum DriftCompatibility: String, Sendable, CaseIterable {
    /// Sturges' bins over both samples (values and categories themselves up to 20), empty ones at 0.0001; p-values under 0.05 alarm alone;
    /// Jensen–Shannon in nats; χ² of the current counts against the reference's shares.
    case evidently
    /// Kolmogorov–Smirnov's D of numbers, bias-corrected Cramér's V of categories, categories under 1 % of the reference together; both
    /// from 0.2 on. PSI with shares of at least 0.01.
    case deepchecks

    /// What the library uses for a column where nobody chose.
    func metrics(_ reference: FeatureSample, _ current: FeatureSample) -> [DriftMetric] {
        switch self {
        case .deepchecks: return [reference.kind.isNumeric ? .ks : .chi2]
        case .evidently:
            let rows = reference.count - reference.missing - reference.infinities
            return [
                .automatic(for: reference.kind, referenceCount: rows, distinct: reference.distinct(with: current, most: 6))
            ]
        }
    }

    /// The library's own thresholds.
    func thresholds(_ metric: DriftMetric) -> Thresholds {
        switch self {
        case .deepchecks: return Thresholds(warning: 0.2, critical: 0.4, basis: .effect)
        case .evidently:
            if metric.hasTest { return Thresholds(warning: 0.05, critical: 0.05, basis: .pValue) }
            return Thresholds(warning: 0.1, critical: 0.2, basis: .effect)
        }
    }

    /// A score that the library computes in another way than we do; nil for one that is the same.
    func value(_ metric: DriftMetric, _ reference: FeatureSample, _ current: FeatureSample, _ thresholds: Thresholds)
        -> DriftValue?
    {
        func result(_ value: Double, pValue: Double? = nil, effect: Double? = nil, _ n: Int, _ m: Int) -> DriftValue? {
            guard value.isFinite || metric == .chi2 else { return nil }
            return DriftValue(
                metric: metric, state: .ok, value: value, countReference: n, countCurrent: m, errorBound: 0, noise: .none,
                pValue: pValue, effect: effect ?? value, thresholds: thresholds)
        }
        switch (self, metric) {
        case (.evidently, .psi), (.evidently, .kl), (.evidently, .jsDistance):
            guard let bins = EvidentlyBins(reference, current) else { return nil }
            let (n, m) = (bins.totalReference, bins.totalCurrent)
            if metric == .jsDistance {
                return result((Divergence.js(bins.reference, bins.current) * Math.log(2)).squareRoot(), n, m)
            }
            let (p, q) = (EvidentlyBins.filled(bins.reference), EvidentlyBins.filled(bins.current))
            return result(
                metric == .psi ? Divergence.psi(p, q) : Divergence.kl(Divergence.normalized(p), Divergence.normalized(q)), n, m)
        case (.evidently, .chi2):
            let counts = ValueCounts(reference, current)
            guard counts.distinct > 1, let test = counts.goodnessOfFit else { return nil }
            return result(
                test.statistic, pValue: test.pValue, effect: counts.cramersV, counts.totalReference, counts.totalCurrent)
        case (.deepchecks, .chi2):
            let counts = ValueCounts(reference, current).grouped(below: 0.01)
            guard counts.totalReference > 0, counts.totalCurrent > 0 else { return nil }
            let v = counts.correctedCramersV
            return result(v, effect: v, counts.totalReference, counts.totalCurrent)
        case (.deepchecks, .psi):
            guard !reference.kind.isNumeric else { return nil }
            let counts = ValueCounts(reference, current).grouped(below: 0.01)
            let (p, q) = (Divergence.shares(counts.reference), Divergence.shares(counts.current))
            return result(
                Divergence.psi(Divergence.flooredShares(p, floor: 0.01), Divergence.flooredShares(q, floor: 0.01)),
                counts.totalReference, counts.totalCurrent)
        default: return nil
        }
    }
}
