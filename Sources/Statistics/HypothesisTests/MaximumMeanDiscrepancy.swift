/// The kernel two-sample test of Gretton et al. (2012): unbiased squared MMD with the kernel exp(−‖a−b‖²/(2σ²)), σ the median distance of
/// the pooled points (the median heuristic), p-value by permutation. For numbers and for vectors such as embeddings.
///
/// Costs grow with the square of the number of points: of a larger sample a seeded random part of `valuesMax` points (500 by default) is
/// compared, and `countTested` says how many.
package enum MaximumMeanDiscrepancy {
    /// The default: 999 relabellings of at most 500 + 500 points.
    package static let permutations = Permutations(valuesMax: 500)

    /// Statistic: MMD², which without drift is 0 on average and may be negative. Effect:
    /// √(MMD²/(K̄xx + K̄yy)/(1 − e^−½)), 0 where MMD² is negative, at most 1: what two tight clumps apart give at their median distance.
    /// Half a standard deviation of shift of a number gives 0.33.
    ///
    /// nil for fewer than two points in a sample, different dimensions, or distances too large for a double. Points with a value that is not finite are left out. When half of
    /// all distances are 0, their root mean square takes the place of the median; equal constant samples have effect 0 and p = 1.
    package static func test(_ reference: Points, _ current: Points, _ permutations: Permutations = permutations)
        -> TwoSampleTest?
    {
        guard reference.dimension == current.dimension else { return nil }
        let (all, now) = (reference.finite, current.finite)
        let x = all.rows(permutations.part(of: Array(0..<all.count), stream: 1))
        let y = now.rows(permutations.part(of: Array(0..<now.count), stream: 2))
        guard x.count > 1, y.count > 1 else { return nil }
        func answer(_ statistic: Double, _ pValue: Double, _ effect: Double) -> TwoSampleTest {
            TwoSampleTest(
                statistic, pValue: pValue, effect: effect, reference: all.count, current: now.count, tested: x.count + y.count)
        }
        let squares = KernelMatrix.squaredDistances(x, y)
        guard squares.allSatisfy(\.isFinite) else { return nil }
        guard let kernel = KernelMatrix(x, y, squares) else { return answer(0, 1, 0) }
        let seen = kernel.sums(ofFirst: kernel.labels)
        let pValue = permutations.pValue(observed: seen.discrepancy) { random in
            var labels = kernel.labels
            random.shuffle(&labels)
            return kernel.sums(ofFirst: labels).discrepancy
        }
        let within = seen.withinFirst + seen.withinSecond
        let effect =
            seen.discrepancy > 0 ? (within > 0 ? min(1, (seen.discrepancy / within / -Math.expm1(-0.5)).squareRoot()) : 1) : 0
        return answer(seen.discrepancy, pValue, effect)
    }

    /// The same of samples of numbers.
    package static func test(
        _ reference: [Double], _ current: [Double], _ permutations: Permutations = permutations
    ) -> TwoSampleTest? {
        guard let x = Points(reference), let y = Points(current) else { return nil }
        return test(x, y, permutations)
    }

    /// The median of the distances of all pairs of different rows, both samples pooled; nil when all points are equal.
    package static func medianDistance(_ x: Points, _ y: Points) -> Double? {
        KernelMatrix.scale(KernelMatrix.squaredDistances(x, y))
    }
}
