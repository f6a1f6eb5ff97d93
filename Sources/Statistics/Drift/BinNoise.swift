/// The noise of scores that add up over bins.
///
/// Without drift every way of dealing the pooled rows out to samples of these sizes is equally likely, so that a bin's count is
/// hypergeometric: of bins with few rows the mean and variance are sums over that law, of others the limits for many rows. Bins hang
/// together by their fixed sum; the covariance of two is taken as the product of their standard deviations and their squared correlation,
/// which is exact for squares of normal deviations and an upper bound for absolute ones.
struct BinNoise {
    /// A score that is a sum over bins.
    enum Sum {
        /// In bits.
        case jensenShannon
        /// Half the sum of the squared differences of roots.
        case hellingerSquared
        case totalVariation
        /// Smoothed by half a row a bin, nats.
        case kullbackLeibler
    }

    /// Bins with fewer rows expected in the smaller sample are summed exactly.
    private static let manyRows = 16.0

    private let totals: [Int]
    private let countReference: Int
    private let countCurrent: Int

    /// Of counts in the same bins.
    init(reference: [Int], current: [Int]) {
        totals = zip(reference, current).map { $0 + $1 }
        countReference = reference.reduce(0, +)
        countCurrent = current.reduce(0, +)
    }

    /// O(bins).
    func noise(of sum: Sum) -> Noise {
        let all = Double(countReference + countCurrent)
        guard countReference > 0, countCurrent > 0 else { return .none }
        var (mean, own, pairs, same) = (0.0, 0.0, 0.0, 0.0)
        for total in totals {
            let part = moments(sum, total)
            mean += part.mean
            own += part.variance
            let odds = Double(total) / max(1, all - Double(total))
            pairs += part.variance.squareRoot() * odds
            same += part.variance * odds * odds
        }
        return Noise(mean: mean, variance: own + pairs * pairs - same)
    }

    /// The largest difference of shares: at its floor every second largest one lies, beyond its limit one in a hundred.
    var largestDifference: Noise {
        let deviations = totals.map { deviationSquared(ofShare: $0).squareRoot() }.filter { $0 > 0 }
        guard let widest = deviations.max() else { return .none }
        func level(_ chance: Double) -> Double {
            var (low, high) = (0.0, 8 * widest)
            for _ in 0..<40 {
                let middle = (low + high) / 2
                var within = 1.0
                for deviation in deviations { within *= 1 - 2 * Normal.survival(middle / deviation) }
                if within < chance { low = middle } else { high = middle }
            }
            return high
        }
        return Noise(floor: level(0.5), limit: level(0.99))
    }

    /// The variance of the difference of a bin's two shares.
    private func deviationSquared(ofShare total: Int) -> Double {
        let all = Double(countReference + countCurrent)
        let share = Double(total) / all
        return share * (1 - share) * Noise.perRow(countReference, countCurrent) * all / max(1, all - 1)
    }

    private func moments(_ sum: Sum, _ total: Int) -> (mean: Double, variance: Double) {
        let all = Double(countReference + countCurrent)
        if Double(total) * Double(min(countReference, countCurrent)) < Self.manyRows * all { return dealt(sum, total) }
        let square = deviationSquared(ofShare: total)
        if sum == .totalVariation { return ((square / (2 * Double.pi)).squareRoot(), square * (1 - 2 / Double.pi) / 4) }
        let curvature =
            switch sum {
            case .jensenShannon: 0.125 / Math.log(2)
            case .hellingerSquared: 0.125
            default: 0.5
            }
        let mean = curvature * square * all / Double(total)
        return (mean, 2 * mean * mean)
    }

    /// Over the hypergeometric law, from its mode to both sides until nothing more comes.
    private func dealt(_ sum: Sum, _ total: Int) -> (mean: Double, variance: Double) {
        let (n, m, t) = (Double(countReference), Double(countCurrent), Double(total))
        let (least, most) = (max(0, total - countReference), min(total, countCurrent))
        let mode = min(most, max(least, Int((t + 1) * (m + 1) / (n + m + 2))))
        var (weight, first, second) = (0.0, 0.0, 0.0)
        func add(_ count: Int, _ chance: Double) {
            let value = term(sum, total - count, count)
            weight += chance
            first += chance * value
            second += chance * value * value
        }
        add(mode, 1)
        var (chance, count) = (1.0, mode)
        while count < most && chance > 1e-10 {
            let c = Double(count)
            chance *= (t - c) * (m - c) / ((c + 1) * (n - t + c + 1))
            count += 1
            add(count, chance)
        }
        (chance, count) = (1, mode)
        while count > least && chance > 1e-10 {
            let c = Double(count)
            chance *= c * (n - t + c) / ((t - c + 1) * (m - c + 1))
            count -= 1
            add(count, chance)
        }
        let mean = first / weight
        return (mean, max(0, second / weight - mean * mean))
    }

    /// What a bin with so many rows on each side adds. The linear part of Kullback–Leibler's, whose sum is 0, is left out.
    private func term(_ sum: Sum, _ a: Int, _ b: Int) -> Double {
        if sum == .kullbackLeibler {
            let half = 0.5 * Double(totals.count)
            let p = (Double(a) + 0.5) / (Double(countReference) + half)
            let q = (Double(b) + 0.5) / (Double(countCurrent) + half)
            return max(0, Divergence.relativeEntropy(p, q) - p + q)
        }
        let (p, q) = (Double(a) / Double(countReference), Double(b) / Double(countCurrent))
        switch sum {
        case .totalVariation: return 0.5 * (p - q).magnitude
        case .hellingerSquared:
            let difference = p.squareRoot() - q.squareRoot()
            return 0.5 * difference * difference
        default:
            let middle = (p + q) / 2
            return max(0, Divergence.relativeEntropy(p, middle) + Divergence.relativeEntropy(q, middle)) / Math.log(2) / 2
        }
    }
}
