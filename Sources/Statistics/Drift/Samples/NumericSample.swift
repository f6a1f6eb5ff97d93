/// A column of numbers in the making: its finite values as they come, and what has no place in an order, counted.
package struct NumericSample: Sendable {
    /// The finite values so far, in the order that they came in.
    package private(set) var values: [Double] = []
    /// NaN.
    package private(set) var missing = 0
    package private(set) var positiveInfinities = 0
    package private(set) var negativeInfinities = 0

    /// - Parameter capacity: how many values to expect; 8 bytes each are reserved.
    package init(capacity: Int = 0) { values.reserveCapacity(capacity) }

    /// Rows so far.
    package var count: Int { values.count + missing + positiveInfinities + negativeInfinities }

    fileprivate mutating func takeValues() -> [Double] {
        var taken: [Double] = []
        swap(&taken, &values)
        self = NumericSample()
        return taken
    }

    package mutating func update(contentsOf column: Span<Double>) {
        var special = 0
        for row in column.indices { special += column[row].isFinite ? 0 : 1 }
        guard special > 0 else {
            column.withUnsafeBufferPointer { values.append(contentsOf: $0) }
            return
        }
        for row in column.indices {
            let x = column[row]
            if x.isFinite {
                values.append(x)
            } else if x.isNaN {
                missing += 1
            } else if x > 0 {
                positiveInfinities += 1
            } else {
                negativeInfinities += 1
            }
        }
    }
}

/// A column of numbers in ascending order: what every exact score of two samples is computed from.
package struct SortedSample: Sendable {
    /// The finite values, ascending.
    package let values: [Double]
    package let missing: Int
    package let positiveInfinities: Int
    package let negativeInfinities: Int
    /// Distinct finite values; −0 and 0 are one.
    package let distinct: Int

    /// Takes the values of a sample and sorts them where they lie; the sample is empty afterwards.
    package init(taking sample: inout NumericSample) {
        missing = sample.missing
        positiveInfinities = sample.positiveInfinities
        negativeInfinities = sample.negativeInfinities
        var values = sample.takeValues()
        DoubleSort.sort(&values)
        distinct = Self.distinct(values.span)
        self.values = values
    }

    package init(_ values: [Double]) {
        var sample = NumericSample(capacity: values.count)
        sample.update(contentsOf: values.span)
        self.init(taking: &sample)
    }

    /// Rows.
    package var count: Int { present + missing }
    /// Rows with a value, infinities included.
    package var present: Int { values.count + positiveInfinities + negativeInfinities }
    package var infinities: Int { positiveInfinities + negativeInfinities }

    /// The values with the infinities in their places.
    var all: [Double] {
        guard infinities > 0 else { return values }
        return [Double](repeating: -.infinity, count: negativeInfinities) + values
            + [Double](repeating: .infinity, count: positiveInfinities)
    }

    /// The distinct finite values of both samples, ascending, the least `most` of them.
    func values(with other: SortedSample, most: Int) -> [Double] {
        var found: [Double] = []
        var (i, j) = (0, 0)
        while found.count < most && (i < values.count || j < other.values.count) {
            let x = i == values.count ? other.values[j] : j == other.values.count ? values[i] : min(values[i], other.values[j])
            found.append(x)
            i = SortedSearch.lowerBound(values.span, x.nextUp)
            j = SortedSearch.lowerBound(other.values.span, x.nextUp)
        }
        return found
    }

    /// Of the finite values; nil without any.
    package var mean: Double? {
        guard !values.isEmpty else { return nil }
        let center = values[values.count / 2]
        return center + BlockSum.of(values.span) { $0 - center } / Double(values.count)
    }

    /// Mean and variance (divided by n) of the finite values, within a few units in the last place; nil without any, and where the
    /// squares of the values leave the range of a double.
    package var moments: (mean: Double, variance: Double)? {
        guard !values.isEmpty else { return nil }
        let n = Double(values.count)
        let center = values[values.count / 2]
        let mean = center + BlockSum.of(values.span) { $0 - center } / n
        let rest = BlockSum.of(values.span) { $0 - mean } / n
        let variance = BlockSum.of(values.span) { ($0 - mean) * ($0 - mean) } / n - rest * rest
        return variance.isFinite ? (mean + rest, max(0, variance)) : nil
    }

    private static func distinct(_ values: Span<Double>) -> Int {
        guard !values.isEmpty else { return 0 }
        var count = 1
        for index in 1..<values.count { count += values[index] != values[index - 1] ? 1 : 0 }
        return count
    }
}
