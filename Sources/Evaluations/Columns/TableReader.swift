internal import Columnar

/// Reads the columns of an evaluation from one file, or from the file and one of late labels.
struct TableReader {
    let files: DataFiles
    let late: LateLabels?
    let progress: ReadingProgress

    /// - Throws: `ColumnarError` where a file cannot be opened or has no such key.
    init(_ configuration: EvaluationConfiguration, progress: @escaping ReadingProgress) throws(ColumnarError) {
        files = try DataFiles(configuration.data)
        if let labels = configuration.labels, let key = configuration.joinKey {
            late = try LateLabels(labels, key: key, data: files)
        } else {
            late = nil
        }
        self.progress = progress
    }

    /// What a column is in the file that it is read from.
    func describe(_ name: String, isLabel: Bool = false) throws(ColumnarError) -> ColumnDescription {
        if let late, late.has(name), isLabel || !has(name) { return try late.files.column(name) }
        return try files.column(name)
    }

    /// The file that a column is read from, for messages.
    func source(_ name: String, isLabel: Bool = false) -> String {
        late.map { $0.has(name) && (isLabel || !has(name)) } == true ? late!.files.name : files.name
    }

    private func has(_ name: String) -> Bool { files.columns.contains { $0.name == name } }

    /// - Parameters:
    ///   - requests: what to read; a column may stand twice in different forms.
    ///   - label: read from the late labels even where the data has a column of that name.
    ///   - queries: conditions on rows of the data.
    func read(_ requests: [ColumnRequest], label: String? = nil, queries: [RowFilter] = []) throws(ColumnarError)
        -> EvaluationTable
    {
        var own: [ColumnRequest] = []
        var joined: [ColumnRequest] = []
        for request in requests where !own.contains(request) && !joined.contains(request) {
            if let late, late.has(request.name), request.name == label || !has(request.name) {
                joined.append(request)
            } else {
                own.append(request)
            }
        }
        var table = EvaluationTable()
        let total = try files.rowCount()
        // One pass reads each column in one form.
        var passes: [[ColumnRequest]] = [[]]
        for request in own {
            let place = passes.firstIndex { pass in !pass.contains { $0.name == request.name } }
            if let place { passes[place].append(request) } else { passes.append([request]) }
        }
        for (index, pass) in passes.enumerated() where index == 0 || !pass.isEmpty {
            if pass.isEmpty && queries.isEmpty && late != nil { continue }
            try scan(pass, into: &table, queries: index == 0 ? queries : [], total: total)
        }
        if let late { try late.join(joined, to: files, into: &table) }
        return table
    }

    private func scan(
        _ requests: [ColumnRequest], into table: inout EvaluationTable, queries: [RowFilter], total: Int?
    ) throws(ColumnarError) {
        let scan = try files.scan(requests.map { ($0.name, $0.form) }, marks: queries)
        var numbers = [[Double]](repeating: [], count: requests.count)
        var categories = [CategoryColumn](repeating: CategoryColumn(), count: requests.count)
        var marks = [[UInt8]](repeating: [], count: queries.count)
        for (column, request) in requests.enumerated() {
            if request.form == .number { numbers[column].reserveCapacity(total ?? 0) }
            if request.form == .category { categories[column].codes.reserveCapacity(total ?? 0) }
        }
        var count = 0
        while let batch = try scan.next() {
            for (column, request) in requests.enumerated() {
                if request.form == .number {
                    batch.withNumbers(column) { numbers[column].append(contentsOf: $0) }
                } else {
                    categories[column].append(batch, column)
                }
            }
            for mark in queries.indices { batch.withMarks(mark) { marks[mark].append(contentsOf: $0) } }
            count += batch.count
            progress(count, total)
        }
        table.count = count
        for (column, request) in requests.enumerated() {
            if request.form == .number {
                table.numbers[request.name] = numbers[column]
            } else {
                table.categories[request.name] = categories[column]
            }
            numbers[column] = []
        }
        if !queries.isEmpty { table.marks = marks }
    }
}
