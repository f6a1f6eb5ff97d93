internal import Reports
internal import Statistics

/// Intervals of a multiclass classifier's metrics: Wilson's for the accuracy, else by bootstrap.
struct MulticlassIntervals {
    let configuration: EvaluationConfiguration
    let metrics: MulticlassMetrics
    let confidence: Double

    func intervals(notes: inout [String]) -> [String: EvaluationReport.Interval] {
        var intervals: [String: EvaluationReport.Interval] = [:]
        let columns = metrics.columns
        let rows = columns.rows
        let ofConfusion = MulticlassMetrics.ofConfusion.filter { metrics.wanted.contains($0.name) }
        let ofProbabilities =
            columns.probabilities == nil
            ? [] : MulticlassMetrics.ofProbabilities.filter { metrics.wanted.contains($0.name) }
        if columns.weights == nil {
            let matrix = metrics.confusion(rows)
            for (name, value) in ofConfusion { intervals[name] = counted(name, matrix, value) }
            guard !ofProbabilities.isEmpty else { return intervals }
        }
        let replicates = RowBootstrap.replicates(configuration, rows: rows.count, budget: 10_000_000)
        if replicates < configuration.resamples {
            notes.append("intervals by bootstrap of \(rows.count) rows rest on \(replicates) resamples")
        }
        let matrices = columns.weights == nil ? [] : ofConfusion
        let names = matrices.map(\.name) + ofProbabilities.map(\.name)
        let own = columns.weights.map { weights in rows.map { weights[$0] } }
        let drawn = Bootstrap(replicates: replicates, seed: configuration.seed).distributions(rows: rows.count, weights: own) {
            weights in
            var matrix = MulticlassConfusion(classes: columns.names.count)
            for (index, row) in rows.enumerated() where !matrices.isEmpty {
                matrix.update(label: Int(columns.labels[row]), predicted: Int(columns.predicted[row]), weight: weights[index])
            }
            let model = ofProbabilities.isEmpty ? nil : metrics.model(rows, weights: weights)
            return matrices.map { $0.value(matrix) }
                + ofProbabilities.map { metric in model.flatMap { metric.value($0, metrics.bins) } ?? .nan }
        }
        for (name, distribution) in zip(names, drawn) {
            let isDistance = ["ece", "mce", "rmsce"].contains(name)
            intervals[name] = distribution?.reported(awayFrom: isDistance ? 0 : nil, confidence: confidence)
        }
        return intervals
    }

    /// Rows of one class and prediction are alike: a resample is a draw of their numbers.
    private func counted(
        _ name: String, _ matrix: MulticlassConfusion, _ value: (MulticlassConfusion) -> Double
    ) -> EvaluationReport.Interval? {
        if name == "accuracy" || name.hasSuffix("_micro") {
            let total = Int(matrix.total)
            return Proportion(successes: Int((matrix.accuracy * matrix.total).rounded()), trials: total).map {
                EvaluationReport.Interval($0.interval(.wilson, confidence: confidence), level: confidence, method: "wilson")
            }
        }
        let classes = matrix.classes
        let bootstrap = Bootstrap(replicates: configuration.resamples, seed: configuration.seed)
        let drawn = bootstrap.distribution(cells: matrix.cells.map { Int($0) }) { cells in
            var matrix = MulticlassConfusion(classes: classes)
            for (place, count) in cells.enumerated() where count > 0 {
                matrix.update(label: place / classes, predicted: place % classes, weight: Double(count))
            }
            return value(matrix)
        }
        return drawn?.reported(confidence: confidence)
    }
}
