internal import CArrowShim

/// A pass over columns of files, batch by batch in the rows' order.
///
/// Not thread-safe: one task at a time.
package final class ColumnScan {
    private let scan: OpaquePointer
    /// Keeps the files open.
    private let file: DataFiles

    init(_ scan: OpaquePointer, file: DataFiles) {
        self.scan = scan
        self.file = file
    }

    deinit { dwa_scan_end(scan) }

    /// The next batch, or nil at the end.
    /// - Throws: `wrongType` for a value that is not of the form asked for, `unreadable` for a damaged file.
    package func next() throws(ColumnarError) -> ColumnBatch? {
        var array = ArrowArray()
        var schema = ArrowSchema()
        var error: UnsafeMutablePointer<CChar>?
        guard dwa_scan_next(scan, &array, &schema, &error) else {
            let text = take(error)
            let isType = text.hasPrefix("column '") || text.contains("conversion error")
            throw ColumnarError(isType ? .wrongType : .unreadable, oneLine(file.name, text))
        }
        guard array.release != nil else { return nil }
        return ColumnBatch(array, schema, emptyIsMissing: file.format == .csv)
    }
}
