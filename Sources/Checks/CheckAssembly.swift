internal import Columnar
internal import FileProfiles
internal import Foundation
internal import Reports
internal import Statistics

/// Judges what was compared and writes it down.
struct CheckAssembly {
    let configuration: CheckConfiguration
    let plan: ColumnPlan
    var columns: [ComparedColumn]
    let chunks: RowChunks?
    /// The reference's, where they set the thresholds.
    var ownChunks: RowChunks?
    var notes: [String] = []
    var groups: [String: [String: CheckReport.Score]]?
    var duplicates: (reference: Int, current: Int)?
    var separation: DomainSeparation?
    /// The first and last times of both sides, where there is a column of times.
    var spans: (reference: TimeSpan?, current: TimeSpan?)

    var rows: (reference: Int, current: Int) {
        (columns.first?.rowsReference ?? 0, columns.first?.rowsCurrent ?? 0)
    }

    func report(created: Double) -> CheckReport {
        let judge = CheckJudge(configuration)
        let drift = judge.drift(columns.map(\.scores), count: rows.current)
        let quality = quality
        let verdict = judge.status(drift, quality.findings)
        var (reference, current) = (TableDigest(), TableDigest())
        for column in columns where column.column.role != .error {
            reference.add(column.column.name, form: column.column.form.rawValue, column.digestReference)
            current.add(column.column.name, form: column.column.form.rawValue, column.digestCurrent)
        }
        return CheckReport(
            globalStatus: verdict.status, driftedFeatures: drift.features.filter(\.drifted).map(\.name.description),
            perFeatureMetrics: judge.scores(drift),
            dataset: dataset(judge, drift), quality: quality, chunks: judge.chunks(columns, chunks),
            timestamps: CheckReport.Timestamps(created: created, reference: spans.reference, production: spans.current),
            modelVersion: configuration.modelVersion,
            referenceDataHash: reference.text, productionDataHash: current.text,
            distributions: Dictionary(columns.map { ($0.column.name, $0.distribution) }) { first, _ in first },
            notes: verdict.notes + plan.notes + notes + judge.notes(drift))
    }

    private var quality: CheckReport.Quality {
        let seen = columns.filter { $0.column.role != .error }.map { column in
            QualityFindings.Column(
                name: column.column.name, quality: column.quality, newRows: column.newRows,
                rowsReference: column.rowsReference, rowsCurrent: column.rowsCurrent)
        }
        var quality = QualityFindings(
            vanished: plan.vanished, added: plan.added, changed: plan.changed, columns: seen, alpha: configuration.drift.alpha
        ).quality
        guard let duplicates else { return quality }
        quality.duplicateRowsReference = duplicates.reference
        quality.duplicateRowsCurrent = duplicates.current
        let shares = (
            Double(duplicates.reference) / Double(max(1, rows.reference)),
            Double(duplicates.current) / Double(max(1, rows.current))
        )
        if shares.1 - shares.0 >= QualityFindings.missingGrowth {
            quality.findings.append(
                CheckReport.Quality.Finding(
                    kind: "duplicates", severity: "medium",
                    message: "\(duplicates.current) rows stand more than once, \(duplicates.reference) in the reference"))
        }
        return quality
    }

    private func dataset(_ judge: CheckJudge, _ drift: DatasetDrift) -> CheckReport.Dataset {
        var dataset = judge.dataset(drift, rowsReference: rows.reference, rowsCurrent: rows.current)
        dataset.groups = groups
        guard let separation else { return dataset }
        let isDrifted = separation.auc > DomainClassifier.standardThreshold && separation.pValue < configuration.drift.alpha
        dataset.metrics[CheckConfiguration.classifierName] = CheckReport.Score(
            value: separation.auc, pValue: separation.pValue, threshold: DomainClassifier.standardThreshold,
            thresholdCritical: Self.criticalArea, drifted: isDrifted,
            severity: separation.auc > Self.criticalArea
                ? "high" : separation.auc > DomainClassifier.standardThreshold ? "medium" : "low",
            nReference: separation.countReference, nCurrent: separation.countCurrent, state: "ok", deciding: false)
        dataset.importances = Dictionary(
            separation.permutationImportances.map { ($0.name.description, $0.share) }
        ) { first, _ in first }
        return dataset
    }

    /// An area from which on the two sides are hardly alike.
    private static let criticalArea = 0.8
}
