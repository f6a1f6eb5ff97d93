internal import CArrowShim

/// Some rows of the columns that a scan asked for. Columns are named by their place in the request.
///
/// What the closures get lives for the closure only, and is never copied. Not thread-safe.
package final class ColumnBatch {
    /// Rows.
    package let count: Int
    private var array: ArrowArray
    private var schema: ArrowSchema
    private let dictionaries: [ScanDictionary]
    /// Columns asked for, without the marks.
    package let columnCount: Int
    private let emptyIsMissing: Bool

    init(_ array: ArrowArray, _ schema: ArrowSchema, dictionaries: [ScanDictionary], columns: Int, emptyIsMissing: Bool) {
        self.array = array
        self.schema = schema
        self.dictionaries = dictionaries
        columnCount = columns
        self.count = Int(array.length)
        self.emptyIsMissing = emptyIsMissing
    }

    deinit {
        array.release?(&array)
        schema.release?(&schema)
    }

    /// A column asked for as `.number`; missing is NaN.
    package func withNumbers<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Double>) throws -> Result) rethrows -> Result {
        try body(values(column, Double.self))
    }

    /// A column asked for as `.time` or `.integer`; missing is `Int64.min`.
    package func withIntegers<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Int64>) throws -> Result) rethrows -> Result {
        try body(values(column, Int64.self))
    }

    /// A column asked for as `.category`: each row's code, -1 where missing.
    ///
    /// A text keeps its code through the whole scan, so that a consumer can count by code, until `dictionaryEpoch` changes.
    package func withCodes<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Int32>) throws -> Result) rethrows -> Result {
        try body(values(column, Int32.self))
    }

    /// The texts that the codes of a `.category` column stand for: those of this batch and of the ones before.
    package func dictionary(_ column: Int) -> [String] { dictionaries[column].texts }

    /// How often the codes of a `.category` column have started anew: a dictionary of more than 262,144 texts or 32 MB is
    /// dropped.
    package func dictionaryEpoch(_ column: Int) -> Int { dictionaries[column].epoch }

    /// Where a condition that the scan was asked to mark holds: 1, else 0.
    package func withMarks<Result>(_ mark: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(values(columnCount + mark, UInt8.self))
    }

    /// A copy of `withIntegers`.
    package func integers(_ column: Int) -> [Int64] { withIntegers(column) { [Int64]($0) } }

    /// A copy of `withCodes`, and the texts that codes stand for.
    package func categories(_ column: Int) -> (codes: [Int32], dictionary: [String]) {
        (withCodes(column) { [Int32]($0) }, dictionary(column))
    }

    /// A column asked for as `.text`; nil where missing.
    package func texts(_ column: Int) -> [String?] {
        var texts: [String?] = []
        texts.reserveCapacity(count)
        forEachText(column) { bytes in texts.append(bytes.map { String(decoding: $0, as: UTF8.self) }) }
        return texts
    }

    /// The UTF-8 bytes of a column asked for as `.text`, row after row; nil where missing.
    package func forEachText(_ column: Int, _ body: (UnsafeRawBufferPointer?) -> Void) {
        let child = array.children[column]!.pointee
        guard count > 0 else { return }
        let offset = Int(child.offset)
        let offsets = child.buffers[1]!.assumingMemoryBound(to: Int32.self) + offset
        let bytes = child.buffers[2]
        let validity = child.null_count != 0 ? child.buffers[0] : nil
        for row in 0..<count {
            let start = Int(offsets[row])
            let length = Int(offsets[row + 1]) - start
            let isMissing = validity.map { !isSet($0, row + offset) } ?? false
            if isMissing || (emptyIsMissing && length == 0) {
                body(nil)
            } else {
                body(UnsafeRawBufferPointer(start: bytes.map { $0 + start }, count: length))
            }
        }
    }

    private func values<Element>(_ column: Int, _: Element.Type) -> UnsafeBufferPointer<Element> {
        let child = array.children[column]!.pointee
        guard let buffer = child.buffers[1] else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: buffer.assumingMemoryBound(to: Element.self) + Int(child.offset), count: count)
    }

    private func isSet(_ bitmap: UnsafeRawPointer, _ bit: Int) -> Bool {
        bitmap.load(fromByteOffset: bit >> 3, as: UInt8.self) & (1 << (bit & 7)) != 0
    }
}
