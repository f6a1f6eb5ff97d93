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

    /// The scores of the metrics, in their order; those that do not apply to the feature's kind, and z of more than two values, are left
    /// out. Metrics of the values themselves leave the missing out, Wasserstein's and the other distances the infinities too: they are
    /// insufficient where fewer rows than the minimum remain.
    package func values(_ metrics: [DriftMetric], configuration: DriftAnalysis.Configuration) -> [DriftValue] {
        var gaps: SampleGaps?
        if case .number(let a) = reference, case .number(let b) = current, !a.values.isEmpty, !b.values.isEmpty,
            metrics.contains(where: { [.ks, .wasserstein, .wassersteinNormed].contains($0) })
        {
            gaps = SampleGaps(a.values, b.values)
        }
        return metrics.compactMap { metric in
            guard metric.applies(to: reference.kind) else { return nil }
            let rows = (rows(metric, reference, configuration), rows(metric, current, configuration))
            let compatibility = configuration.compatibility
            let thresholds = configuration.thresholds[metric] ?? compatibility?.thresholds(metric) ?? .standard(for: metric)
            func undefined(_ state: ValueState) -> DriftValue {
                .undefined(state, metric, reference: rows.0, current: rows.1, thresholds: thresholds)
            }
            guard min(rows.0, rows.1) >= max(1, configuration.minimumCount) else { return undefined(.insufficient) }
            if let value = compatibility?.value(metric, reference, current, thresholds) ?? value(metric, thresholds, gaps) {
                return value
            }
            return metric == .z ? nil : undefined(.notApplicable)
        }
    }

    /// The rows of a side that a metric rests on.
    private func rows(_ metric: DriftMetric, _ sample: FeatureSample, _ configuration: DriftAnalysis.Configuration) -> Int {
        let leavesMissingOut = configuration.compatibility != nil || metric == .z
        switch sample {
        case .number(let sample):
            if metric == .ks { return sample.present }
            return leavesMissingOut || metric.needsValues ? sample.values.count : sample.count
        case .category(let sample): return leavesMissingOut ? sample.present : sample.count
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
        let unit = max(moments.variance.squareRoot(), 0.001)
        let normed = gaps.wasserstein / unit
        guard normed.isFinite else { return nil }
        let noise = WassersteinNoise(a.values, b.values).noise
        let isNormed = metric == .wassersteinNormed
        return DriftValue(
            metric: metric, state: .ok, value: isNormed ? normed : gaps.wasserstein, countReference: a.values.count,
            countCurrent: b.values.count, errorBound: 0, noise: isNormed ? noise.scaled(by: 1 / unit) : noise, pValue: nil,
            effect: normed, thresholds: thresholds)
    }

    /// The share of the larger of two finite values; all of a constant.
    private func proportions(_ a: SortedSample, _ b: SortedSample, _ thresholds: Thresholds) -> DriftValue? {
        guard let least = [a.values.first, b.values.first].compactMap(\.self).min(),
            let greatest = [a.values.last, b.values.last].compactMap(\.self).max()
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
            metric: metric, state: .ok, value: value, countReference: metric == .ks ? a.present : a.values.count,
            countCurrent: metric == .ks ? b.present : b.values.count, errorBound: 0, noise: .none, pValue: pValue, effect: effect,
            thresholds: thresholds)
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
        let hasInfinities = reference.infinities + current.infinities > 0
        return [
            .automatic(
                for: reference.kind, referenceCount: reference.count - reference.missing,
                distinct: hasInfinities ? .max : reference.distinct(with: current, most: Self.mostFewValues + 1))
        ]
    }

    /// Up to so many values make a column of numbers one of categories.
    private static let mostFewValues = 5

    /// The bins in which a column is compared: those of the reference. Where nobody chose the metric and a column of numbers has few
    /// values on both sides together, each has a bin for itself.
    package func bins(_ reference: FeatureSample, _ current: FeatureSample) -> SampleBins {
        if metrics.isEmpty, compatibility == nil, case .number(let a) = reference, case .number(let b) = current,
            a.infinities + b.infinities == 0
        {
            let values = a.values(with: b, most: Self.mostFewValues + 1)
            if values.count <= Self.mostFewValues { return .numeric(Array(values.dropFirst())) }
        }
        return SampleBins(reference: reference)
    }
}
