internal import CArrowShim

/// Columns of a table that is being written.
package struct OutputColumn: Sendable {
    package enum Values: Sendable {
        /// NaN is a value here, not a missing one; nil is missing.
        case numbers([Double?])
        case integers([Int64?])
        case texts([String?])
    }

    package let name: String
    package let values: Values

    package init(_ name: String, _ values: Values) {
        self.name = name
        self.values = values
    }
}

/// Cells of one column of a batch that take other values; all other cells keep theirs bit for bit.
package struct Replacement: Sendable {
    package enum Values: Sendable {
        /// A value for each row; it becomes the column's own type, the nearest that it has. NaN makes the cell missing.
        case numbers([Double])
        /// Exactly; `Int64.min` makes the cell missing.
        case integers([Int64])
        /// nil makes the cell missing.
        case texts([String?])
        /// Every changed cell becomes missing.
        case missing
    }

    package let column: String
    package let values: Values
    /// A byte a row: 1 where the value is replaced.
    package let changed: [UInt8]

    package init(column: String, values: Values, changed: [UInt8]) {
        self.column = column
        self.values = values
        self.changed = changed
    }
}

/// Writes a table: Parquet (zstd), CSV, Arrow IPC or JSON lines, as the name's ending tells.
///
/// Nobody sees the file under its name before `close`: it is written beside it and then renamed; without `close` it vanishes.
/// Not thread-safe.
package final class ColumnWriter {
    private let writer: OpaquePointer
    private let name: String
    package let format: FileFormat

    /// - Parameter path: a local path or a URI.
    /// - Throws: `unwritable`.
    package init(_ path: String, format: FileFormat? = nil) throws(ColumnarError) {
        guard let format = format ?? FileFormat(path: path) else {
            throw ColumnarError(
                .unwritable, "\(path): the name does not tell the format; it ends in .parquet, .csv, .arrow, .feather or .jsonl")
        }
        name = path
        self.format = format
        writer = try attempt(path) { error in dwa_writer_open(FilePaths.absolute(path), format.shim, error) }
    }

    deinit { dwa_writer_free(writer) }

    /// Writes rows; every call has the same columns, each with as many values.
    /// - Throws: `unwritable`.
    package func write(_ columns: [OutputColumn]) throws(ColumnarError) {
        let rows = columns.first.map { $0.values.count } ?? 0
        precondition(columns.allSatisfy { $0.values.count == rows }, "columns of different lengths")
        let borrowed = columns.map { BorrowedValues($0.name, $0.values) }
        let values = borrowed.map(\.values)
        try withExtendedLifetime(borrowed) { () throws(ColumnarError) in
            try attempt(name) { error in
                dwa_writer_write(writer, values, values.count, Int64(rows), error) ? () : nil
            }
        }
    }

    /// Writes the last batch of a scan made with `copying`, with some cells replaced.
    /// - Throws: `wrongType` where a column's type cannot hold a new value, `unwritable`.
    package func write(_ scan: ColumnScan, replacing replacements: [Replacement]) throws(ColumnarError) {
        let borrowed = replacements.map { BorrowedValues($0) }
        let values = borrowed.map(\.values)
        try withExtendedLifetime(borrowed) { () throws(ColumnarError) in
            try attempt(name) { error in
                dwa_writer_copy(writer, scan.scan, values, values.count, error) ? () : nil
            }
        }
    }

    /// Gives a table without rows the columns of the scan's files.
    package func writeColumns(of scan: ColumnScan) throws(ColumnarError) {
        try attempt(name) { error in dwa_writer_copy_schema(writer, scan.scan, error) ? () : nil }
    }

    /// Completes the file under its name.
    /// - Throws: `unwritable`.
    package func close() throws(ColumnarError) {
        try attempt(name) { error in dwa_writer_close(writer, error) ? () : nil }
    }
}

extension OutputColumn.Values {
    var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .integers(let values): values.count
        case .texts(let values): values.count
        }
    }
}

/// Values where the shim can read them, freed with the object.
private final class BorrowedValues {
    private(set) var values = dwa_values()
    private var cleanups: [() -> Void] = []

    init(_ name: String, _ column: OutputColumn.Values) {
        values.column = text(name)
        switch column {
        case .numbers(let numbers): setNumbers(numbers.map { $0 ?? .nan }, missing: numbers.map { $0 == nil })
        case .integers(let integers): setIntegers(integers.map { $0 ?? 0 }, missing: integers.map { $0 == nil })
        case .texts(let texts): setTexts(texts)
        }
    }

    init(_ replacement: Replacement) {
        values.column = text(replacement.column)
        values.changed = copy(replacement.changed)
        switch replacement.values {
        case .numbers(let numbers): setNumbers(numbers, missing: numbers.map(\.isNaN))
        case .integers(let integers): setIntegers(integers, missing: integers.map { $0 == .min })
        case .texts(let texts): setTexts(texts)
        case .missing: break
        }
    }

    deinit { for cleanup in cleanups { cleanup() } }

    private func setNumbers(_ numbers: [Double], missing: [Bool]) {
        values.numbers = copy(numbers)
        values.missing = copy(missing.map { $0 ? 1 : 0 })
    }

    private func setIntegers(_ integers: [Int64], missing: [Bool]) {
        values.integers = copy(integers)
        values.missing = copy(missing.map { $0 ? 1 : 0 })
    }

    private func setTexts(_ texts: [String?]) {
        var bytes: [UInt8] = []
        var offsets: [Int32] = [0]
        for text in texts {
            if let text { bytes.append(contentsOf: text.utf8) }
            offsets.append(Int32(clamping: bytes.count))
        }
        values.bytes = UnsafeRawPointer(copy(bytes)).assumingMemoryBound(to: CChar.self)
        values.offsets = copy(offsets)
        values.missing = copy(texts.map { $0 == nil ? 1 : 0 })
    }

    private func text(_ text: String) -> UnsafePointer<CChar> {
        UnsafeRawPointer(copy(Array(text.utf8) + [0])).assumingMemoryBound(to: CChar.self)
    }

    private func copy<Element: BitwiseCopyable & Sendable>(_ elements: [Element]) -> UnsafePointer<Element> {
        // Room for one more, so that there is an address also when there are none.
        let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count + 1)
        _ = buffer.initialize(from: elements)
        cleanups.append { buffer.deallocate() }
        return UnsafePointer(buffer.baseAddress!)
    }
}
