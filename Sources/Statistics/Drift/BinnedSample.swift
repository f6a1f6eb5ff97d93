/// A feature's distribution in a reference's bins, with what was missing: what every drift score is computed from.
package struct BinnedSample: Sendable, Equatable {
    /// The bins that scores compare: a number's coarse bins (infinities in the end bins), or categories, new, other; then
    /// missing.
    package let counts: [Int]
    /// A number's fine bins (infinities in the end bins); empty for categories.
    package let fine: [Int]
    /// All events: the sum of `counts`.
    package let count: Int

    /// The events that a metric rests on: the missing too where it has a bin for them.
    func rows(_ metric: DriftMetric) -> Int {
        switch metric {
        case .ks: fine.reduce(0, +)
        case .z: count - (counts.last ?? 0)
        default: count
        }
    }

    /// - Parameter counts: the missing last.
    init(counts: [Int]) {
        self.counts = counts
        fine = []
        count = counts.reduce(0, +)
    }

    init(schema: FeatureSchema, profile: Profile) {
        let counters = profile.features[schema.name]
        let missing = profile.missing(schema.name)
        var bins = counters?.bins ?? []
        if bins.count != schema.bins.count { bins = [Int](repeating: 0, count: schema.bins.count) }
        switch schema.bins {
        case .numeric(let numeric):
            bins[0] += counters?.negativeInfinities ?? 0
            bins[bins.count - 1] += counters?.positiveInfinities ?? 0
            fine = bins
            counts = numeric.coarseCounts(bins) + [missing]
        case .categorical, .none:
            fine = []
            counts = bins + [missing]
        }
        count = counts.reduce(0, +)
    }
}
