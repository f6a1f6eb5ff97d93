/// A table of counts with two classifications: which sample, which bin.
package struct ContingencyTable: Sendable {
    /// Rows of equal length without negative counts.
    package let rows: [[Int]]

    package init(rows: [[Int]]) { self.rows = rows }

    /// A test of independence: statistic, degrees of freedom, p-value of the χ² limit, Cramér's V.
    package struct Test: Sendable, Equatable {
        package let statistic: Double
        package let degrees: Int
        package let pValue: Double
        /// √(χ²/(N·min(r−1, c−1))): 0 to 1, without Yates' correction.
        package let cramersV: Double
    }

    /// Pearson's χ² (scipy's `chi2_contingency`); Yates' correction on request, used with one degree of freedom only. Empty rows and columns are left out; nil when fewer than two
    /// of either remain.
    package func chiSquared(yates: Bool = false) -> Test? {
        test { observed, expected, degrees in
            var difference = observed - expected
            if yates && degrees == 1 { difference -= difference.sign == .minus ? max(-0.5, difference) : min(0.5, difference) }
            return difference * difference / expected
        }
    }

    /// The likelihood-ratio test G = 2 Σ O·ln(O/E), without Yates' correction.
    package func likelihoodRatio() -> Test? {
        test { observed, expected, _ in observed > 0 ? 2 * observed * Math.log(observed / expected) : 0 }
    }

    private func test(_ contribution: (Double, Double, Int) -> Double) -> Test? {
        let rowTotals = rows.map { Double($0.reduce(0, +)) }
        let width = rows.first?.count ?? 0
        let columnTotals = (0..<width).map { column in Double(rows.reduce(0) { $0 + $1[column] }) }
        let total = rowTotals.reduce(0, +)
        let (height, breadth) = (rowTotals.count { $0 > 0 }, columnTotals.count { $0 > 0 })
        guard height > 1, breadth > 1 else { return nil }
        let degrees = (height - 1) * (breadth - 1)
        var (statistic, pearson) = (0.0, 0.0)
        for (row, rowTotal) in zip(rows, rowTotals) where rowTotal > 0 {
            for (count, columnTotal) in zip(row, columnTotals) where columnTotal > 0 {
                let expected = rowTotal * columnTotal / total
                statistic += contribution(Double(count), expected, degrees)
                pearson += (Double(count) - expected) * (Double(count) - expected) / expected
            }
        }
        return Test(
            statistic: statistic, degrees: degrees, pValue: ChiSquared.survival(statistic, degrees: Double(degrees)),
            cramersV: (pearson / (total * Double(min(height, breadth) - 1))).squareRoot())
    }
}
