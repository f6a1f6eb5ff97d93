/// The Anderson–Darling test that k samples come from one law (Scholz and Stephens 1987): the squared differences of the distribution
/// functions, weighted most at the tails. Ties are handled by midranks (scipy's `anderson_ksamp` with `midrank=True`, its default).
/// Infinities are values like any other.
package struct AndersonDarling: Sendable, Equatable {
    /// A²: without drift k − 1 on average.
    package let criterion: Double
    /// (A² − (k−1))/σ: scipy's statistic.
    package let statistic: Double
    package let counts: [Int]
    /// What the values' ties make of the limit law; nil where they are too few to matter, and for more than two samples.
    private let tied: BridgeLaw?

    /// nil for fewer than two samples or four values, an empty sample, NaN, or when all values are equal.
    package init?(_ samples: [[Double]]) {
        guard samples.allSatisfy({ !$0.contains(where: \.isNaN) }) else { return nil }
        self.init(sorted: samples.map { Sample.sorted($0) })
    }

    /// From samples in ascending order without NaN.
    package init?(sorted samples: [[Double]]) {
        let total = samples.reduce(0) { $0 + $1.count }
        guard samples.count > 1, total > 3, !samples.contains(where: \.isEmpty) else { return nil }
        let lowest = samples.compactMap(\.first).min()
        guard samples.compactMap(\.last).max() != lowest else { return nil }
        counts = samples.map(\.count)
        if samples.count == 2 {
            var gaps = PooledGaps(sorted: samples[0], samples[1])
            gaps.weightByVariance()
            let perPair = 1 / Double(samples[0].count) + 1 / Double(samples[1].count)
            criterion = gaps.observed * perPair * Double(total - 1) / (Double(total) * Double(total))
            tied = BridgeLaw.andersonDarling(sizes: gaps.sizes)
        } else {
            criterion = Self.criterion(samples, total: total)
            tied = nil
        }
        statistic = (criterion - Double(samples.count - 1)) / Self.variance(counts, total: total).squareRoot()
    }

    /// √(A²·N/(nm)/(8 ln 2 − 4)), at most 1: the root of the weighted mean squared difference of the two distribution functions, in units
    /// of that of two samples of equal size that do not overlap. Half a standard deviation of shift gives 0.27. nil for more than two samples.
    package var effect: Double? {
        guard counts.count == 2 else { return nil }
        let perPair = 1 / Double(counts[0]) + 1 / Double(counts[1])
        return min(1, (max(0, criterion) * perPair / (8 * Math.log(2) - 4)).squareRoot())
    }

    /// scipy's p-value: a parabola through the logarithms of a table, held within [0.001, 0.25].
    package var pValue: Double { AndersonDarlingLaw.interpolated(statistic, samples: counts.count) }

    /// The p-value of the limit law, right at all levels and for ties, of which scipy's table knows nothing: it rejects up to five times too
    /// often where there are few distinct values. nil for more than two samples.
    package var pValueLimit: Double? {
        guard counts.count == 2 else { return nil }
        if let tied { return tied.survival(criterion) }
        return AndersonDarlingLaw.survival(1 + statistic * AndersonDarlingLaw.standardDeviation)
    }

    /// The test of two samples with a permutation p-value, exact at any size; nil as `init`.
    package static func permutation(
        _ reference: [Double], _ current: [Double], _ permutations: Permutations = Permutations()
    ) -> TwoSampleTest? {
        guard let test = AndersonDarling([reference, current]), let effect = test.effect else { return nil }
        let (a, b) = (permutations.part(of: reference, stream: 1), permutations.part(of: current, stream: 2))
        var gaps = PooledGaps(sorted: Sample.sorted(a), Sample.sorted(b))
        gaps.weightByVariance()
        let pValue = permutations.pValue(observed: gaps.observed) { gaps.relabelled(&$0) }
        return TwoSampleTest(
            test.statistic, pValue: pValue, effect: effect, reference: reference.count, current: current.count,
            tested: a.count + b.count)
    }

    private static func criterion(_ samples: [[Double]], total: Int) -> Double {
        let n = Double(total)
        var places = [Int](repeating: 0, count: samples.count)
        var sums = [Double](repeating: 0, count: samples.count)
        var seen = 0
        while seen < total {
            var x = Double.infinity
            for (sample, place) in zip(samples, places) where place < sample.count { x = min(x, sample[place]) }
            let before = places
            for index in samples.indices {
                while places[index] < samples[index].count && samples[index][places[index]] == x { places[index] += 1 }
            }
            let after = places.reduce(0, +)
            let tied = Double(after - seen)
            let middle = Double(seen) + tied / 2
            let variance = middle * (n - middle) - n * tied / 4
            for index in samples.indices {
                let gap = n * (Double(before[index] + places[index]) / 2) - middle * Double(samples[index].count)
                sums[index] += tied / n * gap * gap / variance
            }
            seen = after
        }
        return zip(sums, samples).reduce(0) { $0 + $1.0 / Double($1.1.count) } * (n - 1) / n
    }

    /// σ² of A² without drift, for samples without ties.
    private static func variance(_ counts: [Int], total: Int) -> Double {
        let (n, k) = (Double(total), Double(counts.count))
        let inverse = counts.reduce(0) { $0 + 1 / Double($1) }
        var (h, g) = (0.0, 0.0)
        for i in 2..<total {
            h += 1 / Double(total + 1 - i)
            g += h / Double(i)
        }
        h += 1
        let a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse
        let b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6
        let c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h
        let d = (2 * h + 6) * k * k - 4 * h * k
        return (a * n * n * n + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3))
    }
}
