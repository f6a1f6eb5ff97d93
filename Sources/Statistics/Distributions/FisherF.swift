/// Fisher and Snedecor's F law.
package enum FisherF {
    /// P(F > x).
    package static func survival(_ x: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard x > 0, numerator > 0, denominator > 0 else { return x.isNaN || !(numerator > 0 && denominator > 0) ? .nan : 1 }
        guard x.isFinite else { return 0 }
        let scaled = numerator * x
        let sum = scaled + denominator
        // Where the sum overflows or its quotient is subnormal: the first term of the tail's series.
        guard sum < .infinity, denominator / sum > 1e-290 else {
            let half = denominator / 2
            let beta =
                GammaFunction.log(half) + GammaFunction.log(numerator / 2) - GammaFunction.log(half + numerator / 2)
            return Math.pow(denominator / numerator, half) * Math.pow(x, -half) * (Math.exp(-beta) / half)
        }
        return BetaFunction.regularized(denominator / 2, numerator / 2, x: denominator / sum, y: scaled / sum)
    }
}
