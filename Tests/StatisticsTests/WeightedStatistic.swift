import Statistics

/// A measure of weighted rows. A new one is a line in a registry and inherits the tests of `WeightedRowsTests`.
struct WeightedStatistic: Sendable, CustomStringConvertible {
    let name: String
    /// Whether it sees the scores themselves: a missing score then leaves it undefined.
    var readsScores = true
    /// What it is without rows where that is defined; the reason stands in its documentation.
    var whenEmpty: Double?
    /// Whether its input is a matrix, whose weights are checked by what counts it.
    var isOfMatrix = false
    let value: @Sendable (WeightedRows) -> Double?
    var description: String { name }

    static let registry = decisions + orders + losses + calibrations + errors + classes + groups

    private static func confusion(_ rows: WeightedRows) -> BinaryConfusion {
        var confusion = BinaryConfusion()
        for (row, decision) in rows.decisions.enumerated() {
            confusion.update(label: rows.labels[row], predicted: decision, weight: rows.weights[row])
        }
        return confusion
    }

    private static func decision(
        _ name: String, whenEmpty: Double? = nil, _ value: @escaping @Sendable (BinaryConfusion) -> Double
    )
        -> WeightedStatistic
    {
        WeightedStatistic(name: name, readsScores: false, whenEmpty: whenEmpty, isOfMatrix: true) { value(confusion($0)) }
    }

    /// Of yes and no. scikit-learn's MCC is 0 where a row or column of the matrix is empty.
    private static let decisions: [WeightedStatistic] = [
        decision("accuracy") { $0.accuracy }, decision("precision") { $0.precision }, decision("recall") { $0.recall },
        decision("specificity") { $0.specificity }, decision("fpr") { $0.falsePositiveRate },
        decision("fnr") { $0.falseNegativeRate }, decision("npv") { $0.negativePredictiveValue },
        decision("selection rate") { $0.selectionRate }, decision("jaccard") { $0.jaccard }, decision("f1") { $0.fScore() },
        decision("f2") { $0.fScore(beta: 2) }, decision("f½") { $0.fScore(beta: 0.5) },
        decision("mcc", whenEmpty: 0) { $0.matthews }, decision("kappa") { $0.kappa },
        decision("balanced accuracy") { $0.balancedAccuracy },
    ]

    private static func scored(_ rows: WeightedRows) -> ScoredLabels? {
        ScoredLabels(labels: rows.labels, scores: rows.scores, weights: rows.weights)
    }

    private static func gain(_ rows: WeightedRows) -> GainCurve? {
        GainCurve(labels: rows.labels, scores: rows.scores, weights: rows.weights)
    }

    /// Of the order of scores. Average precision without positives is 0, as scikit-learn's.
    private static let orders: [WeightedStatistic] = [
        WeightedStatistic(name: "roc_auc") { scored($0)?.rocAUC },
        WeightedStatistic(name: "average precision", whenEmpty: 0) { scored($0)?.averagePrecision },
        WeightedStatistic(name: "pr trapezoid", whenEmpty: 0) { scored($0)?.precisionRecallTrapezoid },
        WeightedStatistic(name: "ks of scores") { scored($0)?.kolmogorovSmirnov },
        WeightedStatistic(name: "gain") { gain($0)?.gain(share: 0.3) },
        WeightedStatistic(name: "lift") { gain($0)?.lift(share: 0.1) },
        WeightedStatistic(name: "top precision") { gain($0)?.precision(top: 40) },
        WeightedStatistic(name: "top recall") { gain($0)?.recall(top: 40) },
    ]

    /// Of probabilities.
    private static let losses: [WeightedStatistic] = [
        WeightedStatistic(name: "log loss") {
            ProbabilityLoss.logLoss(labels: $0.labels, scores: $0.scores, weights: $0.weights)
        },
        WeightedStatistic(name: "brier") { ProbabilityLoss.brier(labels: $0.labels, scores: $0.scores, weights: $0.weights) },
        WeightedStatistic(name: "calibration slope") {
            Recalibration(labels: $0.labels, scores: $0.scores, weights: $0.weights)?.slope
        },
        WeightedStatistic(name: "calibration intercept") {
            Recalibration(labels: $0.labels, scores: $0.scores, weights: $0.weights)?.intercept
        },
        WeightedStatistic(name: "calibration in the large") {
            Recalibration(labels: $0.labels, scores: $0.scores, weights: $0.weights)?.interceptAtUnitSlope
        },
        WeightedStatistic(name: "calibration fit") {
            CalibrationFit(outcomes: $0.labels, scores: $0.scores, weights: $0.weights).map { $0.slope + $0.intercept }
        },
        WeightedStatistic(name: "isotonic") {
            IsotonicCalibration(scores: $0.scores, labels: $0.labels, weights: $0.weights)?.value(0.42)
        },
        WeightedStatistic(name: "platt") {
            PlattCalibration(scores: $0.scores, labels: $0.labels, weights: $0.weights)?.value(0.42)
        },
        WeightedStatistic(name: "cbpe, f1") {
            BinaryEstimate(probabilities: $0.scores, predicted: $0.decisions, weights: $0.weights)?.confusion.fScore()
        },
        WeightedStatistic(name: "cbpe, roc_auc") {
            BinaryEstimate(probabilities: $0.scores, predicted: $0.decisions, weights: $0.weights)?.rocAUC
        },
        WeightedStatistic(name: "cbpe, average precision", whenEmpty: 0) {
            BinaryEstimate(probabilities: $0.scores, predicted: $0.decisions, weights: $0.weights)?.averagePrecision
        },
    ]

    private static func calibration(_ rows: WeightedRows, _ binning: Calibration.Binning) -> Calibration? {
        Calibration(outcomes: rows.labels, scores: rows.scores, weights: rows.weights, binning: binning)
    }

    private static func parts(_ rows: WeightedRows) -> BrierDecomposition? {
        guard let brier = ProbabilityLoss.brier(labels: rows.labels, scores: rows.scores, weights: rows.weights) else {
            return nil
        }
        return calibration(rows, .widthRightClosed).map { BrierDecomposition($0, brier: brier) }
    }

    private static let calibrations: [WeightedStatistic] = [
        WeightedStatistic(name: "ece") { calibration($0, .widthRightClosed)?.expectedError },
        WeightedStatistic(name: "mce") { calibration($0, .widthLeftClosed)?.maximumError },
        WeightedStatistic(name: "rmsce") { calibration($0, .widthRightClosed)?.rootMeanSquareError },
        WeightedStatistic(name: "reliability") { parts($0)?.reliability },
        WeightedStatistic(name: "resolution") { parts($0)?.resolution },
        WeightedStatistic(name: "uncertainty") { parts($0)?.uncertainty },
        WeightedStatistic(name: "within") { parts($0)?.within },
    ]

    private static func regression(_ rows: WeightedRows) -> Regression? {
        Regression(truth: rows.truth, predicted: rows.scores, weights: rows.weights)
    }

    private static func distribution(_ rows: WeightedRows) -> ErrorDistribution? {
        ErrorDistribution(truth: rows.truth, predicted: rows.scores, weights: rows.weights)
    }

    /// Of a regression.
    private static let errors: [WeightedStatistic] = [
        WeightedStatistic(name: "mae") { regression($0)?.meanAbsoluteError },
        WeightedStatistic(name: "mse") { regression($0)?.meanSquaredError },
        WeightedStatistic(name: "rmse") { regression($0)?.rootMeanSquaredError },
        WeightedStatistic(name: "bias") { regression($0)?.bias }, WeightedStatistic(name: "r2") { regression($0)?.rSquared },
        WeightedStatistic(name: "explained variance") { regression($0)?.explainedVariance },
        WeightedStatistic(name: "median ae") { regression($0)?.medianAbsoluteError },
        WeightedStatistic(name: "max error") { regression($0)?.maximumError },
        WeightedStatistic(name: "mape") { regression($0)?.meanAbsolutePercentageError },
        WeightedStatistic(name: "smape") { regression($0)?.symmetricMeanAbsolutePercentageError },
        WeightedStatistic(name: "msle") { regression($0)?.meanSquaredLogError },
        WeightedStatistic(name: "pinball") { regression($0)?.pinball(alpha: 0.8) },
        WeightedStatistic(name: "error mean") { distribution($0)?.mean },
        WeightedStatistic(name: "error deviation") { distribution($0)?.standardDeviation },
        WeightedStatistic(name: "error quantile") { distribution($0)?.quantile(0.9) },
        WeightedStatistic(name: "error share") { distribution($0)?.share(within: 0.4) },
    ]

    private static func shares(_ rows: WeightedRows) -> ClassProbabilities? {
        ClassProbabilities(labels: rows.classes, probabilities: rows.probabilities, weights: rows.weights)
    }

    /// Of three classes.
    private static let classes: [WeightedStatistic] = [
        WeightedStatistic(name: "classes, accuracy") { shares($0)?.confusion.accuracy },
        WeightedStatistic(name: "classes, macro precision") {
            shares($0)?.confusion.precision.reduce(0, +)
        },
        WeightedStatistic(name: "classes, macro recall") { shares($0)?.confusion.recall.reduce(0, +) },
        WeightedStatistic(name: "classes, macro f1") {
            shares($0).map { $0.confusion.average($0.confusion.f1, weighted: false) }
        },
        WeightedStatistic(name: "classes, weighted f1") {
            shares($0).map { $0.confusion.average($0.confusion.f1, weighted: true) }
        },
        WeightedStatistic(name: "classes, f2") { shares($0)?.confusion.fScore(beta: 2).reduce(0, +) },
        WeightedStatistic(name: "classes, specificity") { shares($0)?.confusion.specificity.reduce(0, +) },
        WeightedStatistic(name: "classes, balanced accuracy") { shares($0)?.confusion.balancedAccuracy },
        WeightedStatistic(name: "classes, mcc") { shares($0)?.confusion.matthews },
        WeightedStatistic(name: "classes, kappa") { shares($0)?.confusion.kappa() },
        WeightedStatistic(name: "classes, quadratic kappa") { shares($0)?.confusion.kappa(quadratic: true) },
        WeightedStatistic(name: "classes, log loss") { shares($0)?.logLoss },
        WeightedStatistic(name: "classes, brier") { shares($0)?.brier },
        WeightedStatistic(name: "classes, top two") { shares($0)?.topAccuracy(2) },
        WeightedStatistic(name: "classes, ece") { shares($0)?.topLabelCalibration()?.expectedError },
        WeightedStatistic(name: "classes, roc_auc ovr") { shares($0)?.rocAUCOneVersusRest(weighted: false) },
        WeightedStatistic(name: "classes, weighted roc_auc ovr") { shares($0)?.rocAUCOneVersusRest(weighted: true) },
        WeightedStatistic(name: "classes, cbpe") {
            MulticlassEstimate(
                probabilities: $0.probabilities, predicted: $0.scores.map { $0 > 0.5 ? 1 : 0 }, weights: $0.weights)?.rocAUC
        },
    ]

    private static func fairness(_ rows: WeightedRows) -> GroupFairness? {
        GroupFairness(labels: rows.labels, predicted: rows.decisions, groups: rows.groups, weights: rows.weights)
    }

    private static func fair(_ name: String, _ value: @escaping @Sendable (GroupFairness) -> Double?) -> WeightedStatistic {
        WeightedStatistic(name: name, readsScores: false) { fairness($0).flatMap(value) }
    }

    /// Of groups.
    private static let groups: [WeightedStatistic] =
        GroupFairness.Rate.allCases.map { rate in fair("groups, \(rate.rawValue)") { $0.difference(rate) } } + [
            fair("groups, parity difference") { $0.demographicParityDifference },
            fair("groups, parity ratio") { $0.demographicParityRatio },
            fair("groups, odds difference") { $0.equalizedOddsDifference },
            fair("groups, mean odds difference") { $0.equalizedOddsMeanDifference },
            fair("groups, odds ratio") { $0.equalizedOddsRatio },
            fair("groups, opportunity ratio") { $0.equalOpportunityRatio },
            fair("groups, to overall") { $0.differenceToOverall(.truePositive) },
            fair("groups, spd") { $0.against(privileged: "a")?.statisticalParityDifference },
            fair("groups, di") { $0.against(privileged: "a")?.disparateImpact },
            fair("groups, aod") { $0.against(privileged: "a")?.averageOddsDifference },
            fair("groups, eod") { $0.against(privileged: "a")?.equalOpportunityDifference },
            area("groups, subgroup auc") { $0.subgroup }, area("groups, bpsn auc") { $0.backgroundPositive },
            area("groups, bnsp auc") { $0.backgroundNegative },
        ]

    private static func area(_ name: String, _ value: @escaping @Sendable (SubgroupAreas) -> Double?) -> WeightedStatistic {
        WeightedStatistic(name: name) { rows in
            SubgroupAreas.all(labels: rows.labels, scores: rows.scores, groups: rows.groups, weights: rows.weights)?["b"]
                .flatMap(value)
        }
    }
}
