/// Distances between two samples of numbers; nil when one is empty or holds a value that is not finite.
package enum SampleDistance {
    /// The first Wasserstein (earth mover's) distance ∫|F−G|, in the values' unit.
    package static func wasserstein(_ a: [Double], _ b: [Double]) -> Double? {
        integrate(a, b) { $0.magnitude }
    }

    /// Wasserstein's distance over max(sd of the reference, 0.001): Evidently's normalisation.
    package static func wassersteinNormed(reference: [Double], current: [Double]) -> Double? {
        guard let distance = wasserstein(reference, current) else { return nil }
        return distance / max(Sample.variance(reference, ddof: 0)?.squareRoot() ?? 0, 0.001)
    }

    /// The energy distance √(2∫(F−G)²), as scipy's.
    package static func energy(_ a: [Double], _ b: [Double]) -> Double? {
        integrate(a, b) { $0 * $0 }.map { (2 * $0).squareRoot() }
    }

    /// The energy distance of finite values in ascending order.
    package static func energy(sorted a: [Double], _ b: [Double]) -> Double? {
        guard !a.isEmpty, !b.isEmpty else { return nil }
        return (2 * integrate(sorted: a, b) { $0 * $0 }).squareRoot()
    }

    private static func integrate(_ a: [Double], _ b: [Double], _ measure: (Double) -> Double) -> Double? {
        guard !a.isEmpty, !b.isEmpty, !a.contains(where: { !$0.isFinite }), !b.contains(where: { !$0.isFinite }) else {
            return nil
        }
        return integrate(sorted: Sample.sorted(a), Sample.sorted(b), measure)
    }

    private static func integrate(sorted a: [Double], _ b: [Double], _ measure: (Double) -> Double) -> Double {
        let (n, m) = (Double(a.count), Double(b.count))
        var (i, j, sum, lost) = (0, 0, 0.0, 0.0)
        var before = min(a[0], b[0])
        while i < a.count || j < b.count {
            let x = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
            let term = measure(Double(i) / n - Double(j) / m) * (x - before) - lost
            let next = sum + term
            lost = (next - sum) - term
            sum = next
            before = x
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
        }
        return sum
    }

    /// The squared maximum mean discrepancy with the kernel exp(−|a−b|²/(2σ²)); rows are points of one dimension.
    ///
    /// - Parameters:
    ///   - x: the reference's points.
    ///   - y: the current points.
    ///   - sigma: the kernel's width, above 0.
    ///   - unbiased: leaves out the pairs of a point with itself (Gretton et al. 2012), and may then be negative.
    package static func maximumMeanDiscrepancy(_ x: [[Double]], _ y: [[Double]], sigma: Double, unbiased: Bool = true) -> Double?
    {
        let least = unbiased ? 2 : 1
        guard x.count >= least, y.count >= least, sigma > 0 else { return nil }
        func kernel(_ a: [Double], _ b: [Double]) -> Double {
            var square = 0.0
            for (p, q) in zip(a, b) { square += (p - q) * (p - q) }
            return Math.exp(-square / (2 * sigma * sigma))
        }
        func within(_ points: [[Double]]) -> Double {
            var sum = 0.0
            for i in points.indices { for j in 0..<i { sum += 2 * kernel(points[i], points[j]) } }
            let n = Double(points.count)
            return unbiased ? sum / (n * (n - 1)) : (sum + n) / (n * n)
        }
        var between = 0.0
        for a in x { for b in y { between += kernel(a, b) } }
        return within(x) + within(y) - 2 * between / (Double(x.count) * Double(y.count))
    }
}
