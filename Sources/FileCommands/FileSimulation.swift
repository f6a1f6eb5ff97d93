internal import Columnar
internal import Statistics

/// Copies files with a simulated change: one pass to know the columns, one to change them, in bounded memory.
struct FileSimulation {
    /// What was done.
    struct Summary {
        var rows = 0
        /// Cells whose value is another than before.
        var changed: [(column: String, cells: Int)]
    }

    /// What a pass over a column found out, for the pass that changes it.
    private enum Target {
        case numbers(PowerSums, isInteger: Bool)
        case classes(ClassOrder, texts: [ExactText])
        case any
    }

    /// Where the column that a concept shift looks at counts as high.
    private enum Driver {
        case above(Double)
        case isClass(String)
    }

    /// More classes than this are no classes.
    private static let mostClasses = 10_000

    private let files: DataFiles
    private let kind: SimulationKind
    private let intensity: Double
    private let seed: UInt64
    var given: String?
    var timestamp: String?
    /// In rows, or in nanoseconds with a column of times.
    var period = 1_000.0

    init(_ files: DataFiles, kind: SimulationKind, intensity: Double, seed: UInt64) {
        self.files = files
        self.kind = kind
        self.intensity = intensity
        self.seed = seed
    }

    /// Writes the copy.
    /// - Throws: `ColumnarError`, and `CommandFailure` for a column that the kind does not fit.
    func run(columns: [String], to path: String) throws -> Summary {
        guard !columns.isEmpty else { throw CommandFailure("--column: name at least one column") }
        guard Set(columns).count == columns.count else { throw CommandFailure("--column: a column is named twice") }
        guard (kind == .conceptShift) == (given != nil) else {
            throw CommandFailure(
                given == nil
                    ? "concept-shift needs --given, the column whose relation to the target changes"
                    : "--given is for concept-shift only")
        }
        let simulations = try columns.map { name in
            do throws(StatisticsError) {
                return try Simulation(kind, intensity: intensity, seed: seed, column: ExactText(name))
            } catch {
                throw CommandFailure("--intensity \(intensity): \(error.message)")
            }
        }
        let targets = try columns.map { try target($0) }
        let driver = try given.map { try self.driver($0) }
        return try copy(columns, simulations, targets, driver, to: path)
    }

    // MARK: - First pass

    private func target(_ name: String) throws -> Target {
        let column = try files.column(name)
        switch kind {
        case .missingness: return .any
        case .meanShift, .varianceIncrease, .noise, .seasonality:
            guard column.form == .number else {
                throw CommandFailure(
                    "\(files.name): column '\(name)' holds \(column.storedType); \(kind.rawValue) is for numbers")
            }
            return try numbers(column)
        case .labelFlip, .categorySwap: return try classes(name)
        case .conceptShift:
            let isNumeric = column.form == .number && !column.storedType.hasPrefix("bool")
            if isNumeric, let found = try fewClasses(name) { return found }
            return isNumeric ? try numbers(column) : try classes(name)
        }
    }

    private func numbers(_ column: ColumnDescription) throws -> Target {
        var sums = PowerSums()
        try forEachBatch([(column.name, .number)], "looking at \(column.name)") { batch in
            batch.withNumbers(0) { for value in $0 { sums.update(value) } }
        }
        return .numbers(sums, isInteger: column.storedType.contains("int"))
    }

    private func classes(_ name: String) throws -> Target {
        guard let found = try counted(name, atMost: Self.mostClasses) else {
            throw CommandFailure(
                "\(files.name): column '\(name)' has more than \(Self.mostClasses) values; it is no column of classes")
        }
        return found
    }

    /// The classes of a numeric target, when there are so few that they are labels.
    private func fewClasses(_ name: String) throws -> Target? { try counted(name, atMost: 20) }

    private func counted(_ name: String, atMost limit: Int) throws -> Target? {
        var counts: [Int] = []
        var texts: [String] = []
        let scan = try files.scan([(name, .category)])
        while let batch = try scan.next() {
            texts = batch.dictionary(0)
            guard texts.count <= limit, batch.dictionaryEpoch(0) == 0 else { return nil }
            counts.append(contentsOf: repeatElement(0, count: texts.count - counts.count))
            batch.withCodes(0) { for code in $0 where code >= 0 { counts[Int(code)] += 1 } }
        }
        let exact = texts.map { ExactText($0) }
        return .classes(ClassOrder(counts: counts, texts: exact), texts: exact)
    }

    private func driver(_ name: String) throws -> Driver {
        let column = try files.column(name)
        guard column.form == .number else {
            guard case .classes(let order, let texts) = try classes(name), let first = order.ranked.first else {
                throw CommandFailure("\(files.name): column '\(name)' has no values")
            }
            return .isClass(texts[Int(first)].description)
        }
        var sketch = QuantileSketch(accuracy: 2_000)
        try forEachBatch([(name, .number)], "looking at \(name)") { batch in
            batch.withNumbers(0) { sketch.update(contentsOf: $0.span) }
        }
        guard let median = sketch.quantile(0.5) else { throw CommandFailure("\(files.name): column '\(name)' has no values") }
        return .above(median)
    }

    private func forEachBatch(
        _ requests: [(name: String, form: ColumnForm)], _ what: String, _ body: (ColumnBatch) -> Void
    ) throws {
        let progress = ProgressLine(what)
        defer { progress.finish() }
        let total = try files.rowCount()
        let scan = try files.scan(requests)
        var rows = 0
        while let batch = try scan.next() {
            body(batch)
            rows += batch.count
            progress.update(rows, of: total)
        }
    }

    // MARK: - Second pass

    private func copy(
        _ columns: [String], _ simulations: [Simulation], _ targets: [Target], _ driver: Driver?, to path: String
    ) throws -> Summary {
        var requests = zip(columns, targets).map { name, target -> (name: String, form: ColumnForm) in
            switch target {
            case .numbers: (name, .number)
            case .classes: (name, .category)
            case .any: (name, .text)
            }
        }
        // Of columns that lose values only whether they have one is asked, which any type answers.
        if kind == .missingness { requests = [] }
        if let given, let driver {
            if case .above = driver { requests.append((given, .number)) } else { requests.append((given, .category)) }
        }
        if let timestamp { requests.append((timestamp, .time)) }
        let missing = kind == .missingness ? columns.map { RowFilter.isMissing($0) } : []
        let writer = try ColumnWriter(path)
        let scan = try files.scan(requests, marks: missing, copying: writer.format)
        let progress = ProgressLine("writing \(path)")
        defer { progress.finish() }
        let total = try files.rowCount()
        var summary = Summary(changed: columns.map { ($0, 0) })
        while let batch = try scan.next() {
            var replacements: [Replacement] = []
            let driven = driver.map { self.driven(batch, columns.count, $0) } ?? []
            for (index, name) in columns.enumerated() {
                let replacement = replacement(
                    name, index, batch, firstRow: summary.rows, simulations[index], targets[index], driven: driven)
                summary.changed[index].cells += replacement.changed.count { $0 == 1 }
                replacements.append(replacement)
            }
            try writer.write(scan, replacing: replacements)
            summary.rows += batch.count
            progress.update(summary.rows, of: total)
        }
        try writer.writeColumns(of: scan)
        try writer.close()
        return summary
    }

    private func driven(_ batch: ColumnBatch, _ column: Int, _ driver: Driver) -> [UInt8] {
        switch driver {
        case .above(let median): return batch.withNumbers(column) { $0.map { $0 > median ? 1 : 0 } }
        case .isClass(let text):
            let high = batch.dictionary(column).firstIndex { $0.utf8.elementsEqual(text.utf8) }.map { Int32($0) }
            return batch.withCodes(column) { $0.map { $0 == high ? 1 : 0 } }
        }
    }

    private func replacement(
        _ name: String, _ index: Int, _ batch: ColumnBatch, firstRow: Int, _ simulation: Simulation, _ target: Target,
        driven: [UInt8]
    ) -> Replacement {
        switch target {
        case .any:
            var changed = simulation.missing(rows: firstRow..<firstRow + batch.count)
            batch.withMarks(index) { marks in for row in marks.indices where marks[row] == 1 { changed[row] = 0 } }
            return Replacement(column: name, values: .missing, changed: changed)
        case .numbers(let sums, let isInteger):
            return batch.withNumbers(index) { values in
                var after = changedNumbers(values, batch, firstRow, simulation, sums, driven)
                if isInteger { for row in after.indices { after[row] = after[row].rounded(.toNearestOrEven) } }
                let changed: [UInt8] = values.indices.map { values[$0] == after[$0] || values[$0].isNaN ? 0 : 1 }
                guard isInteger else { return Replacement(column: name, values: .numbers(after), changed: changed) }
                let integers = after.map { Int64(exactly: $0) ?? ($0 > 0 ? .max : .min + 1) }
                return Replacement(column: name, values: .integers(integers), changed: changed)
            }
        case .classes(let order, let texts):
            return batch.withCodes(index) { codes in
                let after = simulation.changed(codes: codes.span, firstRow: firstRow, classes: order, driven: driven)
                let changed: [UInt8] = codes.indices.map { codes[$0] == after[$0] ? 0 : 1 }
                let names = texts.map(\.description)
                let values = after.indices.map { changed[$0] == 1 ? names[Int(after[$0])] : nil }
                return Replacement(column: name, values: .texts(values), changed: changed)
            }
        }
    }

    private func changedNumbers(
        _ values: UnsafeBufferPointer<Double>, _ batch: ColumnBatch, _ firstRow: Int, _ simulation: Simulation, _ sums: PowerSums,
        _ driven: [UInt8]
    ) -> [Double] {
        let before = Array(values)
        guard kind == .seasonality else {
            return simulation.changed(numbers: before.span, firstRow: firstRow, column: sums, driven: driven)
        }
        let times =
            timestamp == nil
            ? (firstRow..<firstRow + batch.count).map { Double($0) }
            : batch.withIntegers(batch.columnCount - 1) { $0.map { $0 == .min ? .nan : Double($0) } }
        return simulation.seasonal(numbers: before.span, times: times.span, period: period, column: sums)
    }
}
