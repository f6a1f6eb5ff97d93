/// Two distributions over the same bars, ready to be drawn.
struct DistributionShape {
    struct Bar {
        var label: String
        var reference: Double
        var current: Double
    }

    let isNumeric: Bool
    /// Of equal width where the distribution is numeric.
    let bars: [Bar]
    /// Where a number's axis begins and ends.
    let range: (from: Double, to: Double)?

    /// The tallest bar; above 0.
    var top: Double { max(bars.reduce(0) { max($0, $1.reference, $1.current) }, 1e-12) }

    /// - Parameter limit: about how many bars there is room for. Numeric bins, which hold equal parts of the reference and so differ
    ///   in width, are spread evenly over bars of equal width; of categories the largest are kept and the rest is one bar.
    /// - Returns: nil where there is nothing to draw, or the document's lists do not belong together.
    init?(_ distribution: CheckReport.Distribution, limit: Int) {
        let count = min(distribution.reference.count, distribution.current.count)
        guard count > 0, distribution.reference.count == distribution.current.count else { return nil }
        let shares = zip(distribution.reference, distribution.current).map { (max(0, $0), max(0, $1)) }
        if let edges = distribution.edges {
            guard edges.count + 1 == count else { return nil }
            if count <= 3 {
                // A flag, most likely: between its values there is nothing.
                isNumeric = false
                range = nil
                bars = zip(distribution.binLabels, shares).map { Bar(label: $0, reference: $1.0, current: $1.1) }
                return
            }
            let bins = NumericBins(edges: edges, minimum: distribution.minimum, maximum: distribution.maximum)
            guard let bins else { return nil }
            isNumeric = true
            range = (bins.ends.first ?? 0, bins.ends.last ?? 1)
            bars = bins.spread(shares, over: max(2, limit))
        } else {
            let labels = distribution.labels ?? []
            isNumeric = false
            range = nil
            bars = Self.largest(
                shares.enumerated().map { index, share in
                    Bar(label: index < labels.count ? labels[index] : "\(index + 1)", reference: share.0, current: share.1)
                }, limit: max(2, limit))
        }
    }

    /// In their own order; what is left out becomes one bar at the end.
    private static func largest(_ bars: [Bar], limit: Int) -> [Bar] {
        guard bars.count > limit else { return bars }
        let order = bars.indices.sorted { one, other in
            let (a, b) = (max(bars[one].reference, bars[one].current), max(bars[other].reference, bars[other].current))
            return a != b ? a > b : one < other
        }
        let kept = Set(order.prefix(limit - 1))
        var rest = Bar(label: "\(bars.count - kept.count) others", reference: 0, current: 0)
        for index in bars.indices where !kept.contains(index) {
            rest.reference += bars[index].reference
            rest.current += bars[index].current
        }
        return bars.indices.filter(kept.contains).map { bars[$0] } + [rest]
    }
}

extension CheckReport.Distribution {
    /// What each bin holds, as it was counted: `below 18`, `18 to 25`, `64 and more`, or the category.
    var binLabels: [String] {
        guard let edges else { return labels ?? [] }
        guard let first = edges.first, let last = edges.last else { return ["all"] }
        let inner = zip(edges, edges.dropFirst()).map { "\(NumberText.number($0)) to \(NumberText.number($1))" }
        return ["below \(NumberText.number(first))"] + inner + ["\(NumberText.number(last)) and more"]
    }
}
