/// How a regression's errors (predicted − true) are distributed.
package struct ErrorDistribution: Sendable, Equatable {
    package let count: Int
    /// The bias.
    package let mean: Double
    /// Weighted, over n−1 when there are no weights and over the weights' sum else.
    package let standardDeviation: Double?
    /// Biased, as scipy's default; nil for constant errors. Unweighted.
    package let skewness: Double?
    package let excessKurtosis: Double?
    private let sorted: [Double]
    private let cumulative: [Double]?

    /// nil for no rows, unequal lengths or values that are not finite.
    package init?(truth: [Double], predicted: [Double], weights: [Double]? = nil) {
        guard !truth.isEmpty, truth.count == predicted.count, weights.map({ $0.count == truth.count }) ?? true else { return nil }
        let errors = zip(predicted, truth).map { $0 - $1 }
        guard !errors.contains(where: { !$0.isFinite }), weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true else {
            return nil
        }
        count = errors.count
        skewness = Sample.skewness(errors)
        excessKurtosis = Sample.excessKurtosis(errors)
        guard let weights else {
            mean = Sample.mean(errors) ?? .nan
            standardDeviation = Sample.variance(errors)?.squareRoot()
            sorted = Sample.sorted(errors)
            cumulative = nil
            return
        }
        let total = ExactSum.of(weights)
        guard total > 0 else { return nil }
        let center = ExactSum.of(zip(weights, errors).map { $0 * $1 }) / total
        mean = center
        standardDeviation = (ExactSum.of(zip(weights, errors).map { $0 * ($1 - center) * ($1 - center) }) / total).squareRoot()
        let order = errors.indices.filter { weights[$0] > 0 }.sorted { errors[$0] < errors[$1] }
        sorted = order.map { errors[$0] }
        var sum = 0.0
        cumulative = order.map { row in
            sum += weights[row]
            return sum / total
        }
    }

    /// A quantile of the errors: numpy's linear one, or with weights the least error up to which a share q of the weight lies.
    package func quantile(_ q: Double) -> Double {
        guard let cumulative else { return Quantile.linear(sorted: sorted, at: min(1, max(0, q))) }
        let place = cumulative.firstIndex { $0 >= q * (1 - 1e-12) } ?? sorted.count - 1
        return sorted[place]
    }

    /// The share of rows (by weight) whose error is at most `limit` in magnitude.
    package func share(within limit: Double) -> Double {
        guard let cumulative else { return Double(sorted.count { $0.magnitude <= limit }) / Double(count) }
        var (sum, before) = (0.0, 0.0)
        for (error, through) in zip(sorted, cumulative) {
            if error.magnitude <= limit { sum += through - before }
            before = through
        }
        return sum
    }
}
