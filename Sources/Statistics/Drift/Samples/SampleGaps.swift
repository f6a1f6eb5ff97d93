/// What one pass over two sorted samples finds: the largest differences of their distribution functions, and the area between them.
///
/// The same as `KolmogorovSmirnov` and `SampleDistance.wasserstein` of the samples, to rounding.
struct SampleGaps: Sendable, Equatable {
    /// sup (F−G) and sup (G−F).
    let greater: Double
    let less: Double
    /// ∫|F−G|, in the values' unit.
    let wasserstein: Double

    /// Of samples in ascending order that are not empty. O(n + m).
    init(_ a: [Double], _ b: [Double]) {
        let (n, m) = (a.count, b.count)
        var (i, j, greater, less) = (0, 0, 0, 0)
        var (sum, lost) = (0.0, 0.0)
        let (first, second) = (a.span, b.span)
        var before = min(a[0], b[0])
        while i < n || j < m {
            var block = 0.0
            var steps = 0
            while steps < 512 && (i < n || j < m) {
                let x = i == n ? second[j] : j == m ? first[i] : min(first[i], second[j])
                // The distance of the two functions in units of 1/(nm): integers.
                let gap = i * m - j * n
                block += Double(gap.magnitude) * (x - before)
                greater = max(greater, gap)
                less = max(less, -gap)
                before = x
                while i < n && first[i] == x { i += 1 }
                while j < m && second[j] == x { j += 1 }
                steps += 1
            }
            let next = sum + block
            lost += (sum - next) + block
            sum = next
        }
        let pairs = Double(n) * Double(m)
        self.greater = Double(greater) / pairs
        self.less = Double(less) / pairs
        wasserstein = (sum + lost) / pairs
    }
}
