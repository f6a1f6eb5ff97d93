internal import Reports
internal import Statistics

/// What is said of a classifier of several classes.
struct MulticlassMetrics {
    let columns: MulticlassColumns
    let wanted: Set<String>
    let bins: Int

    /// From the confusion matrix alone.
    static let ofConfusion: [(name: String, value: @Sendable (MulticlassConfusion) -> Double)] = {
        var metrics: [(String, @Sendable (MulticlassConfusion) -> Double)] = [
            ("accuracy", \.accuracy), ("balanced_accuracy", \.balancedAccuracy), ("mcc", \.matthews),
            ("cohen_kappa", { $0.kappa() }),
        ]
        let rates: [(String, @Sendable (MulticlassConfusion) -> [Double])] = [
            ("precision", \.precision), ("recall", \.recall), ("f1", \.f1),
        ]
        for (name, rate) in rates {
            metrics.append((name + "_macro", { $0.average(rate($0), weighted: false) }))
            metrics.append((name + "_micro", \.accuracy))
            metrics.append((name + "_weighted", { $0.average(rate($0), weighted: true) }))
        }
        return metrics
    }()

    /// From the probabilities.
    static let ofProbabilities: [(name: String, value: @Sendable (ClassProbabilities, Int) -> Double?)] = [
        ("log_loss", { model, _ in model.logLoss }), ("brier", { model, _ in model.brier }),
        ("roc_auc_ovr_macro", { model, _ in model.rocAUCOneVersusRest(weighted: false) }),
        ("roc_auc_ovr_weighted", { model, _ in model.rocAUCOneVersusRest(weighted: true) }),
        ("roc_auc_ovo_macro", { model, _ in model.rocAUCOneVersusOne(weighted: false) }),
        ("roc_auc_ovo_weighted", { model, _ in model.rocAUCOneVersusOne(weighted: true) }),
        ("top_2_accuracy", { model, _ in model.classes > 2 ? model.topAccuracy(2) : nil }),
        ("top_3_accuracy", { model, _ in model.classes > 3 ? model.topAccuracy(3) : nil }),
        ("ece", { $0.topLabelCalibration(bins: $1)?.expectedError }),
        ("mce", { $0.topLabelCalibration(bins: $1)?.maximumError }),
        ("rmsce", { $0.topLabelCalibration(bins: $1)?.rootMeanSquareError }),
    ]

    static func names(hasProbabilities: Bool) -> [String] {
        ofConfusion.map(\.name) + (hasProbabilities ? ofProbabilities.map(\.name) : [])
    }

    func values(_ rows: [Int]) -> [String: Double?] {
        var values: [String: Double?] = [:]
        let matrix = confusion(rows)
        for (name, value) in Self.ofConfusion where wanted.contains(name) {
            values[name] = .some(rows.isEmpty ? nil : Self.defined(value(matrix)))
        }
        let ofProbabilities = Self.ofProbabilities.filter { wanted.contains($0.name) }
        guard columns.probabilities != nil, !ofProbabilities.isEmpty else { return values }
        let model = model(rows)
        for (name, value) in ofProbabilities { values[name] = .some(model.flatMap { value($0, bins) }.flatMap(Self.defined)) }
        return values
    }

    func confusion(_ rows: [Int]) -> MulticlassConfusion {
        var confusion = MulticlassConfusion(classes: columns.names.count)
        for row in rows {
            confusion.update(
                label: Int(columns.labels[row]), predicted: Int(columns.predicted[row]), weight: columns.weights?[row] ?? 1)
        }
        return confusion
    }

    /// nil without rows.
    func model(_ rows: [Int], weights: [Double]? = nil) -> ClassProbabilities? {
        guard let probabilities = columns.probabilities else { return nil }
        return ClassProbabilities(
            labels: rows.map { Int(columns.labels[$0]) }, probabilities: rows.map { row in probabilities.map { $0[row] } },
            weights: weights ?? columns.weights.map { weights in rows.map { weights[$0] } })
    }

    /// Of each class against all others.
    func perClass(_ confusion: MulticlassConfusion) -> [String: [String: Double?]] {
        let (precision, recall, f1, support) = (confusion.precision, confusion.recall, confusion.f1, confusion.support)
        var values: [String: [String: Double?]] = [:]
        for (index, name) in columns.names.enumerated() {
            values[name] = ["precision": precision[index], "recall": recall[index], "f1": f1[index], "support": support[index]]
        }
        return values
    }

    /// Of the most probable class.
    func reliability(_ rows: [Int]) -> [EvaluationReport.ReliabilityBin]? {
        guard let probabilities = columns.probabilities else { return nil }
        let top = rows.map { row in probabilities.map { $0[row] }.max() ?? 0 }
        let packed = rows.map { row -> UInt16 in
            let best = probabilities.indices.reduce(0) { probabilities[$1][row] > probabilities[$0][row] ? $1 : $0 }
            return BinaryRow.pack(cell: 0, predicted: true, label: best == Int(columns.labels[row]))
        }
        let losses = BinaryLosses(
            scores: top, packed: packed, weights: columns.weights.map { weights in rows.map { weights[$0] } }, cells: .whole,
            measures: .calibration, bins: bins)
        return (losses?.slices.first?.reliability).map { EvaluationReport.ReliabilityBin.bins($0) }
    }

    private static func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension EvaluationReport.ReliabilityBin {
    /// Equal-width bins of [0, 1].
    static func bins(_ bins: [Calibration.Bin]) -> [EvaluationReport.ReliabilityBin] {
        let width = 1 / Double(bins.count)
        return bins.enumerated().map { index, bin in
            let upper = index + 1 == bins.count ? 1 : Double(index + 1) * width
            return EvaluationReport.ReliabilityBin(
                Double(index) * width...upper, count: bin.count, confidence: bin.weight > 0 ? bin.meanScore : nil,
                accuracy: bin.weight > 0 ? bin.meanOutcome : nil)
        }
    }
}
