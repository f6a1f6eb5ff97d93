/// Bins of a reference sample for comparing samples held in memory, by rules that other tools use.
/// Bin i holds e_{i−1} ≤ x < e_i; the end bins are open and take what lies outside the reference.
package struct HistogramBins: Sendable, Equatable {
    /// How the edges are chosen.
    package enum Rule: Sendable {
        /// numpy's quantiles (linear) at equal steps, repeated ones and the two ends left out; for a constant column its value.
        case uniqueQuantiles
        /// Equal widths between the reference's minimum and maximum, as numpy's `histogram`; a constant column gets ±½.
        case equalWidth
    }

    /// Inner edges, ascending.
    package let edges: [Double]

    /// nil when the reference has no finite values.
    package init?(_ rule: Rule, count: Int, reference: [Double]) {
        let sorted = Sample.sorted(reference.filter(\.isFinite))
        guard count > 0, let least = sorted.first, let greatest = sorted.last else { return nil }
        switch rule {
        case .uniqueQuantiles:
            edges = Self.quantileEdges(sorted, count: count)
        case .equalWidth:
            let (low, high) = least < greatest ? (least, greatest) : (least - 0.5, greatest + 0.5)
            let step = (high - low) / Double(count)
            edges =
                step.isFinite
                ? (1..<max(1, count)).map { Double($0) * step + low }
                : Array(Self.edges(from: low, to: high, count: count).dropFirst().dropLast())
        }
    }

    /// The number of values in each bin; NaN is left out.
    package func counts(_ values: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: edges.count + 1)
        for x in values where !x.isNaN { counts[bin(of: x)] += 1 }
        return counts
    }

    /// The bin of a value that is not NaN.
    package func bin(of x: Double) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Edges at equal steps, both ends included, of a range whose width no number may hold.
    static func edges(from low: Double, to high: Double, count: Int) -> [Double] {
        (0...count).map { low * (1 - Double($0) / Double(count)) + high * (Double($0) / Double(count)) }
    }

    private static func quantileEdges(_ sorted: [Double], count: Int) -> [Double] {
        let step = 1 / Double(count)
        var unique: [Double] = []
        for index in 0...count {
            let edge = Quantile.linear(sorted: sorted, at: index == count ? 1 : Double(index) * step)
            if edge != unique.last { unique.append(edge) }
        }
        switch unique.count {
        case 1: return unique
        case 2: return [unique[1]]
        default: return Array(unique.dropFirst().dropLast())
        }
    }
}
