/// The binomial law, up to a million trials at a relative error of at most 5e-14 + 4·2^−53·κ, κ the condition number: see Distributions.md.
package enum Binomial {
    /// P(X = k) of n trials.
    package static func mass(_ k: Int, of n: Int, p: Double) -> Double {
        guard k >= 0, k <= n else { return 0 }
        return SaddlePoint.binomial(Double(k), of: Double(n), p: p, q: 1 - p)
    }

    /// P(X ≤ k).
    package static func cumulative(_ k: Int, of n: Int, p: Double) -> Double {
        if k < 0 { return 0 }
        if k >= n { return 1 }
        return BetaFunction.regularized(Double(n - k), Double(k) + 1, x: 1 - p, y: p)
    }

    /// P(X > k).
    package static func survival(_ k: Int, of n: Int, p: Double) -> Double {
        if k < 0 { return 1 }
        if k >= n { return 0 }
        return BetaFunction.regularized(Double(k) + 1, Double(n - k), x: p, y: 1 - p)
    }
}
