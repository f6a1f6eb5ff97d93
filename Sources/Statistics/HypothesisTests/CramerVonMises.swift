/// The two-sample Cramér–von Mises test: the mean squared difference of the distribution functions. Infinities are values.
///
/// Statistic and `pValue` are those of scipy's `cramervonmises_2samp` with `method='asymptotic'`, where ties get midranks but the law knows
/// nothing of them: with few distinct values it rejects far too often (a fifth of all equal samples at 5 % with four values).
/// `pValueLimit` and `effect` are right for ties.
package struct CramerVonMises: Sendable, Equatable {
    /// Anderson's T (1962), rounded once from integers.
    package let statistic: Double
    package let countReference: Int
    package let countCurrent: Int
    /// ∫(F−G)²dH between the groups of equal values: without ties T·(n+m)/(nm).
    private let meanSquare: Double
    /// nil where ties are too few to matter.
    private let tied: BridgeLaw?

    /// nil when a sample has fewer than two values or holds NaN.
    package init?(_ reference: [Double], _ current: [Double]) {
        guard !reference.contains(where: \.isNaN), !current.contains(where: \.isNaN) else { return nil }
        self.init(sorted: Sample.sorted(reference), Sample.sorted(current))
    }

    /// From samples in ascending order without NaN; nil when one has fewer than two values.
    package init?(sorted a: [Double], _ b: [Double]) {
        guard a.count > 1, b.count > 1 else { return nil }
        let (n, m) = (Int128(a.count), Int128(b.count))
        let gaps = PooledGaps(sorted: a, b)
        tied = BridgeLaw.cramerVonMises(sizes: gaps.sizes)
        meanSquare = Self.meanSquare(gaps)
        // Four times U = n Σ(rᵢ−i)² + m Σ(sⱼ−j)², in doubled ranks: integers.
        var (i, j, squaresA, squaresB) = (0, 0, Int128(0), Int128(0))
        for (size, first) in zip(gaps.sizes, gaps.firsts) {
            let doubledRank = 2 * (i + j) + Int(size) + 1
            for place in i..<i + Int(first) { squaresA += Self.square(doubledRank - 2 * (place + 1)) }
            for place in j..<j + Int(size - first) { squaresB += Self.square(doubledRank - 2 * (place + 1)) }
            i += Int(first)
            j += Int(size - first)
        }
        let (pairs, fourU) = (n * m, n * squaresA + m * squaresB)
        statistic = Double(3 * fourU - 2 * pairs * (4 * pairs - 1)) / (12 * Double(pairs) * Double(n + m))
        countReference = a.count
        countCurrent = b.count
    }

    private static func square(_ x: Int) -> Int128 { Int128(x * x) }

    /// scipy's asymptotic p-value.
    package var pValue: Double {
        let (n, m) = (Double(countReference), Double(countCurrent))
        let (k, total) = (n * m, n + m)
        let expected = (1 + 1 / total) / 6
        let variance = (total + 1) * (4 * k * total - 3 * (n * n + m * m) - 2 * k) / (45 * total * total * 4 * k)
        let scaled = 1.0 / 6 + (statistic - expected) / (45 * variance).squareRoot()
        return scaled < 0.003 ? 1 : max(0, 1 - CramerVonMisesLaw.cumulative(scaled))
    }

    /// The p-value of the limit law, also for ties.
    package var pValueLimit: Double {
        guard let tied else { return pValue }
        let (n, m) = (Double(countReference), Double(countCurrent))
        return tied.survival(meanSquare * n * m / (n + m) * (1 - 1 / (n + m)))
    }

    /// √(3∫(F−G)²dH), at most 1: the root mean squared difference of the two distribution functions, in units of that of samples that do
    /// not overlap. Half a standard deviation of shift gives 0.26.
    package var effect: Double { min(1, (3 * meanSquare).squareRoot()) }

    /// Each boundary between groups counts by half of the values on both sides: the same for the values' negatives.
    private static func meanSquare(_ gaps: PooledGaps) -> Double {
        let (total, n) = (Double(gaps.count), Double(gaps.countFirst))
        let m = total - n
        var (below, belowFirst, sum) = (0, 0, 0.0)
        for index in gaps.sizes.indices.dropLast() {
            below += Int(gaps.sizes[index])
            belowFirst += Int(gaps.firsts[index])
            let gap = Double(belowFirst) / n - Double(below - belowFirst) / m
            sum += Double(gaps.sizes[index] + gaps.sizes[index + 1]) / 2 * gap * gap
        }
        // Values that all differ count whole at the end too, where the difference is 0.
        return sum / total
    }
}
