/// How two columns of equal length move together. Nil for fewer than two rows, a constant column, and a column with a NaN (where scipy
/// answers NaN; callers drop rows with a missing value). Infinities have ranks, and no Pearson's r.
package enum Correlation {
    /// A coefficient and the two-sided p-value of no association.
    package struct Result: Sendable, Equatable {
        package let coefficient: Double
        package let pValue: Double
        package let count: Int
    }

    /// Pearson's r; p by Student's t with n−2 degrees of freedom. The distances from the means are divided by the largest one first, so
    /// that no square overflows or vanishes; nil for infinities.
    package static func pearson(_ x: [Double], _ y: [Double]) -> Result? {
        guard x.count == y.count, x.count > 1, let dx = scaledDistances(x), let dy = scaledDistances(y) else { return nil }
        let sxx = ExactSum.of(dx.map { $0 * $0 })
        let syy = ExactSum.of(dy.map { $0 * $0 })
        guard sxx > 0, syy > 0 else { return nil }
        let sxy = ExactSum.of(zip(dx, dy).map { $0 * $1 })
        // So that points on a line, and equal ranks, give exactly 1: √s·√s need not be s.
        let ratio = (syy / sxx).squareRoot()
        let spread = ratio.isNormal && (sxx * ratio).isNormal ? sxx * ratio : sxx.squareRoot() * syy.squareRoot()
        let r = sxy / spread
        return r.isNaN ? nil : test(min(1, max(-1, r)), x.count)
    }

    /// Distances from the mean over the largest of them; nil for a constant column or one that is not finite.
    private static func scaledDistances(_ values: [Double]) -> [Double]? {
        guard !values.contains(where: { !$0.isFinite }), let largest = values.map(\.magnitude).max(),
            values.contains(where: { $0 != values[0] })
        else { return nil }
        // Powers of two, which change no digit: near the ends of the range a difference would overflow, or be subnormal.
        let scale = Double(sign: .plus, exponent: -largest.exponent, significand: 1)
        let scaled = scale.isFinite ? values.map { $0 * scale } : values.map { $0 * 0x1p537 * 0x1p537 }
        guard let mean = Sample.mean(scaled) else { return nil }
        let distances = scaled.map { $0 - mean }
        guard let reach = distances.map(\.magnitude).max(), reach > 0 else { return nil }
        let unit = Double(sign: .plus, exponent: -reach.exponent, significand: 1)
        return distances.map { $0 * unit }
    }

    /// Spearman's ρ: Pearson's r of the midranks.
    package static func spearman(_ x: [Double], _ y: [Double]) -> Result? {
        guard !x.contains(where: \.isNaN), !y.contains(where: \.isNaN) else { return nil }
        return pearson(Sample.ranks(x).ranks, Sample.ranks(y).ranks)
    }

    /// Kendall's τ-b by Knight's merge sort, O(n log n).
    package static func kendall(_ x: [Double], _ y: [Double]) -> Double? {
        guard x.count == y.count, x.count > 1, !x.contains(where: \.isNaN), !y.contains(where: \.isNaN) else { return nil }
        let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
        let tiedX = pairs(order) { x[$0] == x[$1] }
        let tiedBoth = pairs(order) { x[$0] == x[$1] && y[$0] == y[$1] }
        var ys = order.map { y[$0] }
        var spare = ys
        let swaps = inversions(&ys, &spare, 0, ys.count)
        let tiedY = pairs(Array(ys.indices)) { ys[$0] == ys[$1] }
        let total = Double(x.count) * Double(x.count - 1) / 2
        let denominator = (total - tiedX).squareRoot() * (total - tiedY).squareRoot()
        guard denominator > 0 else { return nil }
        return (total - tiedX - tiedY + tiedBoth - 2 * swaps) / denominator
    }

    private static func test(_ r: Double, _ n: Int) -> Result {
        let degrees = Double(n - 2)
        guard degrees > 0 else { return Result(coefficient: r, pValue: 1, count: n) }
        let t = r * (degrees / ((1 - r) * (1 + r))).squareRoot()
        return Result(coefficient: r, pValue: StudentT.twoSided(t, degrees: degrees), count: n)
    }

    /// Pairs within runs of neighbours that are equal.
    private static func pairs(_ order: [Int], _ equal: (Int, Int) -> Bool) -> Double {
        var (sum, run) = (0.0, 1.0)
        for position in 1..<order.count {
            if equal(order[position - 1], order[position]) {
                sum += run
                run += 1
            } else {
                run = 1
            }
        }
        return sum
    }

    private static func inversions(_ values: inout [Double], _ spare: inout [Double], _ low: Int, _ high: Int) -> Double {
        guard high - low > 1 else { return 0 }
        let middle = (low + high) / 2
        var count = inversions(&values, &spare, low, middle) + inversions(&values, &spare, middle, high)
        var (i, j) = (low, middle)
        for k in low..<high {
            if j >= high || (i < middle && values[i] <= values[j]) {
                spare[k] = values[i]
                i += 1
            } else {
                spare[k] = values[j]
                j += 1
                count += Double(middle - i)
            }
        }
        for k in low..<high { values[k] = spare[k] }
        return count
    }
}
