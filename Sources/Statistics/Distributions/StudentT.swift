/// Student's t law, for any positive degrees of freedom; from 0.5 to a million at a relative error of at most 5e-14 + 4·2^−53·κ, κ the
/// condition number: see Distributions.md.
package enum StudentT {
    /// P(T > t), with full relative precision in the upper tail.
    package static func survival(_ t: Double, degrees: Double) -> Double {
        guard !t.isNaN, degrees > 0 else { return .nan }
        if t < 0 { return 1 - survival(-t, degrees: degrees) }
        if t == .infinity { return 0 }
        if t > 1e100 { return farTail(t, degrees) }
        let square = t * t
        let sum = degrees + square
        return 0.5 * BetaFunction.regularized(degrees / 2, 0.5, x: degrees / sum, y: square / sum)
    }

    /// P(T > t) where t² would overflow or ν/t² vanish: the first term of the tail's series, the next is ν/t² of it.
    private static func farTail(_ t: Double, _ degrees: Double) -> Double {
        let ratio = degrees.squareRoot() / t
        guard ratio < 1e-9 else { return Normal.survival(t) }
        let coefficient = GammaFunction.log((degrees + 1) / 2) - GammaFunction.log(degrees / 2) - 0.5 * Math.log(Double.pi)
        return Math.pow(ratio, degrees) * (Math.exp(coefficient) / degrees)
    }

    /// P(|T| > |t|).
    package static func twoSided(_ t: Double, degrees: Double) -> Double {
        // In this order NaN stays NaN.
        let p = 2 * survival(t.magnitude, degrees: degrees)
        return p > 1 ? 1 : p
    }

    /// The t with P(T > t) = p.
    package static func upperQuantile(_ p: Double, degrees: Double) -> Double {
        guard p > 0, p < 1, degrees > 0 else { return p == 0 ? .infinity : p == 1 ? -.infinity : .nan }
        if p > 0.5 { return -upperQuantile(1 - p, degrees: degrees) }
        var top = max(1, 2 * Normal.upperQuantile(p))
        while survival(top, degrees: degrees) > p && top < 1e300 { top *= 4 }
        return Root.find(in: 0...top) { survival($0, degrees: degrees) - p } ?? .nan
    }

    /// P(T ≤ t) of the noncentral law, as a series of incomplete beta functions (Lenth, AS 243).
    package static func noncentralCumulative(_ t: Double, degrees: Double, noncentrality: Double) -> Double {
        if t < 0 { return 1 - noncentralCumulative(-t, degrees: degrees, noncentrality: -noncentrality) }
        let delta = noncentrality
        let base = Normal.cumulative(-delta)
        guard t > 0 else { return t.isNaN ? .nan : base }
        let square = t * t
        let (x, y) = (square / (square + degrees), degrees / (square + degrees))
        let half = delta * delta / 2
        var p = 0.5 * Math.exp(-half)
        var q = (2 / Double.pi).squareRoot() * p * delta
        var sum = 0.0
        for j in 0..<5_000 {
            let (odd, even) = (Double(j) + 0.5, Double(j) + 1)
            sum +=
                p * BetaFunction.regularized(odd, degrees / 2, x: x, y: y)
                + q * BetaFunction.regularized(even, degrees / 2, x: x, y: y)
            p *= half / Double(j + 1)
            q *= half / (Double(j) + 1.5)
            if p < 1e-18 && Double(j) > half { break }
        }
        let probability = base + sum
        // In this order NaN stays NaN.
        return probability < 0 ? 0 : probability > 1 ? 1 : probability
    }
}
