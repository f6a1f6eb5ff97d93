/// The scores of one pair of binned samples.
struct BinnedDrift {
    let reference: BinnedSample
    let current: BinnedSample

    /// nil when there is nothing to compare: a KS without values.
    func value(_ metric: DriftMetric, thresholds: Thresholds) -> DriftValue? {
        switch metric {
        case .psi:
            let (degrees, perRow) = (Double(reference.counts.count - 1), Noise.perRow(reference.count, current.count))
            return result(metric, thresholds, psi, Noise(chiSquared: degrees, scale: perRow))
        case .kl:
            let (p, q) = (Divergence.smoothedShares(reference.counts), Divergence.smoothedShares(current.counts))
            return result(metric, thresholds, Divergence.kl(p, q), noise.noise(of: .kullbackLeibler))
        case .ks:
            return kolmogorovSmirnov(thresholds)
        case .chi2:
            return chiSquared(thresholds)
        case .jsDistance, .jsDivergence, .hellinger, .totalVariation, .lInfinity:
            return distance(metric, thresholds)
        case .z:
            return proportions(thresholds)
        case .wasserstein, .wassersteinNormed, .cramerVonMises, .andersonDarling, .energy, .mmd:
            return nil
        }
    }

    private var psi: Double {
        Divergence.psi(Divergence.smoothedShares(reference.counts), Divergence.smoothedShares(current.counts))
    }

    private var noise: BinNoise { BinNoise(reference: reference.counts, current: current.counts) }

    private func distance(_ metric: DriftMetric, _ thresholds: Thresholds) -> DriftValue {
        let (p, q) = (Divergence.shares(reference.counts), Divergence.shares(current.counts))
        let (value, noise) =
            switch metric {
            case .jsDistance: (Divergence.js(p, q).squareRoot(), noise.noise(of: .jensenShannon).root)
            case .jsDivergence: (Divergence.js(p, q), noise.noise(of: .jensenShannon))
            case .hellinger: (Divergence.hellinger(p, q), noise.noise(of: .hellingerSquared).root)
            case .totalVariation: (Divergence.totalVariation(p, q), noise.noise(of: .totalVariation))
            default: (Divergence.lInfinity(p, q), noise.largestDifference)
            }
        return result(metric, thresholds, value, noise)
    }

    private func kolmogorovSmirnov(_ thresholds: Thresholds) -> DriftValue? {
        let ks = BinnedKolmogorovSmirnov(reference: reference.fine, current: current.fine)
        guard ks.countReference > 0, ks.countCurrent > 0 else { return nil }
        return DriftValue(
            metric: .ks, state: .ok, value: ks.statistic, countReference: ks.countReference, countCurrent: ks.countCurrent,
            errorBound: ks.errorBound, noise: ks.pValue == nil ? Noise(kolmogorov: ks.countReference, ks.countCurrent) : .none,
            pValue: ks.pValue, effect: ks.statistic, thresholds: thresholds)
    }

    private func chiSquared(_ thresholds: Thresholds) -> DriftValue? {
        guard reference.count > 0, current.count > 0 else { return nil }
        // All in one bin on both sides: nothing differs.
        let test = ContingencyTable(rows: [reference.counts, current.counts]).chiSquared()
        return DriftValue(
            metric: .chi2, state: .ok, value: test?.statistic ?? 0, countReference: reference.count, countCurrent: current.count,
            errorBound: 0, noise: .none, pValue: test?.pValue ?? 1, effect: test?.cramersV ?? 0, thresholds: thresholds)
    }

    /// Of the last of one or two bins that are not empty, among the rows with a value; nil for more bins or none.
    private func proportions(_ thresholds: Thresholds) -> DriftValue? {
        let used = (0..<max(0, reference.counts.count - 1)).filter { reference.counts[$0] + current.counts[$0] > 0 }
        guard let last = used.last, used.count <= 2 else { return nil }
        return Self.proportions(
            reference.counts[last], of: reference.rows(.z), current.counts[last], of: current.rows(.z), thresholds)
    }

    /// z, p and |h| of two shares; nil without rows.
    static func proportions(_ a: Int, of n: Int, _ b: Int, of m: Int, _ thresholds: Thresholds) -> DriftValue? {
        guard let p = Proportion(successes: a, trials: n), let q = Proportion(successes: b, trials: m) else { return nil }
        let pair = TwoProportions(p, q)
        let test = pair.zTest()
        let isConstant = test.statistic.isNaN
        return DriftValue(
            metric: .z, state: .ok, value: isConstant ? 0 : test.statistic, countReference: n, countCurrent: m, errorBound: 0,
            noise: .none, pValue: isConstant ? 1 : test.pValue, effect: pair.cohensH.magnitude, thresholds: thresholds)
    }

    private func result(_ metric: DriftMetric, _ thresholds: Thresholds, _ value: Double, _ noise: Noise) -> DriftValue {
        DriftValue(
            metric: metric, state: .ok, value: value, countReference: reference.count, countCurrent: current.count,
            errorBound: 0, noise: noise, pValue: nil, effect: value, thresholds: thresholds)
    }
}
