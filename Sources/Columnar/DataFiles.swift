internal import CArrowShim

/// One column as a file has it.
package struct ColumnDescription: Sendable {
    package let name: String
    /// The form that suits what the file holds.
    package let form: ColumnForm
    /// The type in the file, as Arrow writes it: `int32`, `string`, `timestamp[us, tz=UTC]`.
    package let storedType: String

    /// Whether it holds truths, which as a category are `true` and `false`.
    package var isBoolean: Bool { storedType == "bool" }

    /// Whether a row has more than one value: a list, a struct. No form can read that.
    package var isNested: Bool {
        ["list", "large_list", "fixed_size_list", "list_view", "large_list_view", "struct", "map", "sparse_union", "dense_union"]
            .contains { storedType.hasPrefix($0 + "<") }
    }

    /// Whether there is nothing to compare unless somebody says so: lists and structs, and bytes, which may or may not be texts.
    package var isOpaque: Bool {
        isNested || ["binary", "large_binary", "fixed_size_binary", "extension"].contains { storedType.hasPrefix($0) }
            || storedType.contains("interval")
    }
}

/// What a column is read as.
package enum ColumnForm: String, Sendable {
    /// `Double`; missing is NaN. Numbers, booleans (0, 1), and texts that are numbers.
    case number
    /// A code and a dictionary of texts: of numbers and truths one text each, whatever the file's format (`2`, `0.5`, `true`). Of
    /// CSV the file's beginning tells what a column holds; cells written as codes are (`007`) and what does not fit keep theirs.
    case category
    /// A text for each row, the same as a category's.
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
        let listed = try attempt(path) { error in withCStrings(paths) { dwa_list($0, paths.count, error) } }
        do throws(ColumnarError) {
            let told = format
            let format = if let told { told } else { try Self.format(of: listed, path) }
            // Of several files the failing one is named by the failure.
            try attempt(path) { error in dwa_open(listed, format.shim, error) ? () : nil }
            self.format = format
        } catch {
            dwa_close(listed)
            throw error
        }
        dataset = listed
        name = path
        columns = Self.describe(listed)
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
            let names = columns.prefix(50).map(\.name).joined(separator: ", ") + (columns.count > 50 ? ", …" : "")
            throw ColumnarError(.missingColumn, "\(self.name): there is no column '\(name)'; the columns are \(names)")
        }
        return column
    }

    /// A column of that name that has one value a row.
    /// - Throws: `missingColumn`; `wrongType` for a list or a struct.
    @discardableResult
    package func plainColumn(_ name: String) throws(ColumnarError) -> ColumnDescription {
        let column = try column(name)
        guard !column.isNested else {
            throw ColumnarError(
                .wrongType,
                "\(self.name): column '\(name)' holds \(column.storedType), which is not one value a row: leave it out")
        }
        return column
    }

    /// The rows of all files where their metadata tells it (Parquet, Arrow IPC), else nil (CSV, JSON lines).
    /// - Throws: `unreadable`.
    package func rowCount() throws(ColumnarError) -> Int? {
        var rows: Int64 = -1
        try attempt(name) { error in dwa_row_count(dataset, &rows, error) ? () : nil }
        return rows < 0 ? nil : Int(rows)
    }

    /// Starts a pass over some columns.
    ///
    /// - Parameters:
    ///   - requests: each column with the form to read it as; batches have them in this order.
    ///   - filter: the rows to give; nil for all. Parquet's row groups without such rows are not read.
    ///   - marks: conditions that drop no rows; batches say where each holds.
    ///   - batchRows: rows of a batch at the most; batches of a wide table have fewer, so that one stays within 64 MB.
    ///   - target: a file of which format the batches are to be copied into (see `ColumnWriter`); nil when they are not.
    /// - Throws: `missingColumn`, also for two columns of one name.
    package func scan(
        _ requests: [(name: String, form: ColumnForm)], where filter: RowFilter? = nil, marks: [RowFilter] = [],
        batchRows: Int = 65_536, copying target: FileFormat? = nil
    ) throws(ColumnarError) -> ColumnScan {
        for request in requests { _ = try column(request.name) }
        for name in ([filter].compactMap(\.self) + marks).flatMap(\.columns) { _ = try column(name) }
        let rows = filter.map { ShimFilter($0) }
        let marked = marks.map { ShimFilter($0) }
        let types = requests.map(\.form.shim)
        let whole = target.map { $0 == .csv && format == .csv ? DWA_WHOLE_TEXTS : DWA_WHOLE_TYPED } ?? DWA_NOT_WHOLE
        let markPointers: [OpaquePointer?] = marked.map(\.pointer)
        let scan = try attempt(name) { error in
            withCStrings(requests.map(\.name)) { names in
                withExtendedLifetime((rows, marked)) {
                    types.withUnsafeBufferPointer { types in
                        markPointers.withUnsafeBufferPointer { markPointers in
                            var options = dwa_scan_options()
                            options.struct_size = MemoryLayout<dwa_scan_options>.size
                            options.columns = names
                            options.types = types.baseAddress
                            options.column_count = types.count
                            options.filter = rows?.pointer
                            options.marks = markPointers.baseAddress
                            options.mark_count = markPointers.count
                            options.batch_rows = Int64(max(1, batchRows))
                            options.whole = whole
                            return dwa_scan_start(dataset, &options, error)
                        }
                    }
                }
            }
        }
        return ColumnScan(scan, file: self, requests: requests)
    }

    /// What messages about the one file begin with; nil when there are several, which then name themselves.
    var nameOfOneFile: String? { dwa_file_count(dataset) == 1 ? name : nil }

    /// The format that the files' names tell.
    private static func format(of dataset: OpaquePointer, _ path: String) throws(ColumnarError) -> FileFormat {
        var known: (format: FileFormat, file: String)?
        for index in 0..<dwa_file_count(dataset) {
            let file = String(cString: dwa_file_path(dataset, index))
            guard let format = FileFormat(path: file) else { continue }
            if let known, known.format != format {
                throw ColumnarError(
                    .unreadable,
                    "\(path): holds files of several forms, \(known.file) and \(file): name those of one, as '*.csv' does")
            }
            known = known ?? (format, file)
        }
        guard let known else {
            throw ColumnarError(
                .unreadable, "\(path): the name does not tell the format; it ends in .parquet, .csv, .arrow, .feather or .jsonl")
        }
        return known.format
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
