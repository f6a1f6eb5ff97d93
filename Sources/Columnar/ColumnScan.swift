internal import CArrowShim

/// A pass over columns of files, batch by batch in the rows' order.
///
/// A thread of its own reads ahead while the consumer counts. Not thread-safe: one task at a time.
package final class ColumnScan {
    let scan: OpaquePointer
    /// Keeps the files open.
    private let file: DataFiles
    private let requests: [(name: String, form: ColumnForm)]
    private var dictionaries: [ScanDictionary]

    init(_ scan: OpaquePointer, file: DataFiles, requests: [(name: String, form: ColumnForm)]) {
        self.scan = scan
        self.file = file
        self.requests = requests
        dictionaries = requests.map { _ in ScanDictionary() }
    }

    deinit { dwa_scan_end(scan) }

    /// The next batch, or nil at the end.
    /// - Throws: `wrongType` for a value that is not of the form asked for or a file whose column changed its type,
    ///   `missingColumn` for a later file without a column, `unreadable` for a damaged file.
    package func next() throws(ColumnarError) -> ColumnBatch? {
        var array = ArrowArray()
        var schema = ArrowSchema()
        var error = dwa_error()
        guard dwa_scan_next(scan, &array, &schema, &error) else {
            throw ColumnarError(taking: error, about: file.nameOfOneFile)
        }
        guard array.release != nil else { return nil }
        for (column, request) in requests.enumerated() where request.form == .category {
            dictionaries[column].update(dwa_scan_new_entries(scan, column))
        }
        return ColumnBatch(
            array, schema, dictionaries: dictionaries, columns: requests.count, emptyIsMissing: file.format == .csv)
    }

    /// Row groups of Parquet files that were read so far, and those that the filter made unnecessary.
    package var rowGroups: (read: Int, skipped: Int) {
        let counts = dwa_scan_count(scan)
        return (Int(counts.row_groups_read), Int(counts.row_groups_skipped))
    }

    /// Columns read as numbers in which integers beyond 2^53 were rounded to the nearest double so far.
    package var roundedColumns: [String] {
        requests.indices.filter { dwa_scan_rounded(scan, $0) }.map { requests[$0].name }
    }
}

/// The texts that a category column's codes stand for, as far as the scan has come.
struct ScanDictionary {
    /// In the order of their codes.
    private(set) var texts: [String] = []
    /// Grows by one whenever the codes start anew.
    private(set) var epoch = 0

    mutating func update(_ news: dwa_new_entries) {
        if news.restarted {
            texts = []
            epoch += 1
        }
        for entry in 0..<news.count {
            let bytes = UnsafeRawBufferPointer(start: news.texts[entry], count: news.lengths[entry])
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
    }
}
