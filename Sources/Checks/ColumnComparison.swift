internal import FileProfiles
internal import Reports
internal import Statistics

/// What comparing one column gave.
struct ComparedColumn: Sendable {
    let column: CheckedColumn
    let scores: FeatureScores
    /// Of each chunk, against the whole reference.
    let chunks: [FeatureScores]
    let quality: CheckReport.Quality.Column
    let distribution: CheckReport.Distribution
    let bins: SampleBins
    let digestReference: ValueDigest
    let digestCurrent: ValueDigest
    /// Rows of categories that the reference does not have.
    let newRows: Int
    let rowsReference: Int
    let rowsCurrent: Int
}

/// Compares one column of both sides.
struct ColumnComparison {
    let configuration: DriftAnalysis.Configuration

    /// Takes the rows of both sides away.
    func compare(_ column: CheckedColumn, _ a: inout ReadColumn, _ b: inout ReadColumn) -> ComparedColumn {
        let reference = a.whole.takeSorted()
        let current = b.whole.takeSorted()
        let bins = SampleBins(reference: reference)
        let compared = configuration.bins(reference, current)
        let drift = SampleDrift(reference: reference, current: current, bins: compared)
        let metrics = configuration.metrics(reference, current)
        let chunked = metrics.filter { !$0.permutes }
        let own = a.chunks.indices.map { index in
            SampleDrift(reference: reference, current: a.chunks[index].takeSorted(), bins: compared)
                .values(chunked, configuration: configuration)
        }
        let limits = configuration.withThresholds(from: own)
        let chunks = b.chunks.indices.map { index in
            let sample = b.chunks[index].takeSorted()
            let drift = SampleDrift(reference: reference, current: sample, bins: compared)
            return scores(column, drift.values(chunked, configuration: limits), reference, sample)
        }
        return ComparedColumn(
            column: column, scores: scores(column, drift.values(metrics, configuration: configuration), reference, current),
            chunks: chunks, quality: quality(reference, current), distribution: distribution(drift, reference, current),
            bins: bins, digestReference: a.digest, digestCurrent: b.digest, newRows: newRows(drift),
            rowsReference: reference.count,
            rowsCurrent: current.count)
    }

    private func scores(
        _ column: CheckedColumn, _ values: [DriftValue], _ reference: FeatureSample, _ current: FeatureSample
    ) -> FeatureScores {
        FeatureScores(
            name: ExactText(column.name), kind: reference.kind, values: values, missingRatio: current.missingRatio,
            missingRatioReference: reference.missingRatio)
    }

    private func newRows(_ drift: SampleDrift) -> Int {
        guard case .categorical(let bins) = drift.bins else { return 0 }
        return drift.countsCurrent[bins.newBin]
    }

    private func quality(_ a: FeatureSample, _ b: FeatureSample) -> CheckReport.Quality.Column {
        var quality = CheckReport.Quality.Column(
            type: a.kind.isNumeric ? "numeric" : "categorical", missingReference: a.count > 0 ? a.missingRatio : nil,
            missingCurrent: b.count > 0 ? b.missingRatio : nil, distinctReference: a.distinct, distinctCurrent: b.distinct)
        if case .number(let a) = a, case .number(let b) = b {
            (quality.infiniteReference, quality.infiniteCurrent) = (a.infinities, b.infinities)
            (quality.minimumReference, quality.maximumReference) = (a.values.first, a.values.last)
            (quality.minimumCurrent, quality.maximumCurrent) = (b.values.first, b.values.last)
            (quality.meanReference, quality.meanCurrent) = (a.mean, b.mean)
        }
        return quality
    }

    private func distribution(
        _ drift: SampleDrift, _ a: FeatureSample, _ b: FeatureSample
    ) -> CheckReport.Distribution {
        switch drift.bins {
        case .numeric(let edges):
            var (minimum, maximum): (Double?, Double?)
            if case .number(let a) = a, case .number(let b) = b {
                minimum = [a.values.first, b.values.first].compactMap(\.self).min()
                maximum = [a.values.last, b.values.last].compactMap(\.self).max()
            }
            return CheckReport.Distribution(
                type: "numeric", edges: edges, minimum: minimum, maximum: maximum, labels: nil,
                reference: Divergence.shares(drift.countsReference.dropLast()),
                current: Divergence.shares(drift.countsCurrent.dropLast()))
        case .categorical(let bins):
            return CategoryPicture(bins, drift.countsReference, drift.countsCurrent).distribution
        }
    }
}

extension DriftAnalysis.Configuration {
    /// Thresholds from the scores of the reference's own chunks: warning above their mean + 3 standard deviations, critical above + 6. A
    /// metric with too few of them keeps its thresholds; one whose scores are all alike, such as a constant column's, is not held to less.
    func withThresholds(from chunks: [[DriftValue]]) -> DriftAnalysis.Configuration {
        var configuration = self
        for metric in Set(chunks.flatMap { $0.map(\.metric) }) {
            let effects = chunks.compactMap { $0.first { $0.metric == metric && $0.state == .ok }?.effect }
            guard let limits = ReferenceThresholds(scores: effects, limits: 0 ... .infinity) else { continue }
            let given = configuration.thresholds[metric].flatMap { $0.basis == .effect || $0.basis == .effectAndTest ? $0 : nil }
            let least = given ?? .standard(for: metric)
            let isAlike = limits.standardDeviation <= 1e-9 * limits.mean
            let (warning, critical) = (limits.upper, limits.upper + 3 * limits.standardDeviation)
            configuration.thresholds[metric] = Thresholds(
                warning: isAlike ? max(warning, least.warning) : warning,
                critical: isAlike ? max(critical, least.critical) : critical, isExclusive: true)
        }
        return configuration
    }
}

/// A category's distribution for a picture: the most frequent twenty, and the rest together.
struct CategoryPicture {
    static let most = 20
    let distribution: CheckReport.Distribution

    /// - Parameters: counts with the missing last.
    init(_ bins: CategoryBins, _ reference: [Int], _ current: [Int]) {
        let known = (0..<bins.categories.count).sorted {
            (reference[$1] + current[$1], $0) < (reference[$0] + current[$0], $1)
        }
        let shown = known.prefix(Self.most).sorted()
        var labels = shown.map { bins.categories[$0].description }
        var (p, q) = (shown.map { reference[$0] }, shown.map { current[$0] })
        let rest = known.dropFirst(Self.most) + [bins.otherBin]
        let others = (rest.reduce(0) { $0 + reference[$1] }, rest.reduce(0) { $0 + current[$1] })
        if others.0 + others.1 > 0 {
            labels.append(ReservedBin.other.description)
            p.append(others.0)
            q.append(others.1)
        }
        if current[bins.newBin] > 0 {
            labels.append(ReservedBin.new.description)
            p.append(reference[bins.newBin])
            q.append(current[bins.newBin])
        }
        distribution = CheckReport.Distribution(
            type: "categorical", edges: nil, labels: labels, reference: Divergence.shares(p), current: Divergence.shares(q))
    }
}
