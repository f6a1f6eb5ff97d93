internal import CArrowShim

/// One column as a file has it.
package struct ColumnDescription: Sendable {
    package let name: String
    /// The form that suits what the file holds.
    package let form: ColumnForm
    /// The type in the file, as Arrow writes it: `int32`, `string`, `timestamp[us, tz=UTC]`.
    package let storedType: String
}

/// What a column is read as.
package enum ColumnForm: String, Sendable {
    /// `Double`; missing is NaN. Numbers, booleans (0, 1), and texts that are numbers.
    case number
    /// A code and a dictionary of texts. Anything: a number becomes its text.
    case category
    /// A text for each row.
    case text
    /// `Int64`: nanoseconds since the Unix epoch.
    case time
    /// `Int64`, exactly.
    case integer

    var shim: dwa_type {
        switch self {
        case .number: DWA_AS_NUMBER
        case .category: DWA_AS_CATEGORY
        case .text: DWA_AS_TEXT
        case .time: DWA_AS_TIME
        case .integer: DWA_AS_INTEGER
        }
    }
}

/// Files of one form, opened as one table; the schema is the first file's.
///
/// Not thread-safe: one task at a time.
package final class DataFiles {
    /// What the user gave, for messages.
    package let name: String
    package let format: FileFormat
    /// In the order of the first file.
    package let columns: [ColumnDescription]
    private let dataset: OpaquePointer

    /// - Parameters:
    ///   - path: a file, a directory (its files in name order), a glob, or a URI (`s3://`, `gs://`, `abfs://`, `file://`).
    ///   - format: nil to tell it from the name's ending.
    /// - Throws: `notFound`, `unreadable`.
    package init(_ path: String, format: FileFormat? = nil) throws(ColumnarError) {
        let paths = try FilePaths.expand(path)
        guard let first = paths.first, let format = format ?? FilePaths.format(of: first) else {
            throw ColumnarError(
                .unreadable, "\(path): the name does not tell the format; it ends in .parquet, .csv, .arrow, .feather or .jsonl")
        }
        let opened = withCStrings(paths) { pointers in
            attempt { error in dwa_open(pointers, paths.count, format.shim, error) }
        }
        switch opened {
        case .success(let dataset): self.dataset = dataset
        case .failure(let failure):
            let missing = failure.text.contains("no such file") || failure.text.contains("holds no files")
            throw ColumnarError(missing ? .notFound : .unreadable, oneLine(path, failure.text))
        }
        self.name = path
        self.format = format
        self.columns = Self.describe(dataset)
    }

    deinit { dwa_close(dataset) }

    /// The files behind the table, in reading order.
    package var files: [String] {
        (0..<dwa_file_count(dataset)).map { String(cString: dwa_file_path(dataset, $0)) }
    }

    /// The column of that name.
    /// - Throws: `missingColumn`, with the names that there are.
    package func column(_ name: String) throws(ColumnarError) -> ColumnDescription {
        guard let column = columns.first(where: { $0.name == name }) else {
            let names = columns.prefix(20).map(\.name).joined(separator: ", ") + (columns.count > 20 ? ", …" : "")
            throw ColumnarError(.missingColumn, "\(self.name): there is no column '\(name)'; the columns are \(names)")
        }
        return column
    }

    /// Starts a pass over some columns.
    ///
    /// - Parameters:
    ///   - requests: each column with the form to read it as; batches have them in this order.
    ///   - batchRows: rows of a batch at the most.
    /// - Throws: `missingColumn`, `unreadable`.
    package func scan(_ requests: [(name: String, form: ColumnForm)], batchRows: Int = 65_536) throws(ColumnarError) -> ColumnScan
    {
        for request in requests { _ = try column(request.name) }
        let started = withCStrings(requests.map(\.name)) { names in
            attempt { error in
                dwa_scan_start(
                    dataset, names, requests.map(\.form.shim), requests.count, Int64(batchRows), true, error)
            }
        }
        switch started {
        case .success(let scan): return ColumnScan(scan, file: self)
        case .failure(let failure): throw ColumnarError(.unreadable, oneLine(name, failure.text))
        }
    }

    private static func describe(_ dataset: OpaquePointer) -> [ColumnDescription] {
        (0..<dwa_column_count(dataset)).map { index in
            let type = String(cString: dwa_column_type(dataset, index))
            return ColumnDescription(
                name: String(cString: dwa_column_name(dataset, index)), form: form(of: type), storedType: type)
        }
    }

    private static func form(of type: String) -> ColumnForm {
        if ["timestamp", "date", "time", "duration"].contains(where: type.hasPrefix) { return .time }
        let numbers = ["int", "uint", "float", "double", "halffloat", "decimal", "null"]
        return numbers.contains(where: type.hasPrefix) ? .number : .category
    }
}
