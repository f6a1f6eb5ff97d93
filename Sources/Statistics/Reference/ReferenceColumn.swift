/// What a reference in the making keeps of one feature.
struct ReferenceColumn: Sendable {
    let kind: FeatureKind
    private var values: [Double] = []
    /// Set once there are too many values to keep.
    private var frozen: NumericBins?
    private var frozenCounters: FeatureCounters
    private var categories: [ExactText: Int] = [:]
    private var crowdedOut = 0
    private var typeErrors = 0
    private var positiveInfinities = 0
    private var negativeInfinities = 0

    init(kind: FeatureKind) {
        self.kind = kind
        frozenCounters = FeatureCounters(kind: kind)
    }

    /// Makes room for so many values.
    mutating func reserve(_ rows: Int) { values.reserveCapacity(rows) }

    mutating func update(numbers: Span<Double>, kind other: FeatureKind, capacity: Int) {
        if other == kind, frozen == nil, values.count + numbers.count < capacity, Self.areFinite(numbers) {
            numbers.withUnsafeBufferPointer { values.append(contentsOf: $0) }
            return
        }
        var late: [Double] = []
        for row in numbers.indices {
            let x = numbers[row]
            if x.isNaN { continue }
            if other != kind {
                typeErrors += 1
            } else if !x.isFinite {
                if x > 0 { positiveInfinities += 1 } else { negativeInfinities += 1 }
            } else if frozen != nil {
                late.append(x)
            } else {
                keep(x, capacity: capacity)
            }
        }
        count(late)
    }

    mutating func update(tally: [Int], of dictionary: [ExactText], kind other: FeatureKind = .category) {
        for (entry, category) in dictionary.enumerated() where tally[entry + 1] > 0 {
            let rows = tally[entry + 1]
            if other != kind {
                typeErrors += rows
            } else if let known = categories[category] {
                categories[category] = known + rows
            } else if categories.count < ReferenceBuilder.categoryCapacity {
                categories[category] = rows
            } else {
                crowdedOut += rows
            }
        }
    }

    /// The frozen bins and the counts in them.
    consuming func freeze() -> (FeatureBins, FeatureCounters) {
        kind.isNumeric ? freezeNumeric() : freezeCategorical()
    }

    private static func areFinite(_ numbers: Span<Double>) -> Bool {
        numbers.withUnsafeBufferPointer { numbers in
            var odd: UInt64 = 0
            for x in numbers { odd |= x.magnitude.bitPattern >= Double.infinity.bitPattern ? 1 : 0 }
            return odd == 0
        }
    }

    /// Makes bins of the values so far; later ones are only counted in them.
    mutating func freezeEarly() {
        if kind.isNumeric && frozen == nil { frozen = freezeValues() }
    }

    private mutating func keep(_ x: Double, capacity: Int) {
        values.append(x)
        guard values.count >= capacity else { return }
        frozen = freezeValues()
    }

    /// Turns the values kept into bins and counts.
    private mutating func freezeValues() -> NumericBins {
        DoubleSort.sort(&values)
        let (bins, moments) = NumericBins.make(sorted: values)
        frozenCounters = FeatureCounters(kind: kind)
        frozenCounters.moments = moments
        frozenCounters.bins = bins.counts(sorted: values)
        values = []
        return bins
    }

    /// Finite values that came after the bins were made.
    private mutating func count(_ late: [Double]) {
        guard let frozen, !late.isEmpty else { return }
        for x in late { frozenCounters.bins[frozen.bin(of: x)] += 1 }
        late.withUnsafeBufferPointer { frozenCounters.moments.accumulate(contentsOf: $0) }
    }

    private consuming func freezeNumeric() -> (FeatureBins, FeatureCounters) {
        let bins = frozen ?? freezeValues()
        var counters = frozenCounters
        counters.positiveInfinities = positiveInfinities
        counters.negativeInfinities = negativeInfinities
        counters.typeErrors = typeErrors
        counters.count = counters.moments.count + positiveInfinities + negativeInfinities
        return (.numeric(bins), counters)
    }

    private consuming func freezeCategorical() -> (FeatureBins, FeatureCounters) {
        let known = kind == .boolean ? CategoryBins.boolean : CategoryBins(counts: categories)
        let bins = crowdedOut == 0 ? known : CategoryBins(categories: known.categories, others: nil)
        var counters = FeatureCounters(kind: kind, bins: bins.count)
        for (category, rows) in categories {
            counters.bins[bins.bin(of: category)] += rows
            counters.count += rows
        }
        counters.bins[bins.otherBin] += crowdedOut
        counters.count += crowdedOut
        counters.typeErrors = typeErrors
        return (.categorical(bins), counters)
    }
}
