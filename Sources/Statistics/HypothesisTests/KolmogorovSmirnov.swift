/// The two-sample Kolmogorov–Smirnov test. Ties are handled by comparing the distribution functions at distinct values only.
/// Infinities are values like any other.
package struct KolmogorovSmirnov: Sendable, Equatable {
    /// Which law the p-value comes from.
    package enum Law: Sendable {
        /// The permutation law of samples without ties.
        case exact
        /// scipy's `asymp`: the one-sample law of size nm/(n+m).
        case asymptotic
        /// Kolmogorov's limit.
        case limit
    }

    /// sup |F−G|.
    package let statistic: Double
    /// sup (F−G), for the alternative `greater`.
    package let greater: Double
    /// sup (G−F), for the alternative `less`.
    package let less: Double
    package let countReference: Int
    package let countCurrent: Int

    /// nil when a sample is empty or holds NaN: callers drop what is missing.
    package init?(_ reference: [Double], _ current: [Double]) {
        guard !reference.isEmpty, !current.isEmpty, !reference.contains(where: \.isNaN), !current.contains(where: \.isNaN) else {
            return nil
        }
        self.init(sorted: Sample.sorted(reference), Sample.sorted(current))
    }

    /// From samples in ascending order that are not empty.
    package init(sorted a: [Double], _ b: [Double]) {
        let (n, m) = (Double(a.count), Double(b.count))
        var (i, j, greater, less) = (0, 0, 0.0, 0.0)
        while i < a.count && j < b.count {
            let x = min(a[i], b[j])
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
            let difference = Double(i) / n - Double(j) / m
            greater = max(greater, difference)
            less = max(less, -difference)
        }
        self.greater = greater
        self.less = less
        statistic = max(greater, less)
        countReference = a.count
        countCurrent = b.count
    }

    /// From the largest differences of the distribution functions, found elsewhere.
    init(greater: Double, less: Double, countReference: Int, countCurrent: Int) {
        self.greater = greater
        self.less = less
        statistic = max(greater, less)
        self.countReference = countReference
        self.countCurrent = countCurrent
    }

    /// The two-sided p-value. `exact` costs n·m steps.
    package func pValue(_ law: Law) -> Double {
        let (n, m) = (Double(countReference), Double(countCurrent))
        let effective = n * m / (n + m)
        switch law {
        case .exact: return exact
        case .asymptotic: return KolmogorovSmirnovLaw.twoSided(statistic, Int(effective.rounded(.toNearestOrEven)))
        case .limit: return KolmogorovDistribution.survival(statistic * effective.squareRoot())
        }
    }

    /// Exact up to 10,000 values in the larger sample, asymptotic beyond (scipy's rule).
    package var pValue: Double { pValue(max(countReference, countCurrent) <= 10_000 ? .exact : .asymptotic) }

    /// The chance that a random path of n and m steps leaves the band: a recursion over positive terms, precise in the far tail.
    private var exact: Double {
        let (n, m) = (max(countReference, countCurrent), min(countReference, countCurrent))
        let divisor = Self.greatestCommonDivisor(n, m)
        let (perN, perM) = (m / divisor, n / divisor)
        let limit = Int((statistic * Double(n) * Double(m) / Double(divisor)).rounded())
        if limit == 0 { return 1 }
        var outside = [Double](repeating: 0, count: m + 1)
        for x in 0...n {
            let row = x * perN
            outside[0] = row >= limit || (x > 0 && outside[0] == 1) ? 1 : 0
            var left = outside[0]
            for y in 1...m {
                let gap = row - y * perM
                if gap >= limit || -gap >= limit {
                    left = 1
                } else if x == 0 {
                    left = 0
                } else {
                    left = (Double(x) * outside[y] + Double(y) * left) / Double(x + y)
                }
                outside[y] = left
            }
        }
        return outside[m]
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
}
