/// Errors of predicted numbers. Weighted means throughout, as scikit-learn's.
package struct Regression: Sendable {
    private let truth: [Double]
    private let predicted: [Double]
    private let weights: [Double]?
    private let totalWeight: Double

    /// nil for no rows, unequal lengths, a value that is not finite, a weight that is negative or not finite, or no weight at all.
    package init?(truth: [Double], predicted: [Double], weights: [Double]? = nil) {
        guard !truth.isEmpty, truth.count == predicted.count, ProbabilityLoss.areWeights(weights, count: truth.count),
            !truth.contains(where: { !$0.isFinite }), !predicted.contains(where: { !$0.isFinite })
        else { return nil }
        if let weights, weights.contains(0) {
            // A row without weight is no row: it has no part in a median or a maximum either.
            let used = truth.indices.filter { weights[$0] > 0 }
            self.truth = used.map { truth[$0] }
            self.predicted = used.map { predicted[$0] }
            self.weights = used.map { weights[$0] }
        } else {
            self.truth = truth
            self.predicted = predicted
            self.weights = weights
        }
        totalWeight = weights.map { ExactSum.of($0) } ?? Double(truth.count)
        guard totalWeight > 0 else { return nil }
    }

    /// Rows with a weight above 0.
    package var count: Int { truth.count }

    package var meanAbsoluteError: Double { mean { ($0 - $1).magnitude } }
    package var meanSquaredError: Double { mean { ($0 - $1) * ($0 - $1) } }
    package var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }
    /// The mean of predicted − true.
    package var bias: Double { mean { $1 - $0 } }
    package var maximumError: Double { zip(truth, predicted).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } }

    /// The mean of |error|/max(|true|, 2.2e-16): not a percentage, huge where the truth is 0.
    package var meanAbsolutePercentageError: Double { mean { ($0 - $1).magnitude / max($0.magnitude, 0x1p-52) } }

    /// The mean of 2|error|/(|true|+|predicted|), 0 where both are 0: 0 to 2.
    package var symmetricMeanAbsolutePercentageError: Double {
        mean { $0 == $1 ? 0 : 2 * ($0 - $1).magnitude / ($0.magnitude + $1.magnitude) }
    }

    /// The mean squared difference of log(1+x); nil when a value is at or below −1.
    package var meanSquaredLogError: Double? {
        guard !truth.contains(where: { $0 <= -1 }), !predicted.contains(where: { $0 <= -1 }) else { return nil }
        return mean { (Math.log1p($0) - Math.log1p($1)) * (Math.log1p($0) - Math.log1p($1)) }
    }

    /// The quantile loss at `alpha`.
    package func pinball(alpha: Double) -> Double { mean { $0 >= $1 ? alpha * ($0 - $1) : (1 - alpha) * ($1 - $0) } }

    /// 1 − SS_error/SS_total; for a constant truth 1 if every prediction is right, else 0 (scikit-learn).
    package var rSquared: Double {
        let center = mean { truth, _ in truth }
        return explained(meanSquaredError, of: mean { truth, _ in (truth - center) * (truth - center) })
    }

    /// As `rSquared`, but a constant bias is forgiven.
    package var explainedVariance: Double {
        let (center, shift) = (mean { truth, _ in truth }, mean { $0 - $1 })
        return explained(
            mean { ($0 - $1 - shift) * ($0 - $1 - shift) }, of: mean { truth, _ in (truth - center) * (truth - center) })
    }

    /// The median of |error|; with weights the mean of the lower and upper weighted median.
    package var medianAbsoluteError: Double {
        let errors = zip(truth, predicted).map { ($0 - $1).magnitude }
        guard let weights else { return Sample.median(errors) ?? .nan }
        let order = errors.indices.sorted { errors[$0] < errors[$1] }
        let half = totalWeight / 2
        var sum = 0.0
        for (position, row) in order.enumerated() {
            sum += weights[row]
            if sum < half { continue }
            if sum > half || position + 1 == order.count { return errors[row] }
            return (errors[row] + errors[order[position + 1]]) / 2
        }
        return errors[order[order.count - 1]]
    }

    private func explained(_ error: Double, of total: Double) -> Double {
        total > 0 ? 1 - error / total : error == 0 ? 1 : 0
    }

    private func mean(_ value: (Double, Double) -> Double) -> Double {
        var sum = ExactSum()
        for row in truth.indices { sum.add((weights?[row] ?? 1) * value(truth[row], predicted[row])) }
        return sum.value / totalWeight
    }
}
