internal import FileProfiles
internal import Reports
internal import Statistics

/// Turns scores into verdicts by `DatasetDrift`, and verdicts into the report's words.
struct CheckJudge {
    private let configuration: CheckConfiguration
    private let drift: DriftAnalysis.Configuration

    init(_ configuration: CheckConfiguration) {
        self.configuration = configuration
        var drift = configuration.drift
        let roles = configuration.roles
        let outputs = [roles.prediction, roles.score, roles.value].compactMap(\.self)
        drift.criticalFeatures.formUnion(outputs.map { ExactText($0) })
        self.drift = drift
    }

    /// The status of the drift, raised by what is seriously wrong with the data: to WARNING, and to CRITICAL where an output or a
    /// critical feature has vanished or cannot be compared. The notes say why.
    func status(_ dataset: DatasetDrift, _ findings: [CheckReport.Quality.Finding]) -> (status: String, notes: [String]) {
        let serious = findings.filter { $0.severity == "high" }
        let gone = serious.filter { finding in
            ["missing_column", "type_change"].contains(finding.kind)
                && finding.column.map { drift.criticalFeatures.contains(ExactText($0)) } == true
        }
        let isRaised = gone.isEmpty ? dataset.status != .warning && !serious.isEmpty : true
        guard dataset.status != .critical, isRaised else { return (dataset.status.rawValue, []) }
        let status = gone.isEmpty ? DriftStatus.warning.rawValue : DriftStatus.critical.rawValue
        let causes = (gone.isEmpty ? serious : gone).map { "\($0.column ?? "the whole file") (\($0.kind))" }
        let hint = (gone.isEmpty ? serious : gone).contains { $0.kind == "missing_column" } ? hintForMissing : ""
        return (status, ["the status is \(status) because of the data's quality: \(Self.listed(causes))\(hint)"])
    }

    /// The first five, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", and \(names.count - 5) more" : "")
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
        var notes = left.map { metric, features in "\(metric.rawValue) does not apply to \(Self.listed(features))" }
        for metric in DriftMetric.allCases {
            let without = dataset.features.filter { $0.value(metric)?.state == .notApplicable }.map(\.name.description).sorted()
            if !without.isEmpty { notes.append("\(metric.rawValue) has no value for \(Self.listed(without))") }
        }
        let permuted = drift.metrics.filter(\.permutes).map(\.rawValue)
        if !permuted.isEmpty {
            let names = permuted.joined(separator: ", ")
            notes.append(
                "\(names): p-values by permutation of a seeded sample, at most 5,000 values (mmd 500) a side; not of chunks")
        }
        let small = dataset.features.filter { $0.state == .insufficient }.map(\.name.description).sorted()
        if !small.isEmpty {
            notes.append("too few rows with a value to judge (fewer than \(drift.minimumCount)): \(Self.listed(small))")
        }
        return notes
    }

    func score(_ value: DriftValue, deciding: [DriftMetric]) -> CheckReport.Score {
        let isKnown = value.state == .ok
        let isLevel = value.thresholds.basis == .pValue
        let hasEffect = isKnown && value.effect != value.value
        return CheckReport.Score(
            value: isKnown ? value.value : nil, pValue: value.pValue,
            effect: hasEffect ? value.effect : nil, threshold: value.thresholds.warning,
            thresholdCritical: isLevel ? nil : value.thresholds.critical,
            thresholdOf: isLevel
                ? value.pValueAdjusted == nil ? "p_value" : "p_value_adjusted"
                : hasEffect && value.thresholds.basis != .value ? "effect" : "value",
            drifted: value.isDrifted(alpha: drift.alpha),
            severity: value.severity?.rawValue, nReference: value.countReference, nCurrent: value.countCurrent,
            state: value.state.rawValue, errorBound: value.errorBound > 0 ? value.errorBound : nil,
            noiseFloor: isKnown && value.noiseFloor > 0 ? value.noiseFloor : nil,
            noiseLimit: isKnown && value.noiseFloor > 0 ? value.noiseLimit : nil, deciding: deciding.contains(value.metric),
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

private let hintForMissing = "; a label that comes late is named with --label, a column that is not to be compared with --ignore"
