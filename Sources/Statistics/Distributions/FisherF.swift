/// Fisher and Snedecor's F law.
package enum FisherF {
    /// P(F > x).
    package static func survival(_ x: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 1 }
        guard x.isFinite else { return 0 }
        let scaled = numerator * x
        let sum = scaled + denominator
        return BetaFunction.regularized(denominator / 2, numerator / 2, x: denominator / sum, y: scaled / sum)
    }
}
