/// The performance of a binary classifier without labels: confidence-based performance estimation (CBPE, NannyML).
///
/// Where scores are calibrated, a row with probability p that is predicted positive is a true positive with chance p. Summed
/// over rows that is the expected confusion matrix, and every measure is computed from it. It holds as long as the relation of
/// score and outcome is that of the reference: it sees drift of the inputs, not of the concept.
package struct BinaryEstimate: Sendable, Equatable {
    /// Expected, in rows or weight.
    package let confusion: BinaryConfusion
    /// Of the expected ROC curve: each row is a positive of weight p and a negative of weight 1 − p. nil when one class has no
    /// weight.
    package let rocAUC: Double?
    /// Of the expected precision–recall curve, step-wise.
    package let averagePrecision: Double
    package let count: Int

    /// - Parameters:
    ///   - probabilities: calibrated.
    ///   - scores: what the model ranks by; nil for the probabilities.
    /// nil for no rows, unequal lengths, a probability outside [0, 1], or a score that is not finite.
    package init?(probabilities: [Double], predicted: [Bool], scores: [Double]? = nil, weights: [Double]? = nil) {
        let ranks = scores ?? probabilities
        guard ProbabilityLoss.isValid(predicted.count, probabilities, weights), ranks.count == predicted.count else { return nil }
        var expected = BinaryConfusion()
        var likelihoods: [Double] = []
        for row in predicted.indices {
            let weight = weights?[row] ?? 1
            expected.update(label: true, predicted: predicted[row], weight: weight * probabilities[row])
            expected.update(label: false, predicted: predicted[row], weight: weight * (1 - probabilities[row]))
            likelihoods.append(weight * probabilities[row])
        }
        for row in predicted.indices { likelihoods.append((weights?[row] ?? 1) * (1 - probabilities[row])) }
        let n = predicted.count
        guard
            let curve = ScoredLabels(
                labels: [Bool](repeating: true, count: n) + [Bool](repeating: false, count: n), scores: ranks + ranks,
                weights: likelihoods)
        else { return nil }
        confusion = expected
        rocAUC = curve.rocAUC
        averagePrecision = curve.averagePrecision
        count = n
    }

    /// A measure that is a ratio of sums over rows, so that its sampling error follows from a reference with labels.
    package enum Measure: String, Sendable, CaseIterable {
        case accuracy, precision, recall, f1, specificity

        package func value(_ confusion: BinaryConfusion) -> Double {
            switch self {
            case .accuracy: confusion.accuracy
            case .precision: confusion.precision
            case .recall: confusion.recall
            case .f1: confusion.fScore()
            case .specificity: confusion.specificity
            }
        }

        /// What a row adds above and below the line.
        fileprivate func parts(_ label: Bool, _ predicted: Bool) -> (above: Double, below: Double) {
            let both = label && predicted
            switch self {
            case .accuracy: return (label == predicted ? 1 : 0, 1)
            case .precision: return (both ? 1 : 0, predicted ? 1 : 0)
            case .recall: return (both ? 1 : 0, label ? 1 : 0)
            case .f1: return (both ? 2 : 0, (label ? 1 : 0) + (predicted ? 1 : 0))
            case .specificity: return (!label && !predicted ? 1 : 0, label ? 0 : 1)
            }
        }
    }

    /// The standard error that a measure of `count` rows has by the draw of rows alone, from the reference's rows with labels
    /// (delta method for ratios): NannyML's sampling error. nil for fewer than two reference rows or nothing below the line.
    package static func samplingError(_ measure: Measure, labels: [Bool], predicted: [Bool], count: Int) -> Double? {
        guard labels.count == predicted.count, labels.count > 1, count > 0 else { return nil }
        let parts = zip(labels, predicted).map { measure.parts($0, $1) }
        let below = parts.reduce(0) { $0 + $1.below } / Double(parts.count)
        guard below > 0 else { return nil }
        let ratio = parts.reduce(0) { $0 + $1.above } / Double(parts.count) / below
        return Sample.variance(parts.map { $0.above - ratio * $0.below }).map { ($0 / Double(count)).squareRoot() / below }
    }

    /// The same for ROC-AUC: DeLong's variance of the reference, scaled to `count` rows.
    package static func samplingErrorOfArea(labels: [Bool], scores: [Double], count: Int) -> Double? {
        guard count > 0, let area = DeLong(labels: labels, scores: scores) else { return nil }
        return (area.variance * Double(labels.count) / Double(count)).squareRoot()
    }
}
