package import Contracts
package import ProfileStore
package import Statistics
package import Wire

/// Counts the events of one deployment into cells, column by column, until `takeCells`.
package struct DeploymentCounter: Sendable {
    /// A reference that events are counted in the bins of.
    package struct ActiveReference: Sendable {
        package var version: Int
        package var reference: Reference

        package init(version: Int, reference: Reference) {
            self.version = version
            self.reference = reference
        }
    }

    package private(set) var catalogue: DeploymentCatalogue
    /// Changed only while nothing is counted.
    package private(set) var active: ActiveReference?
    private let sliceKeys: [MetadataKey]
    private var accumulator: ProfileAccumulator
    private var cells = CellTable()
    private var sketches = HourSketches()
    private var scratch = Scratch()

    /// First and last event, and how many, since `takeActivity`.
    private var firstEvent = Int64.max
    private var lastEvent = Int64.min
    private var events: Int64 = 0

    /// Buffers that are used again for every batch.
    private struct Scratch: Sendable {
        var cells: [Int32] = []
        var numbers: [Double] = []
        var bytes: [UInt8] = []
        var codes: [UInt32] = []
        var skipped: [Bool] = []
    }

    /// A counter for a deployment whose slices are made by the values of `sliceKeys`, of which there is at least one.
    package init(catalogue: DeploymentCatalogue, active: ActiveReference?, sliceKeys: [MetadataKey]) {
        precondition(!sliceKeys.isEmpty && sliceKeys.count <= 8, "between one and eight slice keys")
        self.catalogue = catalogue
        self.active = active
        self.sliceKeys = sliceKeys
        accumulator = ProfileAccumulator(reference: active?.reference, cells: 0)
    }

    /// How many cells have been touched.
    package var cellCount: Int { cells.coordinates.count }

    /// Counts in other bins from now on. What was counted must have been taken.
    package mutating func activate(_ reference: ActiveReference) {
        precondition(cellCount == 0, "a reference is changed between two commits")
        active = reference
        accumulator = ProfileAccumulator(reference: reference.reference, cells: 0)
    }

    /// Counts the rows of a batch, save those in `skipping` (sorted or not).
    package mutating func count(_ batch: ColumnarBatch, skipping: some Sequence<Int>) {
        guard batch.count > 0 else { return }
        assignCells(batch, skipping: skipping)
        accumulator.reserve(cells: cellCount)
        let cells = scratch.cells
        accumulator.update(events: cells.span)
        for feature in batch.features { count(feature, cells: cells) }
        countOutputs(batch, cells: cells)
        countLanguageModel(batch, cells: cells)
    }

    // MARK: - Cells

    private mutating func assignCells(_ batch: ColumnarBatch, skipping: some Sequence<Int>) {
        let rows = batch.count
        scratch.cells.removeAll(keepingCapacity: true)
        scratch.cells.append(contentsOf: repeatElement(-1, count: rows * sliceKeys.count))
        scratch.skipped.removeAll(keepingCapacity: true)
        scratch.skipped.append(contentsOf: repeatElement(false, count: rows))
        for row in skipping where row >= 0 && row < rows { scratch.skipped[row] = true }
        let versions = indexes(of: batch.modelVersions, in: DeploymentCatalogue.versionDimension, missing: nil)
        for (dimension, key) in sliceKeys.enumerated() {
            let column = batch.metadata(key) ?? DictionaryColumn()
            let slices = indexes(of: column, in: key.rawValue, missing: -1)
            assign(
                batch.times, versions: batch.modelVersions.codes, versionIndexes: versions, slices: column.codes,
                sliceIndexes: slices, dimension: dimension)
        }
        sketches.begin(batch.times, skipped: scratch.skipped)
        for row in 0..<rows where !scratch.skipped[row] {
            firstEvent = min(firstEvent, batch.times[row])
            lastEvent = max(lastEvent, batch.times[row])
            events += 1
        }
    }

    private mutating func assign(
        _ times: [Int64], versions: ArraySlice<UInt32>, versionIndexes: [Int32], slices: ArraySlice<UInt32>,
        sliceIndexes: [Int32],
        dimension: Int
    ) {
        let offset = dimension * times.count
        var minute: Int64 = .min
        var minuteEnd: Int64 = .min
        for row in times.indices where !scratch.skipped[row] {
            let time = times[row]
            if time < minute || time >= minuteEnd {
                minute = Timestamp(nanos: time).floored(toNanos: Timestamp.nanosPerMinute).nanos
                minuteEnd = minute + Timestamp.nanosPerMinute
            }
            let version = versions.isEmpty ? versionIndexes[0] : versionIndexes[Int(versions[versions.startIndex + row])]
            let slice = slices.isEmpty ? -1 : sliceIndexes[Int(slices[slices.startIndex + row])]
            scratch.cells[offset + row] = cells.cell(minute: minute, version: version, dimension: Int32(dimension), slice: slice)
        }
    }

    /// The number of each code's value; a code that no counted row has gets none. `missing` nil: no value is the empty one.
    private mutating func indexes(of column: DictionaryColumn, in dimension: String, missing: Int32?) -> [Int32] {
        var used = [Bool](repeating: false, count: column.entryCount + 1)
        used[0] = column.isAbsent
        for (row, code) in column.codes.enumerated() where !scratch.skipped[row] { used[Int(code)] = true }
        var result = [Int32](repeating: -1, count: column.entryCount + 1)
        if used[0] { result[0] = missing ?? catalogue.index(of: "", in: dimension) }
        for entry in 0..<column.entryCount where used[entry + 1] {
            let value = column.withBytes(ofEntry: entry) { ExactText(copying: $0) }
            result[entry + 1] = catalogue.index(of: value, in: dimension)
        }
        return result
    }

    // MARK: - Columns

    // Buffers are taken out of `scratch` while a column is counted and put back afterwards, so that their memory is used again.

    private mutating func count(_ feature: FeatureColumn, cells: [Int32]) {
        let name = ExactText(feature.name.rawValue)
        switch feature.kind {
        case .number: countNumbers(name, kind: .number, cells: cells) { feature.numbers.copy(into: &$0) }
        case .category:
            guard !feature.categories.isAbsent, declare(name, as: .category) else { return }
            accumulator.update(
                category: name, codes: feature.categories.codes.span, dictionary: feature.categories.texts, cells: cells.span)
        case .boolean:
            guard !feature.booleans.isAbsent, declare(name, as: .boolean) else { return }
            var bytes = Self.take(&scratch.bytes)
            feature.booleans.copy(into: &bytes)
            accumulator.update(boolean: name, contentsOf: bytes.span, cells: cells.span)
            scratch.bytes = bytes
        case .text: countNumbers(name, kind: .text, cells: cells) { feature.texts.copyLengths(into: &$0) }
        case .embedding: countNumbers(name, kind: .embedding, cells: cells) { feature.embeddings.copyNorms(into: &$0) }
        }
    }

    private mutating func countNumbers(_ name: ExactText, kind: FeatureKind, cells: [Int32], _ copy: (inout [Double]) -> Void) {
        withNumbers(copy) { counter, numbers in
            guard counter.declare(name, as: kind) else { return }
            counter.accumulator.update(number: name, kind: kind, contentsOf: numbers.span, cells: cells.span)
            if kind == .number { counter.sketches.update(name, contentsOf: numbers) }
        }
    }

    private mutating func countOutputs(_ batch: ColumnarBatch, cells: [Int32]) {
        let prediction = batch.prediction
        if !prediction.classes.isAbsent, declare(ReservedFeature.prediction, as: .category) {
            let classes = prediction.classes
            accumulator.update(predictedClasses: classes.codes.span, dictionary: classes.texts, cells: cells.span)
        }
        withNumbers({ prediction.scores.copy(into: &$0) }) { counter, numbers in
            guard counter.declare(ReservedFeature.score, as: .number) else { return }
            counter.accumulator.update(scores: numbers.span, cells: cells.span)
            counter.sketches.update(ReservedFeature.score, contentsOf: numbers)
        }
        withNumbers({ prediction.values.copy(into: &$0) }) { counter, numbers in
            guard counter.declare(ReservedFeature.value, as: .number) else { return }
            counter.accumulator.update(predictedValues: numbers.span, cells: cells.span)
            counter.sketches.update(ReservedFeature.value, contentsOf: numbers)
        }
        withNumbers({ batch.latencies.copy(into: &$0) }) { counter, numbers in
            counter.accumulator.update(latencies: numbers.span, cells: cells.span)
        }
        guard !batch.errorCodes.isAbsent else { return }
        accumulator.update(errorCodes: batch.errorCodes.codes.span, dictionary: batch.errorCodes.texts, cells: cells.span)
    }

    private mutating func countLanguageModel(_ batch: ColumnarBatch, cells: [Int32]) {
        let (prompts, responses) = (batch.languageModel.promptTokens, batch.languageModel.responseTokens)
        guard !prompts.isAbsent || !responses.isAbsent else { return }
        var codes = Self.take(&scratch.codes)
        prompts.copy(into: &codes)
        accumulator.update(promptTokens: codes.span, cells: cells.span)
        responses.copy(into: &codes)
        accumulator.update(responseTokens: codes.span, cells: cells.span)
        scratch.codes = codes
    }

    /// Fills the buffer of numbers and, unless that leaves it empty, calls `body` with it.
    private mutating func withNumbers(_ fill: (inout [Double]) -> Void, _ body: (inout DeploymentCounter, [Double]) -> Void) {
        var numbers = Self.take(&scratch.numbers)
        fill(&numbers)
        if !numbers.isEmpty { body(&self, numbers) }
        scratch.numbers = numbers
    }

    private static func take<Element>(_ buffer: inout [Element]) -> [Element] {
        var taken: [Element] = []
        swap(&taken, &buffer)
        return taken
    }

    /// Fixes a feature's type before its first column is counted, so that columns of another type are its type errors. False: it
    /// is one too many.
    private mutating func declare(_ name: ExactText, as kind: FeatureKind) -> Bool {
        let seen = active?.reference.feature(name)?.kind ?? kind
        guard let frozen = catalogue.kind(of: name, seenAs: seen) else { return false }
        let none: [Int32] = []
        switch active?.reference.feature(name)?.kind ?? frozen {
        case .category: accumulator.update(category: name, codes: [UInt32]().span, dictionary: [], cells: none.span)
        case .boolean: accumulator.update(boolean: name, contentsOf: [UInt8]().span, cells: none.span)
        case let kind: accumulator.update(number: name, kind: kind, contentsOf: [Double]().span, cells: none.span)
        }
        return true
    }

    // MARK: - Results

    /// The counters of all cells touched since the last call, with the cell of all events beside those of the slices.
    package mutating func takeCells(isBackfilled: Bool) throws(StatisticsError) -> [NewCell] {
        defer {
            cells = CellTable()
            accumulator = ProfileAccumulator(reference: active?.reference, cells: 0)
        }
        var unsliced: [CellTable.Coordinate: Profile] = [:]
        var result: [NewCell] = []
        for (number, coordinate) in cells.coordinates.enumerated() {
            let profile = accumulator.profile(ofCell: number)
            if coordinate.slice >= 0 { result.append(cell(coordinate, profile, isBackfilled: isBackfilled)) }
            guard coordinate.dimension == 0 else { continue }
            var all = coordinate
            all.slice = -1
            if unsliced[all] == nil {
                unsliced[all] = profile
            } else {
                try unsliced[all]?.merge(profile)
            }
        }
        for (coordinate, profile) in unsliced { result.append(cell(coordinate, profile, isBackfilled: isBackfilled)) }
        return result
    }

    /// The quantile sketches of the hours touched since the last call.
    package mutating func takeSketches() -> [NewSketch] { sketches.take(catalogue.deployment) }

    /// When events happened and how many, since the last call; nil: none.
    package mutating func takeActivity() -> Activity? {
        defer { (firstEvent, lastEvent, events) = (.max, .min, 0) }
        guard events > 0 else { return nil }
        return Activity(deployment: catalogue.deployment, firstEvent: firstEvent, lastEvent: lastEvent, events: events)
    }

    /// What was seen for the first time since the last call.
    package mutating func takeNew() -> (features: [FrozenFeature], values: [SeenValue]) { catalogue.takeNew() }

    private func cell(_ coordinate: CellTable.Coordinate, _ profile: Profile, isBackfilled: Bool) -> NewCell {
        let key = sliceKeys[Int(coordinate.dimension)].rawValue
        let slice = coordinate.slice < 0 ? "" : "\(key)=\(catalogue.value(at: coordinate.slice, in: key))"
        return NewCell(
            key: CellKey(
                deployment: catalogue.deployment,
                modelVersion: catalogue.value(at: coordinate.version, in: DeploymentCatalogue.versionDimension), slice: slice,
                start: coordinate.minute, resolution: .minute),
            referenceVersion: active?.version ?? 0, isBackfilled: isBackfilled, events: Int64(profile.events),
            profile: profile.encode())
    }
}
