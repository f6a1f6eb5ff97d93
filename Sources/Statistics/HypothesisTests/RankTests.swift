/// Tests on ranks; ties get midranks. Nil when a sample is empty or holds NaN.
package enum RankTests {
    private static func valid(_ sample: [Double]) -> Bool { !sample.isEmpty && !sample.contains(where: \.isNaN) }

    /// Mann and Whitney's U of the first sample; p by the normal limit with corrections for ties and continuity, two-sided.
    package static func mannWhitney(_ a: [Double], _ b: [Double]) -> TestResult? {
        guard valid(a), valid(b) else { return nil }
        let (ranks, ties) = Sample.ranks(a + b)
        let (n, m) = (Double(a.count), Double(b.count))
        let u = ranks.prefix(a.count).reduce(0, +) - n * (n + 1) / 2
        let total = n + m
        let spread = (n * m / 12 * ((total + 1) - ties / (total * (total - 1)))).squareRoot()
        let z = (max(u, n * m - u) - n * m / 2 - 0.5) / spread
        return TestResult(u, pValue: z.isNaN ? 1 : min(1, 2 * Normal.survival(z)))
    }

    /// U with its exact law, for samples without ties.
    package static func mannWhitneyExact(_ a: [Double], _ b: [Double]) -> TestResult? {
        guard valid(a), valid(b) else { return nil }
        let (n, m) = (a.count, b.count)
        let ranks = Sample.ranks(a + b).ranks
        let u = ranks.prefix(n).reduce(0, +) - Double(n) * Double(n + 1) / 2
        let extreme = Int(max(u, Double(n * m) - u).rounded(.up))
        // The chance of each U by the recursion of Mann and Whitney, one row of sample sizes at a time.
        var rows = [[Double]](repeating: [1], count: m + 1)
        for i in 1...n {
            for j in 0...m {
                guard j > 0 else {
                    rows[0] = [1]
                    continue
                }
                var next = [Double](repeating: 0, count: i * j + 1)
                let (whole, upper) = (Double(i + j), rows[j])
                for (value, chance) in upper.enumerated() { next[value + j] += chance * Double(i) / whole }
                for (value, chance) in rows[j - 1].enumerated() { next[value] += chance * Double(j) / whole }
                rows[j] = next
            }
        }
        let law = rows[m]
        let tail = extreme < law.count ? law[extreme...].reduce(0, +) : 0
        return TestResult(u, pValue: min(1, 2 * tail))
    }

    /// Kruskal and Wallis' H with the correction for ties.
    package static func kruskalWallis(_ samples: [[Double]]) -> TestResult? {
        guard samples.count > 1, samples.allSatisfy(valid) else { return nil }
        let (ranks, ties) = Sample.ranks(samples.flatMap { $0 })
        let n = Double(ranks.count)
        var (start, sum) = (0, 0.0)
        for sample in samples {
            let rankSum = ranks[start..<start + sample.count].reduce(0, +)
            sum += rankSum * rankSum / Double(sample.count)
            start += sample.count
        }
        let correction = 1 - ties / (n * n * n - n)
        guard correction > 0 else { return nil }
        let h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / correction
        let degrees = Double(samples.count - 1)
        return TestResult(h, degrees: degrees, pValue: ChiSquared.survival(h, degrees: degrees))
    }

    /// The two-sample Cramér–von Mises T (Anderson 1962) with scipy's limit law: see `CramerVonMises`.
    package static func cramerVonMises(_ a: [Double], _ b: [Double]) -> TestResult? {
        CramerVonMises(a, b).map { TestResult($0.statistic, pValue: $0.pValue) }
    }
}
