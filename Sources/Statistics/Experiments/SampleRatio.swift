/// Is the traffic of an experiment split as it was meant to be? A mismatch invalidates every other number of the experiment.
package enum SampleRatio {
    /// χ² of the observed counts against the shares intended; nil for fewer than two variants, no rows or shares that are not positive.
    package static func test(counts: [Int], shares: [Double]) -> TestResult? {
        let total = Double(counts.reduce(0, +))
        let whole = shares.reduce(0, +)
        guard counts.count == shares.count, counts.count > 1, total > 0, !shares.contains(where: { !($0 > 0) }) else {
            return nil
        }
        var statistic = 0.0
        for (count, share) in zip(counts, shares) {
            let expected = total * share / whole
            statistic += (Double(count) - expected) * (Double(count) - expected) / expected
        }
        let degrees = Double(counts.count - 1)
        return TestResult(statistic, degrees: degrees, pValue: ChiSquared.survival(statistic, degrees: degrees))
    }

    /// The level below which a split counts as a mismatch.
    package static let alpha = 0.001
}
