/// An interval for a mean that holds at every look, however often one looks: the normal mixture of Howard et al. (2021), known as GAVI.
package struct ConfidenceSequence: Sendable, Equatable {
    /// 1 − confidence.
    package let alpha: Double
    /// ρ of the mixture, in observations.
    private let rho: Double

    /// - Parameters:
    ///   - confidence: that the interval holds at all looks together.
    ///   - count: the number of observations at which the interval is narrowest for its kind.
    package init(confidence: Double = 0.95, tunedFor count: Double = 5_000) {
        alpha = min(max(1 - confidence, 1e-12), 1 - 1e-12)
        let size = -2 * Math.log(alpha)
        rho = count / (size + Math.log(1 + size))
    }

    /// Half the width of the interval around the mean of `count` observations; nil without observations.
    package func margin(count: Int, standardDeviation: Double) -> Double? {
        guard count > 0, standardDeviation >= 0 else { return nil }
        let n = Double(count)
        return standardDeviation * ((n + rho) * Math.log((n + rho) / (rho * alpha * alpha))).squareRoot() / n
    }
}

/// Variance reduction by a covariate from before the experiment (Deng et al. 2013).
package enum Cuped {
    /// The values less θ·(covariate − its mean), θ = cov/var: the same mean, a smaller variance. nil for unequal lengths, a
    /// constant covariate, or a value that is not finite.
    package static func adjusted(_ values: [Double], covariate: [Double]) -> [Double]? {
        guard values.count == covariate.count, values.count > 1, let center = Sample.mean(covariate),
            let mean = Sample.mean(values),
            let spread = Sample.variance(covariate), spread > 0, mean.isFinite, center.isFinite
        else { return nil }
        let products = zip(values, covariate).map { ($0 - mean) * ($1 - center) }
        let theta = ExactSum.of(products) / Double(values.count - 1) / spread
        return zip(values, covariate).map { $0 - theta * ($1 - center) }
    }
}
