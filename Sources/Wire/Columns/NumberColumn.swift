/// A number a row, where they lie in the message. NaN is missing.
package struct NumberColumn: Sendable {
    private var payload: [UInt8] = []
    private var start = 0
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The number of a row; a missing one is NaN.
    package subscript(row: Int) -> Double {
        precondition(row >= 0 && row < count, "row out of range")
        return payload.withUnsafeBytes { bytes in
            Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + row * 8, as: UInt64.self)))
        }
    }

    /// Copies the column into an aligned buffer, which is resized to `count` and keeps its memory between calls.
    package func copy(into buffer: inout [Double]) {
        buffer.resize(to: count, with: 0)
        guard count > 0 else { return }
        payload.withUnsafeBytes { bytes in
            let source = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * 8])
            buffer.withUnsafeMutableBytes { $0.copyMemory(from: source) }
        }
    }

    /// True when every number is in the range or missing.
    func isWithin(_ range: ClosedRange<Double>) -> Bool {
        payload.withUnsafeBytes { bytes in
            var isWithin = true
            for row in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: start &+ row &* 8, as: UInt64.self)
                let number = Double(bitPattern: UInt64(littleEndian: bits))
                // Both are false for NaN.
                isWithin = isWithin && !(number < range.lowerBound) && !(number > range.upperBound)
            }
            return isWithin
        }
    }

    mutating func reset() {
        payload = []
        count = 0
    }

    /// Takes packed doubles; `rows` of them, or none.
    mutating func decode(
        _ range: Range<Int>, rows: Int, column: ColumnName, in context: ReadContext
    ) throws(ReadFailure) {
        guard !range.isEmpty else { return }
        guard range.count % 8 == 0 else { throw .unusual("a packed double ends early", at: range.upperBound) }
        guard range.count / 8 == rows else { throw .fault(.columnLength(column, has: range.count / 8, wants: rows)) }
        (payload, start, count) = (context.payload, range.lowerBound, rows)
    }
}

extension Array {
    /// Gives the array a count without giving up its memory.
    mutating func resize(to newCount: Int, with element: Element) {
        if count > newCount {
            removeLast(count - newCount)
        } else if count < newCount {
            append(contentsOf: repeatElement(element, count: newCount - count))
        }
    }
}
