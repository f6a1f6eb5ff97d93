/// A mean with Student's interval.
package struct MeanInterval: Sendable, Equatable {
    package let mean: Double
    package let standardError: Double
    /// Rows with a weight above 0.
    package let count: Int
    /// Two-sided, of mean ± t(n−1)·standard error.
    package let interval: ClosedRange<Double>

    /// The mean of values, or their weighted mean with the error of a ratio estimate (Cochran 1977): √(n/(n−1)·Σw²(x−mean)²)/Σw.
    /// Weights are of importance: every row remains one observation. nil for fewer than two rows, unequal lengths, or a value or
    /// weight that is not finite or a weight below 0. Constant values give an interval of no width.
    package init?(_ values: [Double], weights: [Double]? = nil, confidence: Double = 0.95) {
        guard weights.map({ $0.count == values.count }) ?? true, confidence > 0, confidence < 1,
            !values.contains(where: { !$0.isFinite }), weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true
        else { return nil }
        let used = values.indices.filter { weights?[$0] != 0 }
        guard used.count > 1 else { return nil }
        func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
        let total = ExactSum.of(used.lazy.map(weight))
        let center = ExactSum.of(used.lazy.map { weight($0) * values[$0] }) / total
        let squares = ExactSum.of(
            used.lazy.map { row in
                let term = weight(row) * (values[row] - center)
                return term * term
            })
        let n = Double(used.count)
        let error = (squares * n / (n - 1)).squareRoot() / total
        guard center.isFinite, error.isFinite else { return nil }
        mean = center
        standardError = error
        count = used.count
        let margin = StudentT.upperQuantile((1 - confidence) / 2, degrees: n - 1) * error
        interval = (center - margin)...(center + margin)
    }
}

extension Proportion {
    /// Wilson's interval of a weighted share, from Kish's effective number of rows (Σw)²/Σw²; nil unless 0 ≤ share ≤ 1 and that
    /// number is above 0. With equal weights it is `interval(.wilson)`.
    package static func wilson(share: Double, effectiveCount n: Double, confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard share >= 0, share <= 1, n > 0, n.isFinite, confidence > 0, confidence < 1 else { return nil }
        let z = Normal.upperQuantile((1 - confidence) / 2)
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let margin = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, center - margin)...min(1, center + margin)
    }
}
