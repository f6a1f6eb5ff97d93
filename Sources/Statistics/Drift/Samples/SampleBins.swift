/// The bins in which two samples are compared, made from the reference: those that `ReferenceBuilder` freezes as coarse bins, so
/// that scores of files and scores of profiles are equal.
package enum SampleBins: Sendable, Equatable {
    /// Inner edges; bin i holds edges[i-1] ≤ x < edges[i].
    case numeric([Double])
    case categorical(CategoryBins)

    package init(reference: FeatureSample) {
        switch reference {
        case .number(let sample): self = .numeric(NumericBins.coarseEdges(sorted: sample.values))
        case .category(let sample): self = .categorical(sample.bins)
        }
    }

    /// Number of bins, without the missing.
    package var count: Int {
        switch self {
        case .numeric(let edges): edges.count + 1
        case .categorical(let bins): bins.count
        }
    }

    /// A sample's rows in the bins, the missing last; a sample of another type is all missing.
    package func counts(_ sample: FeatureSample) -> [Int] {
        switch (self, sample) {
        case (.numeric(let edges), .number(let sample)): return Self.counts(edges, sample) + [sample.missing]
        case (.categorical(let bins), .category(let sample)):
            var counts = [Int](repeating: 0, count: bins.count)
            for (category, rows) in sample.counts { counts[bins.bin(of: category)] += rows }
            counts[bins.otherBin] += sample.crowdedOut
            return counts + [sample.missing]
        case (.numeric(let edges), .category): return [Int](repeating: 0, count: edges.count + 1) + [sample.count]
        case (.categorical(let bins), .number): return [Int](repeating: 0, count: bins.count) + [sample.count]
        }
    }

    private static func counts(_ edges: [Double], _ sample: SortedSample) -> [Int] {
        var counts: [Int] = []
        var below = 0
        for edge in edges {
            let next = SortedSearch.lowerBound(sample.values.span, edge)
            counts.append(next - below)
            below = next
        }
        counts.append(sample.values.count - below)
        counts[0] += sample.negativeInfinities
        counts[counts.count - 1] += sample.positiveInfinities
        return counts
    }
}

/// Places in ascending values.
enum SortedSearch {
    /// The number of values below `x`.
    static func lowerBound(_ values: Span<Double>, _ x: Double) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < x { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
