/// A number's bins with both ends of each.
struct NumericBins {
    /// Ascending, one more than bins.
    let ends: [Double]

    /// Gives the open end bins an end: what was seen, but not farther than some typical bins, so that one outlier does not flatten
    /// the picture.
    ///
    /// - Returns: nil where the edges do not ascend or nothing says how wide the bins are.
    init?(edges: [Double], minimum: Double?, maximum: Double?) {
        guard zip(edges, edges.dropFirst()).allSatisfy({ $0 <= $1 }), edges.allSatisfy({ $0.isFinite }) else { return nil }
        let widths = zip(edges.dropFirst(), edges).map { $0 - $1 }.filter { $0 > 0 && $0.isFinite }.sorted()
        let first: Double
        let last: Double
        if let low = edges.first, let high = edges.last {
            let seen = max((maximum ?? high) - (minimum ?? low), 0)
            let typical = widths.isEmpty ? (seen > 0 ? seen / 2 : max(abs(low) * 0.1, 1e-9)) : widths[widths.count / 2]
            let reach = max(typical * 4, (high - low) * 0.5)
            first = max(min(minimum ?? low - typical, low), low - reach)
            last = min(max(maximum ?? high + typical, high), high + reach)
        } else {
            guard let minimum, let maximum, minimum <= maximum else { return nil }
            let half = minimum < maximum ? 0 : max(abs(minimum) * 0.05, 0.5)
            (first, last) = (minimum - half, maximum + half)
        }
        guard first < last, (last - first).isFinite else { return nil }
        ends = [first] + edges + [last]
    }

    /// Each bin's shares spread evenly over the bars that it covers; a bin of a single value goes into the bar that it lies in.
    func spread(_ shares: [(Double, Double)], over count: Int) -> [DistributionShape.Bar] {
        let (from, to) = (ends[0], ends[ends.count - 1])
        let step = (to - from) / Double(count)
        var bars = (0..<count).map { index in
            let (low, high) = (from + Double(index) * step, from + Double(index + 1) * step)
            return DistributionShape.Bar(
                label: "\(NumberText.number(low)) – \(NumberText.number(high))", reference: 0, current: 0)
        }
        for (index, share) in shares.enumerated() where index + 1 < ends.count {
            let (low, high) = ((ends[index] - from) / step, (ends[index + 1] - from) / step)
            let place = { (position: Double) in position.isFinite ? Int(min(Double(count - 1), max(0, position))) : 0 }
            guard high - low > 1e-9 else {
                bars[place(low)].reference += share.0
                bars[place(low)].current += share.1
                continue
            }
            for bar in place(low)...place(high) {
                let part = (min(high, Double(bar + 1)) - max(low, Double(bar))) / (high - low)
                guard part > 0 else { continue }
                bars[bar].reference += share.0 * part
                bars[bar].current += share.1 * part
            }
        }
        return bars
    }
}
