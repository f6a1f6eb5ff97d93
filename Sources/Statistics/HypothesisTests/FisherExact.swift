/// Fisher's exact test of a 2×2 table.
package struct FisherExact: Sendable, Equatable {
    /// The sample odds ratio ad/(bc): infinite when only bc is 0, NaN when both are.
    package let oddsRatio: Double
    /// Two-sided: all tables with the same margins that are no likelier than this one.
    package let pValue: Double

    /// nil for negative counts. A table with an empty row or column has p = 1.
    package init?(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
        guard min(a, b, c, d) >= 0 else { return nil }
        guard a + b > 0, c + d > 0, a + c > 0, b + d > 0 else {
            oddsRatio = .nan
            pValue = 1
            return
        }
        oddsRatio = Double(a) * Double(d) / (Double(b) * Double(c))
        let law = Hypergeometric(marked: a + b, unmarked: c + d, draws: a + c)
        pValue = Self.twoSided(law, seen: a)
    }

    private static func twoSided(_ law: Hypergeometric, seen: Int) -> Double {
        let limit = law.mass(seen) * (1 + 1e-14)
        let mode = Int(
            (Double(law.draws + 1) * Double(law.marked + 1) / (Double(law.marked) + Double(law.unmarked) + 2)).rounded(.down))
        if limit >= law.mass(mode) { return 1 }
        // The mass falls on both sides of the mode: the other tail starts where it falls to that of the table seen.
        if seen < mode {
            let start = boundary(from: mode, to: law.support.upperBound) { law.mass($0) <= limit }
            return min(1, law.cumulative(seen) + (start.map { law.atLeast($0) } ?? 0))
        }
        let start = boundary(from: mode, to: law.support.lowerBound) { law.mass($0) <= limit }
        return min(1, law.atLeast(seen) + (start.map { law.cumulative($0) } ?? 0))
    }

    /// The first place from the mode on where a condition holds that holds from there to the end, or nil.
    private static func boundary(from mode: Int, to end: Int, _ holds: (Int) -> Bool) -> Int? {
        guard holds(end) else { return nil }
        var (no, yes) = (mode, end)
        while (yes - no).magnitude > 1 {
            let middle = no + (yes - no) / 2
            if holds(middle) { yes = middle } else { no = middle }
        }
        return yes
    }
}

/// McNemar's test of paired yes/no answers, from the numbers of pairs that disagree.
package enum McNemar {
    /// The exact two-sided binomial p-value.
    package static func exact(_ b: Int, _ c: Int) -> Double {
        b + c == 0 ? 1 : min(1, 2 * Binomial.cumulative(min(b, c), of: b + c, p: 0.5))
    }

    /// χ² with the correction for continuity; nil when no pair disagrees.
    package static func chiSquared(_ b: Int, _ c: Int) -> TestResult? {
        guard b + c > 0 else { return nil }
        let difference = Double((b - c).magnitude) - 1
        let statistic = difference * difference / Double(b + c)
        return TestResult(statistic, degrees: 1, pValue: ChiSquared.survival(statistic, degrees: 1))
    }
}
