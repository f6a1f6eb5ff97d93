/// Makes a reference from events: first all the columns, then `build`.
///
/// Columns may come in batches of any size and order. The bins are exact quantiles and counts as long as no numeric
/// feature has more values than `capacity`; beyond it the bins are those of the first `capacity` values, and every later value is
/// still counted in them.
package struct ReferenceBuilder: Sendable {
    /// Most values of a numeric feature that are kept for its quantiles.
    package let capacity: Int
    /// Most distinct categories that are counted; rows of further ones are `__other__`.
    package static let categoryCapacity = 200_000

    private var events = 0
    private var columns: [ExactText: ReferenceColumn] = [:]
    private var side = SideCounters()
    private var expectedRows = 0

    /// - Parameter capacity: two million values are 16 MB a feature.
    package init(capacity: Int = 2_000_000) { self.capacity = max(1, capacity) }

    /// Says how many rows are to come, so that columns need not grow step by step.
    package mutating func reserve(rows: Int) { expectedRows = min(max(0, rows), capacity) }

    /// Makes bins of all columns so far and lets their values go; later values of these columns are only counted in them. For tables
    /// whose columns do not fit the memory together.
    package mutating func freeze() {
        for name in columns.keys { columns[name]?.freezeEarly() }
    }

    /// Events so far.
    package var count: Int { events }

    /// Counts the events themselves: once for every batch.
    package mutating func update(events rows: Int) { events += rows }

    /// A numeric column; NaN is missing. Text features come as lengths, embeddings as norms.
    package mutating func update(number name: ExactText, kind: FeatureKind = .number, contentsOf values: Span<Double>) {
        if columns[name] == nil {
            columns[name] = ReferenceColumn(kind: kind)
            columns[name]?.reserve(expectedRows)
        }
        columns[name]?.update(numbers: values, kind: kind, capacity: capacity)
        if name == ReservedFeature.score { for row in values.indices { side.scores.update(values[row]) } }
    }

    /// A categorical column as on the wire: code 0 is missing, code k is entry k−1.
    package mutating func update(category name: ExactText, codes: Span<UInt32>, dictionary: [ExactText]) {
        var tally = [Int](repeating: 0, count: dictionary.count + 1)
        for row in codes.indices where codes[row] > 0 && Int(codes[row]) <= dictionary.count { tally[Int(codes[row])] += 1 }
        columns[name, default: ReferenceColumn(kind: .category)].update(tally: tally, of: dictionary)
        guard name == ReservedFeature.prediction else { return }
        for (entry, label) in dictionary.enumerated() { side.classes.update(label, by: tally[entry + 1]) }
    }

    /// A categorical column, counted already.
    ///
    /// - Parameters:
    ///   - name: the feature's.
    ///   - counts: rows of each of the dictionary's entries.
    ///   - dictionary: the categories.
    package mutating func update(category name: ExactText, counts: [Int], of dictionary: [ExactText]) {
        columns[name, default: ReferenceColumn(kind: .category)].update(tally: [0] + counts, of: dictionary)
        guard name == ReservedFeature.prediction else { return }
        for (entry, label) in dictionary.enumerated() { side.classes.update(label, by: counts[entry]) }
    }

    /// A boolean column: 0 false, 1 true, 2 missing.
    package mutating func update(boolean name: ExactText, contentsOf values: Span<UInt8>) {
        var tally = [0, 0, 0]
        for row in values.indices where values[row] < 2 { tally[Int(values[row]) + 1] += 1 }
        columns[name, default: ReferenceColumn(kind: .boolean)].update(tally: tally, of: ["false", "true"], kind: .boolean)
    }

    /// Latencies in milliseconds, NaN for not measured.
    package mutating func update(latencies values: Span<Double>) {
        for row in values.indices where !values[row].isNaN { side.latency.update(values[row] < 1e-6 ? 0 : min(values[row], 1e9)) }
    }

    /// Freezes the bins and counts the reference's own events in them.
    package consuming func build() -> Reference {
        var features: [FeatureSchema] = []
        var profile = Profile()
        profile.events = events
        side.copy(into: &profile)
        for name in columns.keys.sorted() {
            guard let column = columns.removeValue(forKey: name) else { continue }
            let (bins, counters) = column.freeze()
            features.append(FeatureSchema(name: name, kind: column.kind, bins: bins))
            if !counters.isEmpty { profile.features[name] = counters }
        }
        return Reference(features: features, profile: profile)
    }
}
