internal import Columnar
internal import Reports
internal import Statistics

/// `--task regression`: predicted numbers against what they turned out to be.
struct RegressionEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    private static let metrics: [(name: String, value: @Sendable (Regression) -> Double?)] = [
        ("mae", { $0.meanAbsoluteError }), ("mse", { $0.meanSquaredError }), ("rmse", { $0.rootMeanSquaredError }),
        ("r2", { $0.count > 1 ? $0.rSquared : nil }), ("mape", { $0.meanAbsolutePercentageError }),
        ("smape", { $0.symmetricMeanAbsolutePercentageError }), ("median_ae", { $0.medianAbsoluteError }),
        ("max_error", { $0.maximumError }), ("msle", { $0.meanSquaredLogError }),
        ("explained_variance", { $0.count > 1 ? $0.explainedVariance : nil }), ("bias", { $0.bias }),
        ("pinball_0_1", { $0.pinball(alpha: 0.1) }), ("pinball_0_5", { $0.pinball(alpha: 0.5) }),
        ("pinball_0_9", { $0.pinball(alpha: 0.9) }),
    ]

    /// Of the errors predicted − true.
    private static let distribution: [(name: String, value: @Sendable ([Double]) -> Double?)] = [
        ("error_sd", { Sample.variance($0)?.squareRoot() }), ("error_p05", { Quantile.linear(sorted: $0, at: 0.05) }),
        ("error_p25", { Quantile.linear(sorted: $0, at: 0.25) }), ("error_p50", { Quantile.linear(sorted: $0, at: 0.5) }),
        ("error_p75", { Quantile.linear(sorted: $0, at: 0.75) }), ("error_p95", { Quantile.linear(sorted: $0, at: 0.95) }),
    ]

    private struct Columns {
        let truth: [Double]
        let predicted: [Double]
        let weights: [Double]?

        func regression(_ rows: [Int]) -> Regression? {
            Regression(
                truth: rows.map { truth[$0] }, predicted: rows.map { predicted[$0] },
                weights: weights.map { weights in rows.map { weights[$0] } })
        }
    }

    func report() throws -> EvaluationReport {
        let label = try configuration.required(configuration.label, "label")
        let prediction = try configuration.required(configuration.prediction ?? configuration.score, "prediction")
        let wanted = try configuration.wanted(of: Self.metrics.map(\.name) + Self.distribution.map(\.name))
        let table = try reader.read(
            [ColumnRequest(name: label, form: .number), ColumnRequest(name: prediction, form: .number)]
                + Slicing.requests(configuration, reader), label: label, queries: Slicing.queries(configuration))
        let columns = Columns(
            truth: table.number(label), predicted: table.number(prediction),
            weights: try Slicing.weights(configuration, table, reader))
        var notes = table.notes
        let rows = kept(columns, &notes)
        let dimensions = Slicing.dimensions(configuration, table)

        var report = EvaluationReport(task: configuration.task.rawValue, count: rows.count)
        report.metrics = values(columns, rows, wanted)
        report.slices = RowSlices(dimensions: dimensions, rows: rows).slices { ($0.count, values(columns, $0, wanted)) }
        report.notes = notes + Slicing.notes(configuration, dimensions, [])
        if columns.weights != nil, Self.distribution.contains(where: { wanted.contains($0.name) }) {
            report.notes.append("error_sd and error_p… are of the rows without their weights")
        }
        if let confidence = configuration.confidence, rows.count > 1 {
            report.intervals = intervals(columns, rows, wanted, confidence, &report.notes)
        }
        report.noteUndefined()
        return report
    }

    private func kept(_ columns: Columns, _ notes: inout [String]) -> [Int] {
        var counts = (label: 0, prediction: 0, infinite: 0, weight: 0)
        let rows = columns.truth.indices.filter { row in
            let (truth, predicted) = (columns.truth[row], columns.predicted[row])
            if truth.isNaN {
                counts.label += 1
            } else if predicted.isNaN {
                counts.prediction += 1
            } else if !truth.isFinite || !predicted.isFinite {
                counts.infinite += 1
            } else if let weight = columns.weights?[row], !weight.isFinite {
                counts.weight += 1
            } else {
                return true
            }
            return false
        }
        let all = columns.truth.count
        notes.note(counts.label, of: all, "have no label")
        notes.note(counts.prediction, of: all, "have no prediction")
        notes.note(counts.infinite, of: all, "have an infinite label or prediction")
        notes.note(counts.weight, of: all, "have no finite weight")
        return rows
    }

    private func values(_ columns: Columns, _ rows: [Int], _ wanted: Set<String>) -> [String: Double?] {
        let regression = columns.regression(rows)
        var values: [String: Double?] = [:]
        for (name, value) in Self.metrics where wanted.contains(name) {
            values[name] = .some(regression.flatMap(value).flatMap { $0.isFinite ? $0 : nil })
        }
        let ofErrors = Self.distribution.filter { wanted.contains($0.name) }
        guard !ofErrors.isEmpty else { return values }
        let errors = Sample.sorted(rows.map { columns.predicted[$0] - columns.truth[$0] })
        for (name, value) in ofErrors { values[name] = .some(errors.isEmpty ? nil : value(errors)) }
        return values
    }

    /// Student's for means, bootstrap for the others.
    private func intervals(
        _ columns: Columns, _ rows: [Int], _ wanted: Set<String>, _ confidence: Double, _ notes: inout [String]
    ) -> [String: EvaluationReport.Interval] {
        var intervals: [String: EvaluationReport.Interval] = [:]
        let means: [(name: String, value: (Double) -> Double)] = [
            ("mae", { $0.magnitude }), ("mse", { $0 * $0 }), ("bias", { $0 }),
        ]
        let weights = columns.weights.map { weights in rows.map { weights[$0] } }
        for (name, value) in means where wanted.contains(name) {
            let mean = MeanInterval(
                rows.map { value(columns.predicted[$0] - columns.truth[$0]) }, weights: weights, confidence: confidence)
            intervals[name] = mean.map { EvaluationReport.Interval($0.interval, level: confidence, method: "student_t") }
        }
        let others = Self.metrics.filter { metric in
            wanted.contains(metric.name) && !means.contains { $0.name == metric.name } && metric.name != "max_error"
        }
        guard !others.isEmpty else { return intervals }
        let replicates = RowBootstrap.replicates(configuration, rows: rows.count, budget: 20_000_000)
        if replicates < configuration.resamples {
            notes.append("intervals by bootstrap of \(rows.count) rows rest on \(replicates) resamples")
        }
        let (truth, predicted) = (rows.map { columns.truth[$0] }, rows.map { columns.predicted[$0] })
        let drawn = Bootstrap(replicates: replicates, seed: configuration.seed)
            .distributions(rows: rows.count, weights: weights) { weights in
                let regression = Regression(truth: truth, predicted: predicted, weights: weights)
                return others.map { metric in regression.flatMap(metric.value) ?? .nan }
            }
        for (metric, distribution) in zip(others, drawn) {
            intervals[metric.name] = distribution?.reported(confidence: confidence)
        }
        return intervals
    }
}
