/// The scores of one feature between two samples, computed from all their values: exact, where those of profiles have the error
/// of their bins. Scores that are defined on bins (PSI and its like, χ²) are equal to the profiles'.
package struct SampleDrift: Sendable {
    package let bins: SampleBins
    /// Rows in the bins, the missing last.
    package let countsReference: [Int]
    package let countsCurrent: [Int]
    private let reference: FeatureSample
    private let current: FeatureSample

    /// - Parameters:
    ///   - reference: the feature's values before.
    ///   - current: its values now.
    ///   - bins: of the reference.
    package init(reference: FeatureSample, current: FeatureSample, bins: SampleBins) {
        self.reference = reference
        self.current = current
        self.bins = bins
        countsReference = bins.counts(reference)
        countsCurrent = bins.counts(current)
    }

    /// The scores of the metrics, in their order; those that do not apply to the feature are left out. Numbers are compared without the
    /// missing; Wasserstein's and the other distances of values without infinities too.
    package func values(_ metrics: [DriftMetric], configuration: DriftAnalysis.Configuration) -> [DriftValue] {
        var gaps: SampleGaps?
        if case .number(let a) = reference, case .number(let b) = current, !a.values.isEmpty, !b.values.isEmpty,
            metrics.contains(where: { [.ks, .wasserstein, .wassersteinNormed].contains($0) })
        {
            gaps = SampleGaps(a.values, b.values)
        }
        return metrics.compactMap { metric in
            guard metric.applies(to: reference.kind) else { return nil }
            let compatibility = configuration.compatibility
            let thresholds = configuration.thresholds[metric] ?? compatibility?.thresholds(metric) ?? .standard(for: metric)
            func undefined(_ state: ValueState) -> DriftValue {
                .undefined(state, metric, reference: reference.count, current: current.count, thresholds: thresholds)
            }
            guard reference.count >= configuration.minimumCount, current.count >= configuration.minimumCount else {
                return undefined(.insufficient)
            }
            if let value = compatibility?.value(metric, reference, current, thresholds) ?? value(metric, thresholds, gaps) {
                return value
            }
            return metric == .z ? nil : undefined(.insufficient)
        }
    }

    private func value(_ metric: DriftMetric, _ thresholds: Thresholds, _ gaps: SampleGaps?) -> DriftValue? {
        if case .number(let a) = reference, case .number(let b) = current {
            switch metric {
            case .ks: return kolmogorovSmirnov(a, b, thresholds, gaps)
            case .wasserstein, .wassersteinNormed: return wasserstein(metric, a, b, thresholds, gaps)
            case .z: return proportions(a, b, thresholds)
            case .cramerVonMises, .andersonDarling, .energy, .mmd:
                return test(metric, a, b).map { result(metric, $0.statistic, $0.pValue, $0.effect, a, b, thresholds) }
            default: break
            }
        }
        let binned = BinnedDrift(reference: BinnedSample(counts: countsReference), current: BinnedSample(counts: countsCurrent))
        return binned.value(metric, thresholds: thresholds)
    }

    private func kolmogorovSmirnov(
        _ a: SortedSample, _ b: SortedSample, _ thresholds: Thresholds, _ gaps: SampleGaps?
    ) -> DriftValue? {
        guard a.present > 0, b.present > 0 else { return nil }
        let test: KolmogorovSmirnov
        if let gaps, a.infinities + b.infinities == 0 {
            test = KolmogorovSmirnov(
                greater: gaps.greater, less: gaps.less, countReference: a.present, countCurrent: b.present)
        } else {
            test = KolmogorovSmirnov(sorted: a.all, b.all)
        }
        return result(.ks, test.statistic, test.pValue, test.statistic, a, b, thresholds)
    }

    private func wasserstein(
        _ metric: DriftMetric, _ a: SortedSample, _ b: SortedSample, _ thresholds: Thresholds, _ gaps: SampleGaps?
    ) -> DriftValue? {
        guard let gaps, let moments = a.moments else { return nil }
        let normed = gaps.wasserstein / max(moments.variance.squareRoot(), 0.001)
        return result(metric, metric == .wasserstein ? gaps.wasserstein : normed, nil, normed, a, b, thresholds)
    }

    /// The share of the larger of two values.
    private func proportions(_ a: SortedSample, _ b: SortedSample, _ thresholds: Thresholds) -> DriftValue? {
        guard let least = [a.values.first, b.values.first].compactMap(\.self).min(),
            let greatest = [a.values.last, b.values.last].compactMap(\.self).max(), least < greatest,
            a.infinities + b.infinities == 0
        else { return nil }
        func upper(_ sample: SortedSample) -> Int? {
            let values = sample.values
            let below = SortedSearch.lowerBound(values.span, greatest)
            guard below == 0 || values[0] == least && values[below - 1] == least else { return nil }
            return values.count - below
        }
        guard let p = upper(a), let q = upper(b) else { return nil }
        return BinnedDrift.proportions(p, of: a.values.count, q, of: b.values.count, thresholds)
    }

    private func test(_ metric: DriftMetric, _ a: SortedSample, _ b: SortedSample)
        -> (statistic: Double, pValue: Double?, effect: Double)?
    {
        let (x, y) = (a.values, b.values)
        switch metric {
        case .cramerVonMises:
            return CramerVonMises(sorted: x, y).map { ($0.statistic, $0.pValueLimit, $0.effect) }
        case .andersonDarling:
            return AndersonDarling(sorted: [x, y]).flatMap { test in test.effect.map { (test.statistic, test.pValueLimit, $0) } }
        case .energy: return EnergyTest.test(sorted: x, y).map { ($0.statistic, $0.pValue, $0.effect) }
        default: return MaximumMeanDiscrepancy.test(x, y).map { ($0.statistic, $0.pValue, $0.effect) }
        }
    }

    private func result(
        _ metric: DriftMetric, _ value: Double, _ pValue: Double?, _ effect: Double, _ a: SortedSample, _ b: SortedSample,
        _ thresholds: Thresholds
    ) -> DriftValue {
        DriftValue(
            metric: metric, state: .ok, value: value, countReference: a.present, countCurrent: b.present, errorBound: 0,
            noiseFloor: 0, pValue: pValue, effect: effect, thresholds: thresholds)
    }
}

extension DriftAnalysis.Configuration {
    /// The metrics of a column: those asked for; without any those whose thresholds are set, and where none of these applies the one
    /// that suits the column.
    package func metrics(_ reference: FeatureSample, _ current: FeatureSample) -> [DriftMetric] {
        guard metrics.isEmpty else { return metrics }
        let set = DriftMetric.allCases.filter {
            thresholds[$0] != nil && $0.applies(to: reference.kind)
                && ($0 != .z || max(reference.distinct, current.distinct) <= 2)
        }
        guard set.isEmpty else { return set }
        if let compatibility { return compatibility.metrics(reference, current) }
        return [.automatic(for: reference.kind, referenceCount: reference.count, distinct: reference.distinct)]
    }
}
