internal import Columnar
internal import Statistics

/// One column of one side as it was read: what scores, quality and hash are made of.
struct ReadColumn: Sendable {
    enum Content: Sendable {
        case number(NumericSample)
        case category(CategorySample)
    }

    /// All rows.
    var whole: Content
    /// The rows of each chunk; empty without chunks.
    var chunks: [Content]
    var digest = ValueDigest()

    init(form: ColumnForm, chunks count: Int, capacity: Int) {
        func empty(_ capacity: Int) -> Content {
            form == .number ? .number(NumericSample(capacity: capacity)) : .category(CategorySample())
        }
        whole = empty(capacity)
        chunks = (0..<count).map { _ in empty(0) }
    }
}

extension ReadColumn.Content {
    /// In order; the values are sorted where they lie.
    consuming func sorted() -> FeatureSample {
        switch consume self {
        case .number(let sample): .number(SortedSample(sample))
        case .category(let sample): .category(sample)
        }
    }

    mutating func update(numbers: Span<Double>) {
        guard case .number(var sample) = self else { return }
        // The enum lets go of the array, so that it grows in place.
        self = .category(CategorySample())
        sample.update(contentsOf: numbers)
        self = .number(sample)
    }

    mutating func update(tally: [Int], of dictionary: [ExactText]) {
        guard case .category(var sample) = self else { return }
        self = .number(NumericSample())
        sample.update(missing: tally[0])
        for (code, text) in dictionary.enumerated() where code + 1 < tally.count { sample.update(text, by: tally[code + 1]) }
        self = .category(sample)
    }
}

/// Reads columns of one side in one pass.
struct ColumnReader {
    private let files: DataFiles
    private let batchRows: Int
    /// The chunk of each row, -1 for none; nil without chunks.
    private let chunkOfRow: [Int32]?
    private let chunkCount: Int

    init(_ files: DataFiles, batchRows: Int, chunks: RowChunks?) {
        self.files = files
        self.batchRows = batchRows
        chunkOfRow = chunks?.chunkOfRow
        chunkCount = chunks?.count ?? 0
    }

    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    func read(_ columns: [CheckedColumn], rows: Int?, _ progress: (Int) -> Void) throws(ColumnarError) -> [ReadColumn] {
        var results = columns.map { ReadColumn(form: $0.form, chunks: chunkCount, capacity: rows ?? 0) }
        var codes = columns.map { _ in CodeCounts(chunks: chunkCount) }
        let scan = try files.scan(columns.map { ($0.name, $0.form) }, batchRows: batchRows)
        var start = 0
        while let batch = try scan.next() {
            let runs = runs(from: start, count: batch.count)
            for (index, column) in columns.enumerated() {
                if column.form == .number {
                    batch.withNumbers(index) { values in
                        let values = values.span
                        results[index].digest.update(numbers: values)
                        results[index].whole.update(numbers: values)
                        for run in runs {
                            results[index].chunks[run.chunk].update(numbers: values.extracting(run.rows))
                        }
                    }
                } else {
                    codes[index].update(batch, index, runs, &results[index])
                }
            }
            start += batch.count
            progress(batch.count * columns.count)
        }
        for index in columns.indices where columns[index].form != .number { codes[index].empty(into: &results[index]) }
        return results
    }

    /// The stretches of a batch that lie in one chunk.
    private func runs(from start: Int, count: Int) -> [(chunk: Int, rows: Range<Int>)] {
        guard let chunkOfRow else { return [] }
        var runs: [(chunk: Int, rows: Range<Int>)] = []
        var row = 0
        while row < count {
            let chunk = chunkOfRow[start + row]
            var end = row + 1
            while end < count && chunkOfRow[start + end] == chunk { end += 1 }
            if chunk >= 0 { runs.append((Int(chunk), row..<end)) }
            row = end
        }
        return runs
    }
}

/// Counts of a category column by the scan's codes, until the codes start anew.
private struct CodeCounts {
    private var epoch = 0
    private var texts: [ExactText] = []
    /// Of the code −1 first.
    private var hashes: [UInt64] = [0x6D69_7373_696E_6721]
    private var tally: [Int] = [0]
    private var tallies: [[Int]]

    init(chunks: Int) { tallies = [[Int]](repeating: [0], count: chunks) }

    mutating func update(
        _ batch: ColumnBatch, _ column: Int, _ runs: [(chunk: Int, rows: Range<Int>)], _ result: inout ReadColumn
    ) {
        if batch.dictionaryEpoch(column) != epoch {
            empty(into: &result)
            epoch = batch.dictionaryEpoch(column)
        }
        let dictionary = batch.dictionary(column)
        for text in dictionary[texts.count...] {
            texts.append(ExactText(text))
            hashes.append(ValueDigest.hash(text.utf8))
        }
        tally += [Int](repeating: 0, count: texts.count + 1 - tally.count)
        batch.withCodes(column) { codes in
            let codes = codes.span
            result.digest.update(codes: codes, hashes: hashes)
            Self.count(codes, into: &tally)
            for run in runs {
                tallies[run.chunk] += [Int](repeating: 0, count: texts.count + 1 - tallies[run.chunk].count)
                Self.count(codes.extracting(run.rows), into: &tallies[run.chunk])
            }
        }
    }

    /// Hands the counts on and forgets the codes.
    mutating func empty(into result: inout ReadColumn) {
        result.whole.update(tally: tally, of: texts)
        for chunk in tallies.indices { result.chunks[chunk].update(tally: tallies[chunk], of: texts) }
        self = CodeCounts(chunks: tallies.count)
    }

    private static func count(_ codes: Span<Int32>, into tally: inout [Int]) {
        var tally = tally.mutableSpan
        for row in codes.indices { tally[Int(codes[row]) + 1] += 1 }
    }
}
