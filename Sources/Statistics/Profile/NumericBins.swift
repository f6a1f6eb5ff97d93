/// The frozen bins of a numeric feature: about 130 quantiles of the reference, of which the ten bins of PSI are unions.
///
/// A fine bin i holds edges[i-1] ≤ x < edges[i]; the ends are open, and values outside the reference's range have a fine bin
/// of their own at each end. A value that fills a 130th of the reference or more has a bin for itself, so that
/// few-valued columns are binned exactly.
/// The coarse bins are those of numpy's `histogram` over the unique deciles (linear interpolation) without the minimum. A
/// constant column has three: below, equal, above.
package struct NumericBins: Sendable, Equatable {
    /// Number of quantile bins aimed at; a multiple of the ten coarse ones.
    package static let resolution = 130
    /// Number of coarse bins aimed at.
    package static let coarseResolution = 10

    /// Inner edges of the fine bins: strictly ascending, finite.
    package let edges: [Double]
    /// Inner edges of the coarse bins: a subset of `edges`.
    package let coarseEdges: [Double]
    /// The reference's median: the centre of power sums.
    package let center: Double
    /// The reference's standard deviation, 0 when it has fewer than two values.
    package let scale: Double
    /// The coarse bin of each fine bin.
    package let coarse: [Int]
    /// `edges` filled up with infinities to a power of two, less one.
    let search: [Double]

    /// Number of fine bins.
    package var count: Int { edges.count + 1 }
    /// Number of coarse bins.
    package var coarseCount: Int { coarseEdges.count + 1 }

    /// - Parameters: edges ascending, finite and unique; the coarse ones among the fine ones.
    init(edges: [Double], coarseEdges: [Double], center: Double, scale: Double) {
        self.edges = edges
        self.coarseEdges = coarseEdges
        self.center = center
        self.scale = scale
        var coarse: [Int] = [0]
        for edge in edges {
            let next = coarse[coarse.count - 1]
            coarse.append(next < coarseEdges.count && coarseEdges[next] <= edge ? next + 1 : next)
        }
        self.coarse = coarse
        var length = 1
        while length - 1 < edges.count { length *= 2 }
        search = edges + [Double](repeating: .infinity, count: length - 1 - edges.count)
    }

    /// The bins of a reference, from its finite values in ascending order. Without values there is one bin.
    package init(sorted values: [Double]) { self = Self.make(sorted: values).bins }

    /// The bins, and the moments of the same values about the bins' centre.
    static func make(sorted values: [Double]) -> (bins: NumericBins, moments: PowerSums) {
        guard let least = values.first, let greatest = values.last else {
            return (NumericBins(edges: [], coarseEdges: [], center: 0, scale: 0), PowerSums())
        }
        let coarse = coarseEdges(sorted: values)
        var fine = coarse + [least, greatest.nextUp]
        for i in 1..<resolution where i % (resolution / coarseResolution) != 0 {
            fine.append(Quantile.linear(sorted: values, at: Double(i) / Double(resolution)))
        }
        fine += edgesAroundHeavyValues(values)
        fine = fine.filter { $0.isFinite }
        fine.sort()
        var unique: [Double] = []
        for edge in fine where edge != unique.last { unique.append(edge) }
        var sums = PowerSums(center: values[values.count / 2])
        values.withUnsafeBufferPointer { sums.accumulate(contentsOf: $0) }
        let bins = NumericBins(
            edges: unique, coarseEdges: coarse, center: values[values.count / 2], scale: sums.standardDeviation ?? 0)
        return (bins, sums)
    }

    /// How many of some finite values in ascending order each fine bin holds.
    func counts(sorted values: [Double]) -> [Int] {
        var counts: [Int] = []
        var below = 0
        for edge in edges {
            // The first place whose value is not below the edge.
            var (low, high) = (below, values.count)
            while low < high {
                let middle = (low + high) / 2
                if values[middle] < edge { low = middle + 1 } else { high = middle }
            }
            counts.append(low - below)
            below = low
        }
        counts.append(values.count - below)
        return counts
    }

    /// Inner edges of the coarse bins of a reference's finite values in ascending order; none without values.
    package static func coarseEdges(sorted values: [Double]) -> [Double] {
        guard let least = values.first, let greatest = values.last else { return [] }
        var coarse: [Double] = []
        for j in 1..<coarseResolution {
            let edge = Quantile.linear(sorted: values, at: Double(j) * (1 / Double(coarseResolution)))
            if edge > least && edge != coarse.last { coarse.append(edge) }
        }
        if coarse.isEmpty { coarse = greatest > least ? [greatest] : [least, least.nextUp] }
        return coarse.filter(\.isFinite)
    }

    /// The fine bin of a finite value or an infinity: the number of edges at or below it.
    package func bin(of x: Double) -> Int {
        var low = 0
        var step = (search.count + 1) / 2
        while step > 0 {
            if search[low + step - 1] <= x { low += step }
            step /= 2
        }
        return min(low, edges.count)
    }

    /// Fine counts added up to coarse ones.
    package func coarseCounts(_ fine: [Int]) -> [Int] {
        var sums = [Int](repeating: 0, count: coarseCount)
        for (bin, count) in zip(coarse, fine) { sums[bin] += count }
        return sums
    }

    private static func edgesAroundHeavyValues(_ values: [Double]) -> [Double] {
        let heavy = max(2, values.count / resolution)
        var edges: [Double] = []
        var start = 0
        while start < values.count {
            var end = start + 1
            if start + heavy <= values.count && values[start + heavy - 1] == values[start] {
                end = start + heavy
                while end < values.count && values[end] == values[start] { end += 1 }
                edges.append(values[start])
                if end < values.count { edges.append(values[end]) }
            }
            start = end
        }
        return edges
    }
}

extension NumericBins {
    func encode(into writer: inout ByteWriter) {
        writer.count(edges.count)
        for edge in edges { writer.number(edge) }
        var isCoarse = [Int](repeating: 0, count: edges.count)
        for bin in 1..<max(1, count) where coarse[bin] != coarse[bin - 1] { isCoarse[bin - 1] = 1 }
        writer.sparse(isCoarse)
        writer.number(center)
        writer.number(scale)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let count = try reader.items(ofAtLeast: 1)
        guard count <= 4 * Self.resolution else { throw reader.corrupt("a feature has \(count) bins") }
        var edges: [Double] = []
        for _ in 0..<count {
            let edge = try reader.finite()
            if let last = edges.last, edge <= last { throw reader.corrupt("bin edges do not ascend") }
            edges.append(edge)
        }
        let isCoarse = try reader.sparse(length: count)
        let center = try reader.finite()
        let scale = try reader.finite()
        self.init(
            edges: edges, coarseEdges: zip(edges, isCoarse).filter { $0.1 != 0 }.map { $0.0 }, center: center, scale: scale)
    }
}
