/// A truth value a row, where they lie in the message.
package struct BooleanColumn: Sendable {
    private var payload: [UInt8] = []
    private var start = 0
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The value of a row, or nil when it is missing.
    package subscript(row: Int) -> Bool? {
        precondition(row >= 0 && row < count, "row out of range")
        let byte = payload[start + row]
        return byte > 1 ? nil : byte == 1
    }

    mutating func reset() {
        payload = []
        count = 0
    }

    /// Takes a byte a row; refuses the rows whose byte is above 2.
    mutating func decode(
        _ range: Range<Int>, column: ColumnName, in context: inout ReadContext
    ) throws(ReadFailure) {
        guard !range.isEmpty else { return }
        guard range.count == context.rows else {
            throw .fault(.columnLength(column, has: range.count, wants: context.rows))
        }
        (payload, start, count) = (context.payload, range.lowerBound, range.count)
        let bytes = UnsafeRawBufferPointer(start: context.base + start, count: count)
        guard bytes.reduce(0, { max($0, $1) }) > 2 else { return }
        for row in 0..<count where bytes[row] > 2 {
            context.refusals.refuse(row, "boolean_out_of_range", "\(column) is \(bytes[row]); it must be 0, 1 or 2 (missing)")
        }
    }
}
