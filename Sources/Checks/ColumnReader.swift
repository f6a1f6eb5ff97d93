internal import Columnar
internal import FileProfiles
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
    /// Gives its rows away, in order: nobody else holds the values, so they are sorted where they lie.
    mutating func takeSorted() -> FeatureSample {
        switch self {
        case .number(var sample):
            self = .category(CategorySample())
            return .number(SortedSample(taking: &sample))
        case .category(let sample): return .category(sample)
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
    private let chunks: ChunkRuns

    init(_ files: DataFiles, batchRows: Int, chunks: RowChunks?) {
        self.files = files
        self.batchRows = batchRows
        self.chunks = ChunkRuns(chunks)
    }

    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    func read(_ columns: [CheckedColumn], rows: Int?, _ progress: (Int) -> Void) throws(ColumnarError) -> [ReadColumn] {
        var results = columns.map { ReadColumn(form: $0.form, chunks: chunks.count, capacity: rows ?? 0) }
        var codes = columns.map { _ in CodeCounts(chunks: chunks.count) }
        let scan = try files.scan(columns.map { ($0.name, $0.form) }, batchRows: batchRows)
        var start = 0
        while let batch = try scan.next() {
            let runs = chunks.runs(from: start, count: batch.count)
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
                    codes[index].update(batch, index, column, runs, &results[index])
                }
            }
            start += batch.count
            progress(batch.count * columns.count)
        }
        for index in columns.indices where columns[index].form != .number { codes[index].empty(into: &results[index]) }
        return results
    }
}

/// The stretches of rows that lie in one chunk.
struct ChunkRuns: Sendable {
    /// Chunks; 0 without any.
    let count: Int
    private let chunkOfRow: [Int32]?

    init(_ chunks: RowChunks?) {
        count = chunks?.count ?? 0
        chunkOfRow = chunks?.chunkOfRow
    }

    /// Of a batch whose first row is the file's row `start`.
    func runs(from start: Int, count: Int) -> [(chunk: Int, rows: Range<Int>)] {
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
    private var hashes: [UInt64] = [ValueDigest.missing]
    private var tally: [Int] = [0]
    private var tallies: [[Int]]

    init(chunks: Int) { tallies = [[Int]](repeating: [0], count: chunks) }

    mutating func update(
        _ batch: ColumnBatch, _ index: Int, _ column: CheckedColumn, _ runs: [(chunk: Int, rows: Range<Int>)],
        _ result: inout ReadColumn
    ) {
        if batch.dictionaryEpoch(index) != epoch {
            empty(into: &result)
            epoch = batch.dictionaryEpoch(index)
        }
        let dictionary = batch.dictionary(index)
        for text in dictionary[texts.count...] {
            texts.append(column.category(text))
            // The side's own text: its hash does not depend on the other side.
            hashes.append(ValueDigest.hash(text.utf8))
        }
        tally += [Int](repeating: 0, count: texts.count + 1 - tally.count)
        batch.withCodes(index) { codes in
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
