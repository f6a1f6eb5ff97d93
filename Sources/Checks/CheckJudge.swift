internal import Reports
internal import Statistics

/// Turns scores into verdicts by `DatasetDrift`, and verdicts into the report's words.
struct CheckJudge {
    private let configuration: CheckConfiguration
    private let drift: DriftAnalysis.Configuration

    init(_ configuration: CheckConfiguration, _ columns: [CheckedColumn]) {
        self.configuration = configuration
        var drift = configuration.drift
        for column in columns where column.role.isOutput {
            drift.criticalFeatures.insert(ExactText(column.name))
        }
        self.drift = drift
    }

    func drift(_ scores: [FeatureScores], count: Int) -> DatasetDrift {
        DatasetDrift(scores: scores, count: count, configuration: drift)
    }

    func scores(_ dataset: DatasetDrift) -> [String: [String: CheckReport.Score]] {
        var result: [String: [String: CheckReport.Score]] = [:]
        for feature in dataset.features {
            var scores: [String: CheckReport.Score] = [:]
            for value in feature.values { scores[value.metric.rawValue] = score(value, deciding: feature.deciding) }
            result[feature.name.description] = scores
        }
        return result
    }

    func dataset(_ dataset: DatasetDrift, rowsReference: Int, rowsCurrent: Int) -> CheckReport.Dataset {
        let judged = dataset.features.count { $0.state == .ok }
        return CheckReport.Dataset(
            features: dataset.features.count, drifted: dataset.driftedCount,
            share: judged > 0 ? Double(dataset.driftedCount) / Double(judged) : nil, criticalShare: drift.criticalShare,
            nReference: rowsReference, nCurrent: rowsCurrent, correction: correction, alpha: drift.alpha, metrics: [:],
            importances: nil, groups: nil)
    }

    /// The chunks in the order of time; a chunk is confirmed when enough of the last ones drifted.
    func chunks(_ columns: [ComparedColumn], _ chunks: RowChunks?) -> [CheckReport.Chunk] {
        guard let chunks else { return [] }
        var window = configuration.confirmation.map { ConfirmationWindow(required: $0.required, of: $0.length) }
        return chunks.chunks.enumerated().map { index, chunk in
            let dataset = drift(columns.map { $0.chunks[index] }, count: chunk.rows)
            let isJudged = dataset.features.contains { $0.state == .ok }
            return CheckReport.Chunk(
                start: chunks.isTimed ? Instant.text(nanoseconds: chunk.start) : "row \(chunk.start)",
                end: chunks.isTimed ? Instant.text(nanoseconds: chunk.end) : "row \(chunk.end)", n: chunk.rows,
                status: dataset.status.rawValue, driftedFeatures: dataset.features.filter(\.drifted).map(\.name.description),
                perFeatureMetrics: scores(dataset), confirmed: window?.update(isJudged ? dataset.driftedCount > 0 : nil))
        }
    }

    /// Which metrics were left out where.
    func notes(_ dataset: DatasetDrift) -> [String] {
        var left: [(metric: DriftMetric, features: [String])] = []
        for metric in drift.metrics {
            let without = dataset.features.filter { $0.value(metric) == nil }.map(\.name.description).sorted()
            if !without.isEmpty { left.append((metric, without)) }
        }
        var notes = left.map { metric, features in
            let names =
                features.prefix(5).joined(separator: ", ") + (features.count > 5 ? ", and \(features.count - 5) more" : "")
            return "\(metric.rawValue) does not apply to \(names)"
        }
        let permuted = drift.metrics.filter(\.permutes).map(\.rawValue)
        if !permuted.isEmpty {
            let names = permuted.joined(separator: ", ")
            notes.append(
                "\(names): p-values by permutation of a seeded sample, at most 5,000 values (mmd 500) a side; not of chunks")
        }
        let small = dataset.features.filter { $0.state == .insufficient }.map(\.name.description).sorted()
        if !small.isEmpty {
            let names = small.prefix(5).joined(separator: ", ") + (small.count > 5 ? ", and \(small.count - 5) more" : "")
            notes.append("too few rows to judge (fewer than \(drift.minimumCount)): \(names)")
        }
        return notes
    }

    func score(_ value: DriftValue, deciding: [DriftMetric]) -> CheckReport.Score {
        let isKnown = value.state == .ok
        return CheckReport.Score(
            value: isKnown ? value.value : nil, pValue: value.pValue,
            effect: isKnown && value.effect != value.value ? value.effect : nil, threshold: value.thresholds.warning,
            thresholdCritical: value.thresholds.critical, drifted: value.isDrifted(alpha: drift.alpha),
            severity: value.severity?.rawValue, nReference: value.countReference, nCurrent: value.countCurrent,
            state: value.state.rawValue, errorBound: value.errorBound > 0 ? value.errorBound : nil,
            noiseFloor: isKnown && value.noiseFloor > 0 ? value.noiseFloor : nil, deciding: deciding.contains(value.metric),
            pValueAdjusted: value.pValueAdjusted)
    }

    private var correction: String {
        switch drift.correction {
        case .none: "none"
        case .benjaminiHochberg: "benjamini_hochberg"
        case .benjaminiYekutieli: "benjamini_yekutieli"
        case .some(let other): other.rawValue
        }
    }
}
