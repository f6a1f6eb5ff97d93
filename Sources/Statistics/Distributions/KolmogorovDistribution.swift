/// The limit law of Kolmogorov and Smirnov's √n·D, at a relative error of at most 5e-14 + 4·2^−53·κ, κ the condition number: see
/// Distributions.md.
package enum KolmogorovDistribution {
    /// P(K > x): 2 Σ (−1)^(k−1) exp(−2k²x²), and for small x the theta-function form, each to double precision.
    package static func survival(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 1 }
        if x < 1 { return 1 - cumulativeNearZero(x) }
        var sum = 0.0
        for k in 1...8 {
            let term = Math.exp(-2 * Double(k * k) * x * x)
            sum += k % 2 == 1 ? term : -term
            if term < 1e-18 * sum { break }
        }
        return min(1, 2 * sum)
    }

    /// P(K ≤ x).
    package static func cumulative(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 0 }
        return x < 1 ? cumulativeNearZero(x) : 1 - survival(x)
    }

    /// The x with P(K > x) = p.
    package static func upperQuantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? .infinity : p == 1 ? 0 : .nan }
        return Root.find(in: 0...30) { survival($0) - p } ?? .nan
    }

    private static func cumulativeNearZero(_ x: Double) -> Double {
        let factor = -Double.pi * Double.pi / (8 * x * x)
        var sum = 0.0
        for k in stride(from: 1, through: 11, by: 2) { sum += Math.exp(factor * Double(k * k)) }
        return (2 * Double.pi).squareRoot() / x * sum
    }
}
