internal import Statistics

/// A metric of a binary classifier, under its name in the report.
enum BinaryMetric: String, CaseIterable {
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case precision, recall, f1
    case specificity
    case negativePredictiveValue = "npv"
    case falsePositiveRate = "false_positive_rate"
    case falseNegativeRate = "false_negative_rate"
    case selectionRate = "selection_rate"
    case prevalence
    case jaccard, mcc
    case kappa = "cohen_kappa"
    case truePositives = "tp"
    case falsePositives = "fp"
    case falseNegatives = "fn"
    case trueNegatives = "tn"
    case rocAUC = "roc_auc"
    case prAUC = "pr_auc"
    case kolmogorovSmirnov = "ks"
    /// Of the tenth of rows with the highest scores.
    case gain = "gain_10"
    case lift = "lift_10"
    case logLoss = "log_loss"
    case brier
    case brierReliability = "brier_reliability"
    case brierResolution = "brier_resolution"
    case brierUncertainty = "brier_uncertainty"
    case ece, mce, rmsce
    case eceAdaptive = "ece_adaptive"
    case calibrationSlope = "calibration_slope"
    case calibrationIntercept = "calibration_intercept"

    /// What a metric is computed from.
    enum Source { case confusion, ranking, equalMass, logLoss, brier, bins, fit }

    var source: Source {
        switch self {
        case .rocAUC, .prAUC, .kolmogorovSmirnov, .gain, .lift: .ranking
        case .eceAdaptive: .equalMass
        case .logLoss: .logLoss
        case .brier: .brier
        case .brierReliability, .brierResolution, .brierUncertainty, .ece, .mce, .rmsce: .bins
        case .calibrationSlope, .calibrationIntercept: .fit
        default: .confusion
        }
    }

    /// Whether scores must be probabilities.
    var needsProbability: Bool { ![.confusion, .ranking].contains(source) }

    /// Whether it is a number of rows rather than a quality.
    var isCount: Bool { [.truePositives, .falsePositives, .falseNegatives, .trueNegatives].contains(self) }

    /// Whether it needs scores at all.
    var needsScore: Bool { source != .confusion }

    /// From the confusion matrix; nil where undefined.
    func value(_ confusion: BinaryConfusion) -> Double? {
        guard confusion.total > 0 else { return nil }
        let value: Double
        switch self {
        case .accuracy: value = confusion.accuracy
        case .balancedAccuracy: value = confusion.balancedAccuracy
        case .precision: value = confusion.precision
        case .recall: value = confusion.recall
        case .f1: value = confusion.fScore()
        case .specificity: value = confusion.specificity
        case .negativePredictiveValue: value = confusion.negativePredictiveValue
        case .falsePositiveRate: value = confusion.falsePositiveRate
        case .falseNegativeRate: value = confusion.falseNegativeRate
        case .selectionRate: value = confusion.selectionRate
        case .prevalence: value = (confusion.truePositives + confusion.falseNegatives) / confusion.total
        case .jaccard: value = confusion.jaccard
        case .mcc: value = confusion.matthews
        case .kappa: value = confusion.kappa
        case .truePositives: value = confusion.truePositives
        case .falsePositives: value = confusion.falsePositives
        case .falseNegatives: value = confusion.falseNegatives
        case .trueNegatives: value = confusion.trueNegatives
        default: return nil
        }
        return value.isFinite ? value : nil
    }

    /// Of what a slice was found to be.
    func value(_ slice: BinarySlice) -> Double? {
        guard slice.rows > 0 else { return nil }
        switch self {
        case .rocAUC: return slice.ranking?.rocAUC
        case .prAUC: return slice.ranking.flatMap { $0.positives > 0 ? $0.averagePrecision : nil }
        case .kolmogorovSmirnov: return slice.ranking?.kolmogorovSmirnov
        case .gain: return slice.ranking?.gainOfTopTenth
        case .lift: return slice.ranking?.gainOfTopTenth.map { $0 * 10 }
        case .calibrationSlope: return slice.fit?.slope
        case .calibrationIntercept: return slice.fit?.intercept
        case .logLoss: return slice.losses?.logLoss
        case .brier: return slice.losses?.brier
        case .ece: return slice.losses?.calibration?.expectedError
        case .mce: return slice.losses?.calibration?.maximumError
        case .rmsce: return slice.losses?.calibration?.rootMeanSquareError
        case .brierReliability: return slice.losses?.calibration?.reliability
        case .brierResolution: return slice.losses?.calibration?.resolution
        case .brierUncertainty: return slice.losses?.calibration?.uncertainty
        case .eceAdaptive: return slice.ranking?.equalMass?.expectedError
        default: return value(slice.confusion)
        }
    }
}

/// What is known of a slice.
struct BinarySlice {
    var rows = 0
    var confusion = BinaryConfusion()
    var ranking: BinaryRanking?
    var losses: BinaryLosses.Slice?
    var fit: CalibrationFit?
}
