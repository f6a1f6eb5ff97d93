internal import Reports
internal import Statistics

/// Intervals of a binary classifier's metrics: analytic where one is standard, else by bootstrap.
struct BinaryIntervals {
    let configuration: EvaluationConfiguration
    let confidence: Double

    /// - Parameter whole: of all rows, with DeLong's variance where ROC-AUC is wanted.
    func intervals(
        _ metrics: [BinaryMetric], rows: BinaryRows, whole: BinarySlice, notes: inout [String]
    ) -> [String: EvaluationReport.Interval] {
        var intervals: [String: EvaluationReport.Interval] = [:]
        var byRows: [BinaryMetric] = []
        let cells = Bootstrap(replicates: configuration.resamples, seed: configuration.seed)
        for metric in metrics where metric.value(whole) != nil && !metric.isCount {
            if rows.weights != nil {
                byRows.append(metric)
            } else if let interval = analytic(metric, whole) {
                intervals[metric.rawValue] = interval
            } else if metric.source == .confusion {
                let drawn = cells.distribution(cells: whole.confusion.cells) { metric.value(BinaryConfusion(cells: $0)) }
                intervals[metric.rawValue] = drawn?.reported(confidence: confidence)
            } else {
                byRows.append(metric)
            }
        }
        if !byRows.isEmpty {
            let replicates = RowBootstrap.replicates(configuration, rows: rows.count, budget: 200_000_000)
            if replicates < configuration.resamples {
                notes.append("intervals by bootstrap of \(rows.count) rows rest on \(replicates) resamples")
            }
            for (metric, drawn) in zip(byRows, resampled(byRows, rows.sortedByScore(), replicates)) {
                intervals[metric.rawValue] = drawn?.reported(awayFrom: metric.isDistance ? 0 : nil, confidence: confidence)
            }
        }
        return intervals
    }

    private func analytic(_ metric: BinaryMetric, _ whole: BinarySlice) -> EvaluationReport.Interval? {
        let matrix = whole.confusion
        func wilson(_ yes: Double, _ no: Double) -> EvaluationReport.Interval? {
            Proportion(successes: Int(yes), trials: Int(yes + no)).map {
                EvaluationReport.Interval($0.interval(.wilson, confidence: confidence), level: confidence, method: "wilson")
            }
        }
        func student(_ mean: Double?, _ variance: Double?) -> EvaluationReport.Interval? {
            guard let mean, let variance, whole.rows > 1 else { return nil }
            let margin =
                StudentT.upperQuantile((1 - confidence) / 2, degrees: Double(whole.rows - 1))
                * (variance / Double(whole.rows)).squareRoot()
            return EvaluationReport.Interval(mean - margin...mean + margin, level: confidence, method: "student_t")
        }
        let (tp, fp, fn, tn) = (matrix.truePositives, matrix.falsePositives, matrix.falseNegatives, matrix.trueNegatives)
        switch metric {
        case .accuracy: return wilson(tp + tn, fp + fn)
        case .precision: return wilson(tp, fp)
        case .recall: return wilson(tp, fn)
        case .specificity: return wilson(tn, fp)
        case .negativePredictiveValue: return wilson(tn, fn)
        case .falsePositiveRate: return wilson(fp, tn)
        case .falseNegativeRate: return wilson(fn, tp)
        case .selectionRate: return wilson(tp + fp, fn + tn)
        case .prevalence: return wilson(tp + fn, fp + tn)
        case .logLoss: return student(whole.losses?.logLoss, whole.losses?.logLossVariance)
        case .brier: return student(whole.losses?.brier, whole.losses?.brierVariance)
        case .rocAUC:
            guard let area = whole.ranking?.rocAUC, let variance = whole.ranking?.rocAUCVariance, variance > 0 else { return nil }
            let margin = Normal.upperQuantile((1 - confidence) / 2) * variance.squareRoot()
            return EvaluationReport.Interval(max(0, area - margin)...min(1, area + margin), level: confidence, method: "delong")
        default: return nil
        }
    }

    /// Every metric on the same resamples of rows that are sorted once.
    private func resampled(
        _ metrics: [BinaryMetric], _ rows: BinaryRows, _ replicates: Int
    ) -> [BootstrapDistribution?] {
        let measures = BinaryPass.Measures(metrics, bins: configuration.bins)
        let bootstrap = Bootstrap(replicates: replicates, seed: configuration.seed)
        return bootstrap.distributions(rows: rows.count, weights: rows.weights) { weights in
            let pass = BinaryPass(rows.weighted(weights), dimensions: [], measures: measures, isSorted: rows.scores != nil)
            return metrics.map { metric in pass?.slices.first.flatMap { metric.value($0) } ?? .nan }
        }
    }
}

extension BinaryMetric {
    /// Whether chance can only move it away from 0.
    fileprivate var isDistance: Bool {
        switch self {
        case .ece, .eceAdaptive, .mce, .rmsce, .brierReliability, .brierResolution, .kolmogorovSmirnov: true
        default: false
        }
    }
}

extension BootstrapDistribution {
    /// The interval under the name of its method: percentile's, or that of a distance from a bound.
    func reported(awayFrom bound: Double? = nil, confidence: Double) -> EvaluationReport.Interval? {
        guard let bound else {
            return interval(confidence: confidence).map {
                EvaluationReport.Interval($0, level: confidence, method: "bootstrap")
            }
        }
        return interval(awayFrom: bound, confidence: confidence).map {
            EvaluationReport.Interval($0, level: confidence, method: "bootstrap_bounded")
        }
    }
}

/// How many resamples of rows are affordable.
enum RowBootstrap {
    /// As many as asked for while all together look at no more rows than the budget; at least 50.
    static func replicates(_ configuration: EvaluationConfiguration, rows: Int, budget: Int) -> Int {
        min(configuration.resamples, max(50, budget / max(1, rows)))
    }
}
