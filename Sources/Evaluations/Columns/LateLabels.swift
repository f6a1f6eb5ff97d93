internal import Columnar
internal import Statistics

/// A file of labels that came after the predictions, joined by a key that both files have.
///
/// Of a key that stands more than once among the labels the last row counts: a correction follows what it corrects. Keys compare as
/// texts by byte, as numbers where both files hold integers.
struct LateLabels {
    let files: DataFiles
    let key: String
    private let isInteger: Bool

    /// - Throws: `ColumnarError` where the file cannot be opened or either has no such key.
    init(_ path: String, key: String, data: DataFiles) throws(ColumnarError) {
        files = try DataFiles(path)
        self.key = key
        let types = [try files.column(key).storedType, try data.column(key).storedType]
        isInteger = types.allSatisfy { $0.hasPrefix("int") || $0.hasPrefix("uint") }
    }

    /// Whether a column other than the key is in the file.
    func has(_ name: String) -> Bool { name != key && files.columns.contains { $0.name == name } }

    /// A key's bytes, hashed and compared as they are.
    private enum Key: Hashable {
        case integer(Int64)
        case text(ExactText)
    }

    /// Reads the columns, and adds them to the table in the rows of the data.
    func join(_ requests: [ColumnRequest], to data: DataFiles, into table: inout EvaluationTable) throws(ColumnarError) {
        var places: [Key: Int32] = [:]
        var (repeated, row, missing) = (0, Int32(0), 0)
        try forEachKey(of: files) { key in
            if let key {
                if places.updateValue(row, forKey: key) != nil { repeated += 1 }
            } else {
                missing += 1
            }
            row += 1
        }
        var matches: [Int32] = []
        var used = [Bool](repeating: false, count: Int(row))
        var seenTwice = 0
        try forEachKey(of: data) { key in
            let match = key.flatMap { places[$0] } ?? -1
            if match >= 0 {
                if used[Int(match)] { seenTwice += 1 }
                used[Int(match)] = true
            }
            matches.append(match)
        }
        table.count = matches.count
        for request in requests {
            let column = try read(request)
            if request.form == .number {
                table.numbers[request.name] = matches.map { $0 < 0 ? .nan : column.numbers[Int($0)] }
            } else {
                table.categories[request.name] = column.category.gathered(matches)
            }
        }
        let unmatched = matches.count { $0 < 0 }
        table.notes.append(
            "labels joined by \(key): \(matches.count - unmatched) of \(matches.count) rows of \(data.name) have one in \(files.name)"
        )
        if unmatched > 0 { table.notes.append("\(unmatched) rows have no label yet and are left out") }
        let unused = places.values.count { !used[Int($0)] }
        if unused > 0 { table.notes.append("\(unused) keys of \(files.name) match no row of \(data.name)") }
        if repeated > 0 {
            table.notes.append("\(repeated) rows of \(files.name) repeat a key: of each key the last row counts")
        }
        if seenTwice > 0 {
            table.notes.append("\(seenTwice) rows of \(data.name) repeat a key: each has the key's label")
        }
        if missing > 0 { table.notes.append("\(missing) rows of \(files.name) have no key") }
    }

    private func forEachKey(of source: DataFiles, _ body: (Key?) -> Void) throws(ColumnarError) {
        let scan = try source.scan([(key, isInteger ? .integer : .text)])
        while let batch = try scan.next() {
            if isInteger {
                batch.withIntegers(0) { for value in $0 { body(value == .min ? nil : .integer(value)) } }
            } else {
                batch.forEachText(0) { bytes in body(bytes.map { .text(ExactText(copying: $0)) }) }
            }
        }
    }

    private func read(_ request: ColumnRequest) throws(ColumnarError) -> (numbers: [Double], category: CategoryColumn) {
        let scan = try files.scan([(request.name, request.form)])
        var (numbers, category) = ([Double](), CategoryColumn())
        while let batch = try scan.next() {
            if request.form == .number {
                batch.withNumbers(0) { numbers.append(contentsOf: $0) }
            } else {
                category.append(batch, 0)
            }
        }
        return (numbers, category)
    }
}
