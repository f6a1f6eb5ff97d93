/// Fisher and Snedecor's F law, for degrees of freedom from 0.5 to a million at a relative error of at most 5e-14 + 4·2^−53·κ, κ the condition
/// number: see Distributions.md. Beyond the range of the quotient of degrees and x: the first term of the tail's series.
package enum FisherF {
    /// P(F > x).
    package static func survival(_ x: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard numerator > 0, denominator > 0, !x.isNaN else { return .nan }
        if x <= 0 { return 1 }
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

    /// P(F ≤ x), with full relative precision in the lower tail.
    package static func cumulative(_ x: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard x > 0 else { return survival(x, numerator, denominator).isNaN ? .nan : 0 }
        // 1/F has the degrees the other way round.
        return survival(1 / x, denominator, numerator)
    }

    /// The x with P(F > x) = p.
    package static func upperQuantile(_ p: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard p > 0, p < 1, numerator > 0, denominator > 0 else { return p == 0 ? .infinity : p == 1 ? 0 : .nan }
        var top = 1.0
        while top < 1e300 && survival(top, numerator, denominator) > p { top *= 4 }
        return Root.find(in: 0...top) { survival($0, numerator, denominator) - p } ?? .nan
    }
}
