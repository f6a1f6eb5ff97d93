/// One drift score of one feature, with everything that is needed to judge it.
package struct DriftValue: Sendable, Equatable {
    package let metric: DriftMetric
    package let state: ValueState
    /// 0 unless `state` is ok.
    package let value: Double
    /// Events of the reference and of the current profile that it rests on: missing ones included where they have a bin.
    package let countReference: Int
    package let countCurrent: Int
    /// How far the value from binned counts can lie below the one from the events themselves; 0: exact for its bins.
    package let errorBound: Double
    /// What no drift at all would give, of a score without a p-value; for PSI (B−1)(1/n+1/m) on average.
    package let noise: Noise
    /// Of the null hypothesis of no drift, where the metric has a test and the binning does not distort it.
    package let pValue: Double?
    /// What is compared with the thresholds: the value itself; for `chi2` Cramér's V.
    package let effect: Double
    package let thresholds: Thresholds

    /// The p-value after correction over the features; nil: not corrected.
    package internal(set) var pValueAdjusted: Double? = nil

    package var noiseFloor: Double { noise.floor }
    package var noiseLimit: Double { noise.limit }

    /// By the effect (or by what `thresholds.basis` says); nil unless `state` is ok. Under a level for the p-value: medium below it, and
    /// high where the effect is at its standard critical threshold too.
    package var severity: Severity? {
        guard state == .ok else { return nil }
        switch thresholds.basis {
        case .effectAndTest, .effect: return thresholds.severity(of: effect)
        case .value: return thresholds.severity(of: value)
        case .pValue:
            guard isDrifted() else { return .low }
            return Thresholds.standard(for: metric).severity(of: effect) == .high ? .high : .medium
        }
    }

    /// Whether the effect is at or above the warning threshold (above one from the reference) and chance does not explain it.
    ///
    /// With a p-value: p < alpha. Without one: the value is beyond `noiseLimit`, three standard deviations above the average of no drift.
    /// A threshold that a user has set is obeyed alone.
    package func isDrifted(alpha: Double = 0.05) -> Bool {
        guard state == .ok else { return false }
        switch thresholds.basis {
        case .effect: return effect >= thresholds.warning
        case .value: return value >= thresholds.warning
        case .pValue: return (pValueAdjusted ?? pValue ?? 1) < thresholds.warning
        case .effectAndTest: break
        }
        guard thresholds.severity(of: effect) > .low else { return false }
        if let pValue = pValueAdjusted ?? pValue { return pValue < alpha }
        return value > noise.limit
    }

    /// What is compared with the thresholds in units of the warning threshold.
    var relativeEffect: Double {
        switch thresholds.basis {
        case .effectAndTest, .effect: thresholds.warning > 0 ? effect / thresholds.warning : effect
        case .value: thresholds.warning > 0 ? value / thresholds.warning : value
        case .pValue: effect / Thresholds.standard(for: metric).warning
        }
    }

    static func undefined(
        _ state: ValueState, _ metric: DriftMetric, reference: Int, current: Int, thresholds: Thresholds
    ) -> DriftValue {
        DriftValue(
            metric: metric, state: state, value: 0, countReference: reference, countCurrent: current, errorBound: 0,
            noise: .none, pValue: nil, effect: 0, thresholds: thresholds)
    }
}
