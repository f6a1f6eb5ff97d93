/// The scores of one pair of binned samples.
struct BinnedDrift {
    let reference: BinnedSample
    let current: BinnedSample

    /// nil when there is nothing to compare: a KS without values.
    func value(_ metric: DriftMetric, thresholds: Thresholds) -> DriftValue? {
        switch metric {
        case .psi:
            return result(metric, thresholds, psi, noiseFloor: noiseFloor)
        case .kl:
            let (p, q) = (Divergence.smoothedShares(reference.counts), Divergence.smoothedShares(current.counts))
            return result(metric, thresholds, Divergence.kl(p, q))
        case .ks:
            return kolmogorovSmirnov(thresholds)
        case .chi2:
            return chiSquared(thresholds)
        case .jsDistance, .jsDivergence, .hellinger, .totalVariation, .lInfinity:
            return result(metric, thresholds, distance(metric))
        case .z:
            return proportions(thresholds)
        case .wasserstein, .wassersteinNormed, .cramerVonMises, .andersonDarling, .energy, .mmd:
            return nil
        }
    }

    private var psi: Double {
        Divergence.psi(Divergence.smoothedShares(reference.counts), Divergence.smoothedShares(current.counts))
    }

    private var noiseFloor: Double {
        Double(reference.counts.count - 1) * (1 / Double(reference.count) + 1 / Double(current.count))
    }

    private func distance(_ metric: DriftMetric) -> Double {
        let (p, q) = (Divergence.shares(reference.counts), Divergence.shares(current.counts))
        switch metric {
        case .jsDistance: return Divergence.js(p, q).squareRoot()
        case .jsDivergence: return Divergence.js(p, q)
        case .hellinger: return Divergence.hellinger(p, q)
        case .totalVariation: return Divergence.totalVariation(p, q)
        default: return Divergence.lInfinity(p, q)
        }
    }

    private func kolmogorovSmirnov(_ thresholds: Thresholds) -> DriftValue? {
        let ks = BinnedKolmogorovSmirnov(reference: reference.fine, current: current.fine)
        guard ks.countReference > 0, ks.countCurrent > 0 else { return nil }
        return DriftValue(
            metric: .ks, state: .ok, value: ks.statistic, countReference: ks.countReference, countCurrent: ks.countCurrent,
            errorBound: ks.errorBound, noiseFloor: 0, pValue: ks.pValue, effect: ks.statistic, thresholds: thresholds)
    }

    private func chiSquared(_ thresholds: Thresholds) -> DriftValue? {
        guard let test = ContingencyTable(rows: [reference.counts, current.counts]).chiSquared() else { return nil }
        return DriftValue(
            metric: .chi2, state: .ok, value: test.statistic, countReference: reference.count, countCurrent: current.count,
            errorBound: 0, noiseFloor: 0, pValue: test.pValue, effect: test.cramersV, thresholds: thresholds)
    }

    /// Of the last of two bins that are not empty, among the rows with a value; nil for more or fewer bins.
    private func proportions(_ thresholds: Thresholds) -> DriftValue? {
        let used = (0..<max(0, reference.counts.count - 1)).filter { reference.counts[$0] + current.counts[$0] > 0 }
        guard used.count == 2 else { return nil }
        return Self.proportions(
            reference.counts[used[1]], of: reference.counts[used[0]] + reference.counts[used[1]], current.counts[used[1]],
            of: current.counts[used[0]] + current.counts[used[1]], thresholds)
    }

    /// z, p and |h| of two shares; nil without rows.
    static func proportions(_ a: Int, of n: Int, _ b: Int, of m: Int, _ thresholds: Thresholds) -> DriftValue? {
        guard let p = Proportion(successes: a, trials: n), let q = Proportion(successes: b, trials: m) else { return nil }
        let pair = TwoProportions(p, q)
        let test = pair.zTest()
        let isConstant = test.statistic.isNaN
        return DriftValue(
            metric: .z, state: .ok, value: isConstant ? 0 : test.statistic, countReference: n, countCurrent: m, errorBound: 0,
            noiseFloor: 0, pValue: isConstant ? 1 : test.pValue, effect: pair.cohensH.magnitude, thresholds: thresholds)
    }

    private func result(_ metric: DriftMetric, _ thresholds: Thresholds, _ value: Double, noiseFloor: Double = 0) -> DriftValue {
        DriftValue(
            metric: metric, state: .ok, value: value, countReference: reference.count, countCurrent: current.count,
            errorBound: 0, noiseFloor: noiseFloor, pValue: nil, effect: value, thresholds: thresholds)
    }
}
