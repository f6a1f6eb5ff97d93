internal import Columnar
internal import Reports
internal import Statistics

/// `--task multiclass`: a classifier by its predicted class, its probabilities, or both.
struct MulticlassEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    private typealias Answer = (count: Int, values: [String: Double?])

    func report() throws -> EvaluationReport {
        let label = try configuration.required(configuration.label, "label")
        guard configuration.prediction != nil || !configuration.probabilities.isEmpty else {
            throw EvaluationError("a multiclass evaluation needs --probabilities (a column a class), --prediction, or both")
        }
        let names = MulticlassMetrics.names(hasProbabilities: !configuration.probabilities.isEmpty)
        let wanted = try configuration.wanted(of: names)
        let table = try reader.read(
            try requests(label), label: label, queries: Slicing.queries(configuration))
        let classes = try MulticlassColumns(configuration, table, label, reader)
        let dimensions = Slicing.dimensions(configuration, table)
        let metrics = MulticlassMetrics(columns: classes, wanted: wanted, bins: configuration.bins)

        var report = EvaluationReport(task: configuration.task.rawValue, count: classes.rows.count)
        report.notes = table.notes + classes.notes + Slicing.notes(configuration, dimensions, [])
        report.metrics = metrics.values(classes.rows)
        report.slices = RowSlices(dimensions: dimensions, rows: classes.rows).slices { ($0.count, metrics.values($0)) }
        if let confidence = configuration.confidence, !classes.rows.isEmpty {
            report.intervals = MulticlassIntervals(configuration: configuration, metrics: metrics, confidence: confidence)
                .intervals(notes: &report.notes)
        }
        let confusion = metrics.confusion(classes.rows)
        report.confusion = EvaluationReport.Confusion(
            classes.names.indices.map { row in classes.names.indices.map { confusion[row, $0] } }, classes: classes.names)
        report.perClass = metrics.perClass(confusion)
        if classes.probabilities != nil { report.reliability = metrics.reliability(classes.rows) }
        report.noteUndefined()
        return report
    }

    private func requests(_ label: String) throws -> [ColumnRequest] {
        let classes = [label] + [configuration.prediction].compactMap(\.self)
        return classes.map { ColumnRequest(name: $0, form: .category) }
            + configuration.probabilities.map { ColumnRequest(name: $0, form: .number) }
            + (try Slicing.requests(configuration, reader))
    }
}

/// The columns of a classifier of several classes, as codes of classes.
struct MulticlassColumns {
    let names: [String]
    let labels: [Int32]
    let predicted: [Int32]
    /// A column for each class; nil without probabilities.
    let probabilities: [[Double]]?
    let weights: [Double]?
    /// Rows that have all that is needed.
    let rows: [Int]
    let notes: [String]

    init(
        _ configuration: EvaluationConfiguration, _ table: EvaluationTable, _ label: String, _ reader: TableReader
    ) throws {
        let types = [try reader.describe(label, isLabel: true), try configuration.prediction.map { try reader.describe($0) }]
        let classes = ClassNames(types.compactMap(\.self))
        let truth = table.category(label).renamed(classes)
        let given = configuration.prediction.map { table.category($0).renamed(classes) }
        let columns = configuration.probabilities
        var names = Self.present(truth)
        if let given { names = Array(Set(names).union(Self.present(given))) }
        if !columns.isEmpty {
            guard columns.count > 1 else {
                throw EvaluationError("--probabilities \(columns[0]): needs a column for each class, at least two")
            }
            names = try Self.classes(
                of: columns, labels: names, place: "\(reader.source(label, isLabel: true)): column '\(label)'")
        } else {
            names = Self.sorted(names)
        }
        let codes = Dictionary(names.enumerated().map { ($0.element, Int32($0.offset)) }) { first, _ in first }
        func coded(_ column: CategoryColumn) -> [Int32] {
            let translation = column.texts.map { codes[$0] ?? -1 }
            return column.codes.map { $0 < 0 ? -1 : translation[Int($0)] }
        }
        labels = coded(truth)
        let probabilities = columns.isEmpty ? nil : columns.map { table.number($0) }
        let predicted = given.map(coded) ?? Self.mostProbable(probabilities ?? [], table.count)
        let weights = try Slicing.weights(configuration, table, reader)
        var counts = (label: 0, probability: 0, prediction: 0, weight: 0, sums: 0)
        var rows: [Int] = []
        for row in labels.indices {
            if labels[row] < 0 {
                counts.label += 1
                continue
            }
            if let probabilities {
                let values = probabilities.map { $0[row] }
                if let column = values.firstIndex(where: { !$0.isNaN && !($0 >= 0 && $0 <= 1) }) {
                    let type = try reader.describe(columns[column]).storedType
                    throw EvaluationError(
                        "\(reader.source(columns[column])): column '\(columns[column])' (\(type)): row \(row + 1) lies outside [0, 1]; "
                            + "give probabilities, or evaluate classes by --prediction alone")
                }
                if values.contains(where: \.isNaN) {
                    counts.probability += 1
                    continue
                }
                if (values.reduce(0, +) - 1).magnitude > 1e-6 { counts.sums += 1 }
            }
            if predicted[row] < 0 {
                counts.prediction += 1
            } else if let weight = weights?[row], !weight.isFinite {
                counts.weight += 1
            } else {
                rows.append(row)
            }
        }
        var notes: [String] = []
        notes.note(counts.label, of: labels.count, "have no label")
        notes.note(counts.probability, of: labels.count, "have no probability for a class")
        notes.note(counts.prediction, of: labels.count, "have no prediction")
        notes.note(counts.weight, of: labels.count, "have no finite weight")
        if counts.sums > 0 { notes.append("the probabilities of \(counts.sums) rows do not sum to 1; they are used as they are") }
        self.names = names.map(\.description)
        self.predicted = predicted
        self.probabilities = probabilities
        self.weights = weights
        self.rows = rows
        self.notes = notes
    }

    private static func present(_ column: CategoryColumn) -> [ExactText] {
        var present = [Bool](repeating: false, count: column.texts.count)
        for code in column.codes where code >= 0 { present[Int(code)] = true }
        return column.texts.indices.filter { present[$0] }.map { column.texts[$0] }
    }

    /// By number where all are numbers, else by byte.
    private static func sorted(_ names: [ExactText]) -> [ExactText] {
        let numbers = names.compactMap { Double($0.description) }
        guard numbers.count == names.count else { return names.sorted() }
        return names.sorted { ((Double($0.description) ?? 0), $0) < ((Double($1.description) ?? 0), $1) }
    }

    /// The class of each probability column: its name, what follows the columns' common beginning, or its place for labels 0, 1, ….
    private static func classes(of columns: [String], labels: [ExactText], place: String) throws(EvaluationError) -> [ExactText] {
        let whole = columns.map { ExactText($0) }
        // Programs name the columns of truths in their own ways: p_True, p_FALSE.
        let isBoolean = Set(labels).isSubset(of: [ExactText("true"), ExactText("false")])
        func fits(_ names: [ExactText]) -> [ExactText]? {
            let names = isBoolean ? names.map { ExactText($0.description.lowercased()) } : names
            return Set(labels).isSubset(of: names) ? names : nil
        }
        if let names = fits(whole) { return names }
        let stem = columns.dropFirst().reduce(columns[0]) { $0.commonPrefix(with: $1) }
        // The beginning ends with a mark, so that of p_cat and p_cow the classes are not at and ow.
        let marks: Set<Character> = ["_", "-", ".", "/", ":", " "]
        let length = stem.lastIndex { marks.contains($0) }.map { stem.distance(from: stem.startIndex, to: $0) + 1 } ?? 0
        for cut in Set([length, stem.count]).sorted() {
            if let names = fits(columns.map { ExactText(String($0.dropFirst(cut))) }) { return names }
        }
        let places = columns.indices.map { ExactText("\($0)") }
        if Set(labels).isSubset(of: places) { return places }
        let suffixes = columns.map { String($0.dropFirst(length)) }
        let unknown = labels.sorted().first { !suffixes.contains($0.description) }?.description ?? ""
        throw EvaluationError(
            "\(place): the class '\(unknown)' has no column among --probabilities, which are of "
                + "\(suffixes.prefix(8).joined(separator: ", ")): name a column for each class, such as p_\(unknown)")
    }

    /// The most probable class of each row, the first one on ties.
    private static func mostProbable(_ columns: [[Double]], _ count: Int) -> [Int32] {
        (0..<count).map { row in
            Int32(columns.indices.reduce(0) { columns[$1][row] > columns[$0][row] ? $1 : $0 })
        }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
