import Statistics
import Testing

/// Properties that every weighted statistic of labelled rows has. A new statistic is a line in `registry`.
@Suite struct PropertyTests {
    /// Rows of a label, a score or prediction, and a weight.
    struct Rows: Sendable {
        var labels: [Bool] = []
        var scores: [Double] = []
        var weights: [Double] = []

        init(count: Int, seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let score = (random.uniform() * 20).rounded() / 20
                labels.append(random.uniform() < score)
                scores.append(score)
                weights.append(Double(1 + random.below(4)))
            }
        }

        func permuted(seed: UInt64) -> Rows {
            var random = SeededGenerator(seed: seed)
            var order = Array(labels.indices)
            random.shuffle(&order)
            var result = self
            result.labels = order.map { labels[$0] }
            result.scores = order.map { scores[$0] }
            result.weights = order.map { weights[$0] }
            return result
        }

        /// Every row as often as its weight says.
        var repeated: Rows {
            var result = self
            result.labels = labels.indices.flatMap { [Bool](repeating: labels[$0], count: Int(weights[$0])) }
            result.scores = labels.indices.flatMap { [Double](repeating: scores[$0], count: Int(weights[$0])) }
            result.weights = [Double](repeating: 1, count: result.labels.count)
            return result
        }
    }

    struct Entry: Sendable, CustomStringConvertible {
        let name: String
        let value: @Sendable (Rows) -> Double?
        var description: String { name }
    }

    private static func confusion(_ rows: Rows) -> BinaryConfusion {
        var confusion = BinaryConfusion()
        for row in rows.labels.indices {
            confusion.update(label: rows.labels[row], predicted: rows.scores[row] >= 0.5, weight: rows.weights[row])
        }
        return confusion
    }

    private static func scored(_ rows: Rows) -> ScoredLabels? {
        ScoredLabels(labels: rows.labels, scores: rows.scores, weights: rows.weights)
    }

    private static func regression(_ rows: Rows) -> Regression? {
        Regression(truth: rows.labels.map { $0 ? 1 : 0 }, predicted: rows.scores, weights: rows.weights)
    }

    private static func calibration(_ rows: Rows, _ binning: Calibration.Binning) -> Calibration? {
        Calibration(outcomes: rows.labels, scores: rows.scores, weights: rows.weights, binning: binning)
    }

    static let registry: [Entry] = [
        Entry(name: "accuracy") { confusion($0).accuracy }, Entry(name: "precision") { confusion($0).precision },
        Entry(name: "recall") { confusion($0).recall }, Entry(name: "f1") { confusion($0).fScore() },
        Entry(name: "mcc") { confusion($0).matthews }, Entry(name: "kappa") { confusion($0).kappa },
        Entry(name: "balanced accuracy") { confusion($0).balancedAccuracy },
        Entry(name: "roc_auc") { scored($0)?.rocAUC }, Entry(name: "average precision") { scored($0)?.averagePrecision },
        Entry(name: "pr trapezoid") { scored($0)?.precisionRecallTrapezoid },
        Entry(name: "ks of scores") { scored($0)?.kolmogorovSmirnov },
        Entry(name: "log loss") { ProbabilityLoss.logLoss(labels: $0.labels, scores: $0.scores, weights: $0.weights) },
        Entry(name: "brier") { ProbabilityLoss.brier(labels: $0.labels, scores: $0.scores, weights: $0.weights) },
        Entry(name: "ece") { calibration($0, .widthRightClosed)?.expectedError },
        Entry(name: "mce") { calibration($0, .widthLeftClosed)?.maximumError },
        Entry(name: "rmsce") { calibration($0, .widthRightClosed)?.rootMeanSquareError },
        Entry(name: "mae") { regression($0)?.meanAbsoluteError }, Entry(name: "mse") { regression($0)?.meanSquaredError },
        Entry(name: "r2") { regression($0)?.rSquared }, Entry(name: "explained variance") { regression($0)?.explainedVariance },
        Entry(name: "median ae") { regression($0)?.medianAbsoluteError },
        Entry(name: "pinball") { regression($0)?.pinball(alpha: 0.8) },
        Entry(name: "smape") { regression($0)?.symmetricMeanAbsolutePercentageError },
        Entry(name: "msle") { regression($0)?.meanSquaredLogError },
        Entry(name: "gain") { GainCurve(labels: $0.labels, scores: $0.scores, weights: $0.weights)?.gain(share: 0.3) },
        Entry(name: "top") { GainCurve(labels: $0.labels, scores: $0.scores, weights: $0.weights)?.precision(top: 40) },
        Entry(name: "calibration slope") {
            Recalibration(labels: $0.labels, scores: $0.scores, weights: $0.weights).map { $0.slope + $0.intercept }
        },
        Entry(name: "resolution") { rows in
            calibration(rows, .widthRightClosed).map { BrierDecomposition($0, brier: 0.1).resolution }
        },
        Entry(name: "isotonic") {
            IsotonicCalibration(scores: $0.scores, labels: $0.labels, weights: $0.weights)?.value(0.42)
        },
        Entry(name: "cbpe") { rows in
            let predicted = rows.scores.map { $0 >= 0.5 }
            let estimate = BinaryEstimate(probabilities: rows.scores, predicted: predicted, weights: rows.weights)
            return estimate.map { $0.confusion.fScore() + ($0.rocAUC ?? .nan) }
        },
        Entry(name: "error quantile") {
            ErrorDistribution(truth: $0.labels.map { $0 ? 1 : 0 }, predicted: $0.scores, weights: $0.weights)?.quantile(0.9)
        },
    ]

    @Test(arguments: registry) func theOrderOfRowsDoesNotMatter(_ entry: Entry) throws {
        let rows = Rows(count: 300, seed: 3)
        let value = try #require(entry.value(rows))
        for seed in 0..<5 { #expect(close(entry.value(rows.permuted(seed: UInt64(seed))), value)) }
    }

    @Test(arguments: registry) func aWeightIsARepetition(_ entry: Entry) throws {
        let rows = Rows(count: 300, seed: 4)
        #expect(close(entry.value(rows), entry.value(rows.repeated), tolerance: 1e-11))
    }

    @Test(arguments: registry) func noRowsGiveNoValue(_ entry: Entry) {
        let value = entry.value(Rows(count: 0, seed: 0))
        #expect(value == nil || value?.isNaN == true || value == 0)
    }
}
