internal import Columnar
internal import Statistics

/// The model's errors of each side as a column: |label − score|, label − value, or 1 for a wrong class.
struct ErrorColumn {
    /// Under this name the errors stand among the features.
    static let name = "__error__"

    private enum Kind { case mistakes, residuals, probability }

    private let label: String
    private let answer: String
    private let kind: Kind

    /// nil unless label and an answer of the model are compared.
    init?(_ columns: [CheckedColumn]) {
        func column(_ role: CheckedColumn.Role) -> CheckedColumn? { columns.first { $0.role == role } }
        guard let label = column(.label) else { return nil }
        self.label = label.name
        if let value = column(.value) ?? column(.prediction).flatMap({ $0.form == .number ? $0 : nil }) {
            (answer, kind) = (value.name, .residuals)
        } else if let prediction = column(.prediction) {
            (answer, kind) = (prediction.name, .mistakes)
        } else if let score = column(.score) {
            (answer, kind) = (score.name, .probability)
        } else {
            return nil
        }
    }

    var column: CheckedColumn { CheckedColumn(name: Self.name, form: .number, role: .error) }

    /// What the errors are, for the notes.
    var note: String {
        switch kind {
        case .mistakes: "\(Self.name): 1 where \(answer) is not \(label), else 0"
        case .residuals: "\(Self.name): \(label) − \(answer)"
        case .probability: "\(Self.name): |\(label) − \(answer)|"
        }
    }

    /// The errors of a file's rows; NaN where a part is missing.
    /// - Throws: `ColumnarError` for labels that are no numbers where numbers are needed.
    func read(_ files: DataFiles, batchRows: Int, chunks: RowChunks?) throws(ColumnarError) -> ReadColumn {
        var result = ReadColumn(form: .number, chunks: chunks?.count ?? 0, capacity: 0)
        let form: ColumnForm = kind == .mistakes ? .category : .number
        let scan = try files.scan([(label, form), (answer, form)], batchRows: batchRows)
        let names = ClassNames([try files.column(label), try files.column(answer)])
        let runs = ChunkRuns(chunks)
        var start = 0
        while let batch = try scan.next() {
            let errors = kind == .mistakes ? Self.mistakes(batch, names) : Self.differences(batch, absolute: kind == .probability)
            result.whole.update(numbers: errors.span)
            for run in runs.runs(from: start, count: batch.count) {
                result.chunks[run.chunk].update(numbers: errors.span.extracting(run.rows))
            }
            start += batch.count
        }
        return result
    }

    private static func differences(_ batch: ColumnBatch, absolute: Bool) -> [Double] {
        batch.withNumbers(0) { truth in
            batch.withNumbers(1) { answer in
                (0..<batch.count).map { absolute ? (truth[$0] - answer[$0]).magnitude : truth[$0] - answer[$0] }
            }
        }
    }

    private static func mistakes(_ batch: ColumnBatch, _ names: ClassNames) -> [Double] {
        let labels = batch.dictionary(0).map { ExactText(names.name($0)) }
        let answers = batch.dictionary(1).map { ExactText(names.name($0)) }
        let places = Dictionary(labels.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        let same = answers.map { places[$0] ?? -2 }
        return batch.withCodes(0) { truth in
            batch.withCodes(1) { answer in
                (0..<batch.count).map { row in
                    truth[row] < 0 || answer[row] < 0 ? .nan : same[Int(answer[row])] == truth[row] ? 0 : 1
                }
            }
        }
    }
}
