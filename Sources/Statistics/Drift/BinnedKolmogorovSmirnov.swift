/// Kolmogorov–Smirnov's D from binned counts.
package struct BinnedKolmogorovSmirnov: Sendable, Equatable {
    /// The largest difference of the distribution functions at the bins' edges: D itself or a little less.
    package let statistic: Double
    /// D lies within [statistic, statistic + errorBound]. At most the largest share of a bin.
    package let errorBound: Double
    package let countReference: Int
    package let countCurrent: Int

    /// - Parameters: counts in the same bins in ascending order; missing values left out.
    package init(reference: [Int], current: [Int]) {
        countReference = reference.reduce(0, +)
        countCurrent = current.reduce(0, +)
        let (n, m) = (Double(max(1, countReference)), Double(max(1, countCurrent)))
        var (below, belowCurrent) = (0.0, 0.0)
        var (seen, seenCurrent) = (0, 0)
        var (statistic, upper) = (0.0, 0.0)
        for (a, b) in zip(reference, current) {
            seen += a
            seenCurrent += b
            let (above, aboveCurrent) = (Double(seen) / n, Double(seenCurrent) / m)
            statistic = max(statistic, (above - aboveCurrent).magnitude)
            upper = max(upper, above - belowCurrent, aboveCurrent - below)
            (below, belowCurrent) = (above, aboveCurrent)
        }
        self.statistic = statistic
        errorBound = max(0, upper - statistic)
    }

    /// The asymptotic p-value of D, given only where the binning's error is under a tenth of the sampling error √((n+m)/(nm)).
    package var pValue: Double? {
        guard countReference > 0, countCurrent > 0 else { return nil }
        let (n, m) = (Double(countReference), Double(countCurrent))
        guard errorBound < 0.1 * ((n + m) / (n * m)).squareRoot() else { return nil }
        return KolmogorovDistribution.survival(statistic * (n * m / (n + m)).squareRoot())
    }
}
