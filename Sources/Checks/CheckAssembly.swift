internal import Columnar
internal import Foundation
internal import Reports
internal import Statistics

/// Judges what was compared and writes it down.
struct CheckAssembly {
    let configuration: CheckConfiguration
    let plan: ColumnPlan
    let columns: [ComparedColumn]
    let chunks: RowChunks?

    private var rows: (reference: Int, current: Int) {
        (columns.first?.rowsReference ?? 0, columns.first?.rowsCurrent ?? 0)
    }

    func report(created: Double) -> CheckReport {
        let judge = CheckJudge(configuration, columns.map(\.column))
        let drift = judge.drift(columns.map(\.scores), count: rows.current)
        var (reference, current) = (TableDigest(), TableDigest())
        for column in columns {
            reference.add(column.column.name, form: column.column.form.rawValue, column.digestReference)
            current.add(column.column.name, form: column.column.form.rawValue, column.digestCurrent)
        }
        return CheckReport(
            globalStatus: drift.status.rawValue, driftedFeatures: drift.features.filter(\.drifted).map(\.name.description),
            perFeatureMetrics: judge.scores(drift),
            dataset: judge.dataset(drift, rowsReference: rows.reference, rowsCurrent: rows.current),
            quality: QualityFindings(plan: plan, columns: columns).quality, chunks: judge.chunks(columns, chunks),
            timestamps: CheckReport.Timestamps(created: Instant.text(created)), modelVersion: configuration.modelVersion,
            referenceDataHash: reference.text, productionDataHash: current.text,
            distributions: Dictionary(columns.map { ($0.column.name, $0.distribution) }) { first, _ in first },
            notes: plan.notes + judge.notes(drift))
    }
}

/// Times as RFC 3339, UTC.
enum Instant {
    /// - Parameter seconds: since the Unix epoch; fractions are cut off.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601)
    }

    static func text(nanoseconds: Int64) -> String { text(Double(nanoseconds) / 1e9) }
}
