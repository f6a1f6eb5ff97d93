internal import Columnar
internal import Reports
internal import Statistics

/// `--task binary`: a classifier of two classes by its score, its predicted class, or both.
struct BinaryEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    func report() throws -> EvaluationReport {
        let label = try configuration.required(configuration.label, "label")
        guard configuration.score != nil || configuration.prediction != nil else {
            throw EvaluationError("a binary evaluation needs --score (a probability), --prediction (a class), or both")
        }
        let metrics = try wanted()
        let table = try read(label)
        let (rows, positive) = try makeRows(table, label)
        let dimensions = Slicing.dimensions(configuration, table)
        let groups = Slicing.groups(configuration, table)
        let answers = try evaluate(rows, dimensions + groups, metrics)

        var report = EvaluationReport(task: configuration.task.rawValue, count: rows.count)
        report.notes = table.notes + rows.notes + Slicing.notes(configuration, dimensions, groups)
        func values(_ slice: BinarySlice) -> [String: Double?] {
            Dictionary(uniqueKeysWithValues: metrics.map { ($0.rawValue, $0.value(slice)) })
        }
        report.metrics = values(answers.whole)
        report.slices = dimensions.indices.flatMap { dimension in
            dimensions[dimension].names.enumerated().map { part, name in
                let slice = answers.parts[dimension][part]
                return EvaluationReport.Slice(name, count: slice.rows, values(slice))
            }
        }
        if let losses = answers.whole.losses, !losses.reliability.isEmpty {
            report.reliability = EvaluationReport.ReliabilityBin.bins(losses.reliability)
        }
        if !groups.isEmpty {
            let fairness = BinaryFairness(configuration: configuration, metrics: metrics)
            report.fairness = [:]
            for (index, name) in configuration.groups.enumerated() {
                report.fairness?[name] = try fairness.report(
                    groups[index], answers.parts[dimensions.count + index], weighted: rows.weights != nil, notes: &report.notes)
            }
        }
        if let confidence = configuration.confidence {
            report.intervals = BinaryIntervals(configuration: configuration, confidence: confidence)
                .intervals(metrics, rows: rows, whole: answers.whole, notes: &report.notes)
        }
        let undefined = metrics.filter { report.metrics[$0.rawValue] == .some(nil) }.map(\.rawValue)
        if rows.count == 0 {
            report.notes.append("no row has all that is needed: nothing could be computed")
        } else if !undefined.isEmpty {
            report.notes.append("not defined for this data: \(undefined.joined(separator: ", "))")
        }
        if configuration.score != nil && configuration.prediction == nil {
            report.notes.append("a score of \(configuration.threshold) or more predicts the class '\(positive)'")
        }
        return report
    }

    /// The metrics asked for, in their order; those of scores only where there are scores.
    private func wanted() throws -> [BinaryMetric] {
        let known = BinaryMetric.allCases.filter { configuration.score != nil || !$0.needsScore }
        if configuration.score == nil,
            let metric = configuration.metrics.first(where: { BinaryMetric(rawValue: $0)?.needsScore == true })
        {
            throw EvaluationError("--metrics \(metric): needs --score")
        }
        let names = try configuration.wanted(of: known.map(\.rawValue))
        // A fit takes many passes: only for who asks.
        return known.filter { names.contains($0.rawValue) && ($0.source != .fit || !configuration.metrics.isEmpty) }
    }

    private func read(_ label: String) throws -> EvaluationTable {
        var requests = [ColumnRequest(name: label, form: BinaryLabels.form(try reader.describe(label, isLabel: true)))]
        if let score = configuration.score { requests.append(ColumnRequest(name: score, form: .number)) }
        if let prediction = configuration.prediction {
            requests.append(ColumnRequest(name: prediction, form: BinaryLabels.form(try reader.describe(prediction))))
        }
        requests += try Slicing.requests(configuration, reader)
        return try reader.read(requests, label: label, queries: try Slicing.queries(configuration))
    }

    private func makeRows(_ table: EvaluationTable, _ label: String) throws -> (BinaryRows, positive: String) {
        let labels = try classes(label, configuration.positive, table, isLabel: true)
        let predicted = try configuration.prediction.map { prediction in
            // 1 stands for the positive class, whatever the labels call it.
            let isNumber = BinaryLabels.form(try reader.describe(prediction)) == .number
            let named = isNumber && Double(labels.positive) == nil ? nil : labels.positive
            return try classes(prediction, configuration.positive == nil ? nil : named, table, isLabel: false).values
        }
        let weights = try Slicing.weights(configuration, table, reader)
        let rows = BinaryRows(
            labels: labels.values, predicted: predicted, scores: configuration.score.map { table.number($0) }, weights: weights,
            threshold: configuration.threshold)
        return (rows, labels.positive)
    }

    private func classes(_ name: String, _ positive: String?, _ table: EvaluationTable, isLabel: Bool) throws -> BinaryLabels {
        let column = try reader.describe(name, isLabel: isLabel)
        let place = "\(reader.source(name, isLabel: isLabel)): column '\(name)' (\(column.storedType))"
        if BinaryLabels.form(column) == .number {
            return try BinaryLabels(numbers: table.number(name), positive: positive, place: place)
        }
        return try BinaryLabels(texts: table.category(name), positive: positive, place: place)
    }

    private func evaluate(
        _ rows: BinaryRows, _ dimensions: [SliceDimension], _ metrics: [BinaryMetric]
    ) throws -> (whole: BinarySlice, parts: [[BinarySlice]]) {
        var measures = BinaryPass.Measures(metrics, bins: configuration.bins)
        if configuration.confidence != nil && metrics.contains(.rocAUC) { measures.rankingExtras.insert(.variance) }
        var whole: BinarySlice?
        var parts: [[BinarySlice]] = []
        if metrics.contains(where: \.needsProbability) { try checkProbabilities(rows, metrics) }
        for group in BinaryPass.groups(dimensions) {
            guard let pass = BinaryPass(rows, dimensions: Array(dimensions[group]), measures: measures) else { continue }
            whole = whole ?? pass.slices.first
            var next = 1
            for dimension in dimensions[group] {
                parts.append(Array(pass.slices[next..<next + dimension.names.count]))
                next += dimension.names.count
            }
        }
        return (whole ?? BinarySlice(), parts)
    }

    private func checkProbabilities(_ rows: BinaryRows, _ metrics: [BinaryMetric]) throws {
        guard let scores = rows.scores, let name = configuration.score else { return }
        for row in scores.indices where !(scores[row] >= 0 && scores[row] <= 1) {
            let place = rows.rows.map { Int($0[row]) } ?? row
            let type = try reader.describe(name).storedType
            let asked = metrics.first(where: \.needsProbability)?.rawValue ?? ""
            throw EvaluationError(
                "\(reader.source(name)): column '\(name)' (\(type)): row \(place + 1) lies outside [0, 1], but \(asked) needs "
                    + "probabilities: transform the scores, or ask for what needs none: --metrics roc_auc,pr_auc,ks,…")
        }
    }
}
