/// The energy distance of two samples of numbers, with a test and an effect size.
package enum EnergyTest {
    /// Statistic: √(2∫(F−G)²dx), scipy's `energy_distance`, in the square root of the values' unit. Effect: √H of the coefficient
    /// H = (2E|X−Y| − E|X−X′| − E|Y−Y′|) / 2E|X−Y| (Székely and Rizzo 2013): 0 to 1, half a standard deviation of shift gives about 0.25.
    /// p-value: by permutation. O(n log n) for statistic and effect.
    ///
    /// nil when a sample is empty or holds a value that is not finite, or when values lie too far apart for a double. Equal constant samples have effect 0 and p = 1.
    package static func test(
        _ reference: [Double], _ current: [Double], _ permutations: Permutations = Permutations()
    ) -> TwoSampleTest? {
        guard reference.allSatisfy(\.isFinite), current.allSatisfy(\.isFinite) else { return nil }
        return test(sorted: Sample.sorted(reference), Sample.sorted(current), permutations)
    }

    /// The same of finite values in ascending order.
    package static func test(sorted a: [Double], _ b: [Double], _ permutations: Permutations = Permutations()) -> TwoSampleTest? {
        guard !a.isEmpty, !b.isEmpty, let distance = SampleDistance.energy(sorted: a, b) else { return nil }
        let apart = meanDistance(sorted: a, b)
        guard distance.isFinite, apart.isFinite else { return nil }
        let (x, y) = (permutations.part(of: a, stream: 1), permutations.part(of: b, stream: 2))
        var gaps = PooledGaps(sorted: x, y)
        gaps.weightByDistance()
        let observed = gaps.observed
        let pValue = observed > 0 ? permutations.pValue(observed: observed) { gaps.relabelled(&$0) } : 1
        let effect = apart > 0 ? min(1, distance / (2 * apart).squareRoot()) : 0
        return TwoSampleTest(
            distance, pValue: pValue, effect: effect, reference: a.count, current: b.count, tested: x.count + y.count)
    }

    /// E|X−Y| = ∫ F(1−G) + G(1−F) dx.
    private static func meanDistance(sorted a: [Double], _ b: [Double]) -> Double {
        let (n, m) = (Double(a.count), Double(b.count))
        var (i, j, sum) = (0, 0, 0.0)
        var before = min(a[0], b[0])
        while i < a.count || j < b.count {
            let x = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
            let (f, g) = (Double(i) / n, Double(j) / m)
            sum += (f * (1 - g) + g * (1 - f)) * (x - before)
            before = x
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
        }
        return sum
    }
}
