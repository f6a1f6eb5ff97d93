/// The two-sample Cramér–von Mises test: the mean squared difference of the distribution functions. Ties get midranks, infinities are
/// values (scipy's `cramervonmises_2samp` with `method='asymptotic'`).
package struct CramerVonMises: Sendable, Equatable {
    /// Anderson's T (1962), rounded once from integers.
    package let statistic: Double
    package let countReference: Int
    package let countCurrent: Int

    /// nil when a sample has fewer than two values or holds NaN.
    package init?(_ reference: [Double], _ current: [Double]) {
        guard !reference.contains(where: \.isNaN), !current.contains(where: \.isNaN) else { return nil }
        self.init(sorted: Sample.sorted(reference), Sample.sorted(current))
    }

    /// From samples in ascending order without NaN; nil when one has fewer than two values.
    package init?(sorted a: [Double], _ b: [Double]) {
        guard a.count > 1, b.count > 1 else { return nil }
        let (n, m) = (Int128(a.count), Int128(b.count))
        // Four times U = n Σ(rᵢ−i)² + m Σ(sⱼ−j)², in doubled ranks: integers.
        var (i, j, squaresA, squaresB) = (0, 0, Int128(0), Int128(0))
        while i < a.count || j < b.count {
            let x = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
            let (startA, startB) = (i, j)
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
            let doubledRank = startA + startB + i + j + 1
            for place in startA..<i { squaresA += Self.square(doubledRank - 2 * (place + 1)) }
            for place in startB..<j { squaresB += Self.square(doubledRank - 2 * (place + 1)) }
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

    /// √(3·T·(n+m)/(nm)), at most 1: the root mean squared difference of the two distribution functions, in units of that of samples
    /// that do not overlap. Half a standard deviation of shift gives 0.26.
    package var effect: Double {
        let perPair = 1 / Double(countReference) + 1 / Double(countCurrent)
        return min(1, (3 * max(0, statistic) * perPair).squareRoot())
    }
}
