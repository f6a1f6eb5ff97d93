/// Distances between two discrete distributions over the same bins. Pure functions of counts or shares: the same counts
/// give the same bits wherever they were counted.
package enum Divergence {
    /// Shares smoothed by half a count a bin: (c+½)/(n+½B). Never zero, so logarithms are finite.
    package static func smoothedShares(_ counts: [Int]) -> [Double] {
        let total = Double(counts.reduce(0, +)) + 0.5 * Double(counts.count)
        return counts.map { (Double($0) + 0.5) / total }
    }

    /// Plain shares c/n; all zero without counts.
    package static func shares(_ counts: [Int]) -> [Double] {
        let total = Double(counts.reduce(0, +))
        return counts.map { total > 0 ? Double($0) / total : 0 }
    }

    /// Shares with a floor, not renormalised: max(c/n, floor). With 1e-4, a convention that many tools follow.
    package static func flooredShares(_ shares: [Double], floor: Double = 1e-4) -> [Double] { shares.map { max($0, floor) } }

    /// Shares divided by their sum.
    package static func normalized(_ shares: [Double]) -> [Double] {
        let total = shares.reduce(0, +)
        return shares.map { $0 / total }
    }

    /// Population stability index Σ(p−q)·ln(p/q), in nats. Infinite when a share is zero on one side only.
    package static func psi(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(p, q) where p != q { sum += (p - q) * Math.log(p / q) }
        return sum
    }

    /// Kullback–Leibler divergence Σ p·ln(p/q), in nats; 0·ln 0 is 0, p > 0 with q = 0 is infinite.
    package static func kl(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(p, q) { sum += relativeEntropy(p, q) }
        return sum
    }

    /// p·ln(p/q), by way of log1p where they are close: there the logarithm of the ratio loses digits (scipy's `rel_entr`).
    static func relativeEntropy(_ p: Double, _ q: Double) -> Double {
        guard p > 0 else { return 0 }
        guard q > 0 else { return .infinity }
        let ratio = p / q
        return ratio > 0.5 && ratio < 2 ? p * Math.log1p((p - q) / q) : p * Math.log(ratio)
    }

    /// Jensen–Shannon divergence in bits: 0 to 1. Both arguments must sum to 1.
    package static func js(_ p: [Double], _ q: [Double]) -> Double {
        var (left, right) = (0.0, 0.0)
        for (p, q) in zip(p, q) {
            let middle = (p + q) / 2
            left += relativeEntropy(p, middle)
            right += relativeEntropy(q, middle)
        }
        return max(0, left + right) / Math.log(2) / 2
    }

    /// Hellinger distance √(½ Σ(√p−√q)²): 0 to 1.
    package static func hellinger(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(p, q) {
            let difference = p.squareRoot() - q.squareRoot()
            sum += difference * difference
        }
        return (sum / 2).squareRoot()
    }

    /// Total variation ½ Σ|p−q|: 0 to 1.
    package static func totalVariation(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(p, q) { sum += (p - q).magnitude }
        return sum / 2
    }

    /// The largest |p−q|: 0 to 1.
    package static func lInfinity(_ p: [Double], _ q: [Double]) -> Double {
        var largest = 0.0
        for (p, q) in zip(p, q) { largest = max(largest, (p - q).magnitude) }
        return largest
    }

    /// Shannon's entropy −Σ p·ln p, in nats.
    package static func entropy(_ p: [Double]) -> Double {
        var sum = 0.0
        for p in p where p > 0 { sum -= p * Math.log(p) }
        return sum
    }

    /// The earth mover's distance between shares of bins that stand at 0, 1, 2, …
    package static func wasserstein(_ p: [Double], _ q: [Double]) -> Double {
        var (sum, difference) = (0.0, 0.0)
        for (p, q) in zip(p, q) {
            sum += difference.magnitude
            difference += p - q
        }
        return sum
    }
}
