/// The shares that Evidently's `get_binned_data` gives.
struct EvidentlyBins {
    let reference: [Double]
    let current: [Double]
    let totalReference: Int
    let totalCurrent: Int

    /// nil when a side has no values.
    init?(_ a: FeatureSample, _ b: FeatureSample) {
        var counts: ([Int], [Int])
        if case .number(let x) = a, case .number(let y) = b, x.distinct > 20 {
            let edges = Self.sturges(x.values, y.values)
            counts = (Self.histogram(x.values, edges), Self.histogram(y.values, edges))
        } else {
            let values = ValueCounts(a, b)
            counts = (values.reference, values.current)
        }
        totalReference = counts.0.reduce(0, +)
        totalCurrent = counts.1.reduce(0, +)
        guard totalReference > 0, totalCurrent > 0 else { return nil }
        reference = Divergence.shares(counts.0)
        current = Divergence.shares(counts.1)
    }

    /// Empty shares get 0.0001, or a millionth of the smallest where that is at most 0.0001.
    static func filled(_ shares: [Double]) -> [Double] {
        let least = shares.filter { $0 > 0 }.min() ?? 1
        let fill = least <= 0.0001 ? least / 1e6 : 0.0001
        return shares.map { $0 == 0 ? fill : $0 }
    }

    /// numpy's `histogram_bin_edges(…, bins="sturges")` of both samples together; where numpy fails on a range beyond what a number can
    /// hold, as many bins of that range.
    private static func sturges(_ a: [Double], _ b: [Double]) -> [Double] {
        var (low, high) = (min(a[0], b.first ?? a[0]), max(a[a.count - 1], b.last ?? a[a.count - 1]))
        let bins = Math.log2(Double(a.count + b.count)) + 1
        let width = (high - low) / bins
        let ratio = width.isFinite ? (high - low) / width : bins
        let count = width > 0 ? Int(min(ratio, bins + 1).rounded(.up)) : 1
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        guard width.isFinite else { return HistogramBins.edges(from: low, to: high, count: count) }
        let step = (high - low) / Double(count)
        return (0..<count).map { low + Double($0) * step } + [high]
    }

    /// Bins are closed on the left, the last one on both sides.
    private static func histogram(_ values: [Double], _ edges: [Double]) -> [Int] {
        let places =
            edges.dropLast().map { SortedSearch.lowerBound(values.span, $0) }
            + [SortedSearch.lowerBound(values.span, edges[edges.count - 1].nextUp)]
        return zip(places, places.dropFirst()).map { $1 - $0 }
    }
}
