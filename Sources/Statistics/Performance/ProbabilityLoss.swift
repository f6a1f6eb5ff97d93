/// Losses of predicted probabilities of the positive class. Nil for no rows, a probability outside [0, 1], or a weight that is negative or
/// not finite.
package enum ProbabilityLoss {
    /// scikit-learn's clip of probabilities: the spacing of doubles at 1.
    package static let clip = 0x1p-52

    static func isValid(_ labels: Int, _ scores: [Double], _ weights: [Double]?) -> Bool {
        labels > 0 && labels == scores.count && areWeights(weights, count: labels) && !scores.contains { !($0 >= 0 && $0 <= 1) }
    }

    /// Whether there are no weights, or one a row, each finite and not negative.
    static func areWeights(_ weights: [Double]?, count: Int) -> Bool {
        weights.map { $0.count == count && !$0.contains { !($0 >= 0 && $0.isFinite) } } ?? true
    }

    /// −log p of what happened, p clipped.
    @inline(__always)
    static func log(_ score: Double, _ label: Bool) -> Double {
        let p = min(max(score, clip), 1 - clip)
        if label { return -Math.log(p) }
        // log(1 − p) with what the difference loses to rounding, which is much faster than log1p and as accurate.
        let rest = 1 - p
        return -(Math.log(rest) + ((1 - rest) - p) / rest)
    }

    /// The mean of −log p of what happened, in nats.
    package static func logLoss(labels: [Bool], scores: [Double], weights: [Double]? = nil) -> Double? {
        mean(labels, scores, weights) { label, score in
            let p = min(max(score, clip), 1 - clip)
            return label ? -Math.log(p) : -Math.log1p(-p)
        }
    }

    /// Brier's mean squared error of the probability.
    package static func brier(labels: [Bool], scores: [Double], weights: [Double]? = nil) -> Double? {
        mean(labels, scores, weights) { label, score in
            let error = (label ? 1 : 0) - score
            return error * error
        }
    }

    private static func mean(
        _ labels: [Bool], _ scores: [Double], _ weights: [Double]?, _ loss: (Bool, Double) -> Double
    ) -> Double? {
        guard isValid(labels.count, scores, weights) else { return nil }
        var (sum, total) = (ExactSum(), 0.0)
        for row in labels.indices {
            let weight = weights?[row] ?? 1
            sum.add(weight * loss(labels[row], scores[row]))
            total += weight
        }
        return total > 0 ? sum.value / total : nil
    }
}
