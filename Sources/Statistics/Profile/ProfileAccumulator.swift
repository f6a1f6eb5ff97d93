/// Counts events into many profiles at once, a column at a time: the path of every event.
///
/// A *cell* is one profile to be (say a minute of a slice). Callers number cells from 0 and pass each row's cell. `cells` may hold
/// several rounds one behind the other (rows × k entries): then every row counts in k cells, and its value is still
/// binned only once. A negative cell leaves the row out. What is absent need not be said: see `FeatureCounters`.
///
/// Dictionary columns are as on the wire: code 0 is missing, code k is entry k−1. Take `.span` of a named array, not of a temporary.
package struct ProfileAccumulator: Sendable {
    package let reference: Reference?
    /// Cells in use.
    package private(set) var cellCount: Int
    private var events: [Int]
    private var index: [ExactText: Int] = [:]
    private var names: [ExactText] = []
    private var matrices: [FeatureMatrix] = []
    private var side: [SideCounters]
    private var scratch: [UInt16] = []

    package init(reference: Reference? = nil, cells: Int = 1) {
        self.reference = reference
        cellCount = 0
        events = []
        side = []
        reserve(cells: cells)
    }

    /// Makes room for cells 0 ..< `cells`; those that there are keep their counts.
    package mutating func reserve(cells: Int) {
        guard cells > cellCount else { return }
        events.append(contentsOf: repeatElement(0, count: cells - cellCount))
        side.append(contentsOf: repeatElement(SideCounters(), count: cells - cellCount))
        for position in matrices.indices { matrices[position].reserve(cells: cells) }
        cellCount = cells
    }

    /// Counts the events themselves: once for every batch.
    package mutating func update(events cells: Span<Int32>) {
        for position in cells.indices where isCell(cells[position]) { events[Int(cells[position])] += 1 }
    }

    /// Counts a numeric column. Text features come as lengths (`kind` = text), embeddings as norms (`kind` = embedding).
    /// - Parameters:
    ///   - name: the feature's.
    ///   - kind: what the numbers stand for.
    ///   - values: a value a row; NaN is missing.
    ///   - cells: rows × k cells.
    package mutating func update(
        number name: ExactText, kind: FeatureKind = .number, contentsOf values: Span<Double>, cells: Span<Int32>
    ) {
        let position = matrix(of: name, kind: kind)
        guard matrices[position].kind == kind else {
            return matrices[position].update(typeErrors: values.map { !$0.isNaN }, cells: cells)
        }
        matrices[position].update(numbers: values, cells: cells, scratch: &scratch)
    }

    /// Counts a categorical column.
    package mutating func update(
        category name: ExactText, codes: Span<UInt32>, dictionary: [ExactText], cells: Span<Int32>
    ) {
        let position = matrix(of: name, kind: .category)
        guard matrices[position].kind == .category else {
            return matrices[position].update(typeErrors: codes.map { $0 != 0 }, cells: cells)
        }
        var binOfCode = [UInt16](repeating: 0, count: dictionary.count + 1)
        if case .categorical(let bins) = matrices[position].bins {
            for (entry, category) in dictionary.enumerated() { binOfCode[entry + 1] = UInt16(bins.bin(of: category)) }
        }
        matrices[position].update(codes: codes, binOfCode: binOfCode, cells: cells, scratch: &scratch)
    }

    /// Counts a categorical column of one cell that is counted already.
    ///
    /// - Parameters:
    ///   - name: the feature's.
    ///   - counts: rows of each of the dictionary's entries.
    ///   - dictionary: the categories.
    ///   - cell: where to.
    package mutating func update(category name: ExactText, counts: [Int], of dictionary: [ExactText], cell: Int) {
        guard cell >= 0 && cell < cellCount else { return }
        let position = matrix(of: name, kind: .category)
        for (entry, category) in dictionary.enumerated() where counts[entry] > 0 {
            matrices[position].add(counts[entry], category: category, cell: cell)
            if name == ReservedFeature.prediction { side[cell].classes.update(category, by: counts[entry]) }
        }
    }

    /// Counts a boolean column: 0 false, 1 true, 2 missing.
    package mutating func update(boolean name: ExactText, contentsOf values: Span<UInt8>, cells: Span<Int32>) {
        let position = matrix(of: name, kind: .boolean)
        guard matrices[position].kind == .boolean else {
            return matrices[position].update(typeErrors: values.map { $0 < 2 }, cells: cells)
        }
        matrices[position].update(booleans: values, cells: cells, scratch: &scratch)
    }

    /// Counts predicted classes: as the feature `__prediction__` and by class.
    package mutating func update(predictedClasses codes: Span<UInt32>, dictionary: [ExactText], cells: Span<Int32>) {
        update(category: ReservedFeature.prediction, codes: codes, dictionary: dictionary, cells: cells)
        count(codes, dictionary, cells) { $0.classes.update($1, by: $2) }
    }

    /// Counts scores: as the feature `__score__` and in the histogram of [0, 1].
    package mutating func update(scores values: Span<Double>, cells: Span<Int32>) {
        update(number: ReservedFeature.score, contentsOf: values, cells: cells)
        forEach(values, cells) { $0.scores.update($1) }
    }

    /// Counts the predicted values of a regression as the feature `__value__`.
    package mutating func update(predictedValues values: Span<Double>, cells: Span<Int32>) {
        update(number: ReservedFeature.value, contentsOf: values, cells: cells)
    }

    /// Counts latencies in milliseconds. NaN is not measured; negative ones count as 0, all else within 1e-6 and 1e9 ms.
    package mutating func update(latencies values: Span<Double>, cells: Span<Int32>) {
        forEach(values, cells) { $0.latency.update($1 < 1e-6 ? 0 : min($1, 1e9)) }
    }

    /// Counts token numbers as on the wire: 0 unknown, n for n−1 tokens.
    package mutating func update(promptTokens values: Span<UInt32>, cells: Span<Int32>) {
        forEach(values, cells) { if $1 > 0 { $0.promptTokens.update(Double($1 - 1)) } }
    }

    /// Counts token numbers as on the wire: 0 unknown, n for n−1 tokens.
    package mutating func update(responseTokens values: Span<UInt32>, cells: Span<Int32>) {
        forEach(values, cells) { if $1 > 0 { $0.responseTokens.update(Double($1 - 1)) } }
    }

    /// Counts failures by their code.
    package mutating func update(errorCodes codes: Span<UInt32>, dictionary: [ExactText], cells: Span<Int32>) {
        count(codes, dictionary, cells) { $0.errors.update($1, by: $2) }
    }

    /// The profile of one cell so far.
    package func profile(ofCell cell: Int) -> Profile {
        var profile = Profile(reference: reference)
        guard cell >= 0 && cell < cellCount else { return profile }
        profile.events = events[cell]
        for (position, name) in names.enumerated() {
            let counters = matrices[position].counters(ofCell: cell)
            if !counters.isEmpty { profile.features[name] = counters }
        }
        side[cell].copy(into: &profile)
        return profile
    }

    // MARK: - Private

    private func isCell(_ cell: Int32) -> Bool { cell >= 0 && Int(cell) < cellCount }

    private mutating func matrix(of name: ExactText, kind: FeatureKind) -> Int {
        if let known = index[name] { return known }
        let schema = reference?.feature(name)
        let created = FeatureMatrix(kind: schema?.kind ?? kind, bins: schema?.bins ?? .none, cells: cellCount)
        matrices.append(created)
        names.append(name)
        index[name] = matrices.count - 1
        return matrices.count - 1
    }

    private mutating func forEach<Value: BitwiseCopyable>(
        _ values: Span<Value>, _ cells: Span<Int32>, _ body: (inout SideCounters, Value) -> Void
    ) {
        guard values.count > 0 else { return }
        for start in stride(from: 0, to: cells.count, by: values.count) {
            for row in 0..<min(values.count, cells.count - start) where isCell(cells[start + row]) {
                body(&side[Int(cells[start + row])], values[row])
            }
        }
    }

    /// Counts by code first where cells × entries are few, so that a text is hashed once a batch and not once a row.
    private mutating func count(
        _ codes: Span<UInt32>, _ dictionary: [ExactText], _ cells: Span<Int32>,
        _ body: (inout SideCounters, ExactText, Int) -> Void
    ) {
        let width = dictionary.count
        guard width * cellCount <= 65_536 + 4 * cells.count else {
            return forEach(codes, cells) { counters, code in
                if code > 0 && Int(code) <= width { body(&counters, dictionary[Int(code) - 1], 1) }
            }
        }
        var tally = [UInt32](repeating: 0, count: width * cellCount)
        for position in cells.indices where isCell(cells[position]) {
            let code = Int(codes[position % codes.count])
            if code > 0 && code <= width { tally[Int(cells[position]) * width + code - 1] += 1 }
        }
        for position in tally.indices where tally[position] > 0 {
            body(&side[position / width], dictionary[position % width], Int(tally[position]))
        }
    }
}

extension Span where Element: BitwiseCopyable {
    /// Whether each element is something, for the rare path of type errors.
    fileprivate func map(_ isPresent: (Element) -> Bool) -> [Bool] {
        var result: [Bool] = []
        result.reserveCapacity(count)
        for position in indices { result.append(isPresent(self[position])) }
        return result
    }
}
