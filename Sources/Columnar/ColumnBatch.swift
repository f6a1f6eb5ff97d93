internal import CArrowShim

/// Some rows of the columns that a scan asked for. Columns are named by their place in the request.
///
/// What the accessors give lives for the closure only. Not thread-safe.
package final class ColumnBatch {
    /// Rows.
    package let count: Int
    private var array: ArrowArray
    private var schema: ArrowSchema
    private let emptyIsMissing: Bool

    init(_ array: ArrowArray, _ schema: ArrowSchema, emptyIsMissing: Bool) {
        self.array = array
        self.schema = schema
        self.count = Int(array.length)
        self.emptyIsMissing = emptyIsMissing
    }

    deinit {
        array.release?(&array)
        schema.release?(&schema)
    }

    /// A column asked for as `.number`; missing is NaN. Not copied when no value is missing.
    package func withNumbers<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Double>) throws -> Result) rethrows -> Result {
        let child = array.children[column]!.pointee
        let values = UnsafeBufferPointer(start: pointer(child, 1, Double.self), count: count)
        guard child.null_count != 0, let validity = child.buffers[0] else { return try body(values) }
        var copy = [Double](values)
        for row in 0..<count where !isSet(validity, row + Int(child.offset)) { copy[row] = .nan }
        return try copy.withUnsafeBufferPointer(body)
    }

    /// A column asked for as `.time` or `.integer`; missing is `Int64.min`.
    package func integers(_ column: Int) -> [Int64] {
        let child = array.children[column]!.pointee
        var integers = [Int64](UnsafeBufferPointer(start: pointer(child, 1, Int64.self), count: count))
        if child.null_count != 0, let validity = child.buffers[0] {
            for row in 0..<count where !isSet(validity, row + Int(child.offset)) { integers[row] = .min }
        }
        return integers
    }

    /// A column asked for as `.category`: each row's code, -1 where missing, and the texts that codes stand for.
    package func categories(_ column: Int) -> (codes: [Int32], dictionary: [String]) {
        let child = array.children[column]!.pointee
        let dictionary = texts(child.dictionary.pointee)
        var codes = [Int32](UnsafeBufferPointer(start: pointer(child, 1, Int32.self), count: count))
        if child.null_count != 0, let validity = child.buffers[0] {
            for row in 0..<count where !isSet(validity, row + Int(child.offset)) { codes[row] = -1 }
        }
        // A dictionary's entry can be missing itself; in CSV an empty field is.
        if dictionary.contains(where: { $0 == nil || (emptyIsMissing && $0 == "") }) {
            for row in 0..<count where codes[row] >= 0 {
                let text = dictionary[Int(codes[row])]
                if text == nil || (emptyIsMissing && text == "") { codes[row] = -1 }
            }
        }
        return (codes, dictionary.map { $0 ?? "" })
    }

    /// A column asked for as `.text`; nil where missing.
    package func texts(_ column: Int) -> [String?] {
        let texts = texts(array.children[column]!.pointee)
        return emptyIsMissing ? texts.map { $0 == "" ? nil : $0 } : texts
    }

    private func texts(_ array: ArrowArray) -> [String?] {
        guard array.length > 0 else { return [] }
        let offsets = pointer(array, 1, Int32.self)
        let bytes = array.buffers[2]?.assumingMemoryBound(to: UInt8.self)
        let validity = array.null_count != 0 ? array.buffers[0] : nil
        return (0..<Int(array.length)).map { row in
            if let validity, !isSet(validity, row + Int(array.offset)) { return nil }
            let start = Int(offsets[row])
            let length = Int(offsets[row + 1]) - start
            return String(decoding: UnsafeBufferPointer(start: bytes.map { $0 + start }, count: length), as: UTF8.self)
        }
    }

    private func pointer<Element>(_ array: ArrowArray, _ buffer: Int, _: Element.Type) -> UnsafePointer<Element> {
        array.buffers[buffer]!.assumingMemoryBound(to: Element.self) + Int(array.offset)
    }

    private func isSet(_ bitmap: UnsafeRawPointer, _ bit: Int) -> Bool {
        bitmap.load(fromByteOffset: bit >> 3, as: UInt8.self) & (1 << (bit & 7)) != 0
    }
}
