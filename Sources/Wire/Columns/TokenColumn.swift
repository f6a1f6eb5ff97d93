/// A number of tokens a row.
package struct TokenColumn: Sendable {
    private var storage: [UInt32] = []
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The number of a row, or nil when it is unknown.
    package subscript(row: Int) -> Int? {
        precondition(row >= 0 && row < count, "row out of range")
        return storage[row] == 0 ? nil : Int(storage[row]) - 1
    }

    mutating func reset() { count = 0 }

    mutating func decode(
        _ range: Range<Int>, column: ColumnName, in context: ReadContext
    ) throws(ReadFailure) {
        guard !range.isEmpty else { return }
        let found = try PackedVarints.decode(range, into: &storage, count: context.rows, at: context.base)
        guard found == context.rows else { throw .fault(.columnLength(column, has: found, wants: context.rows)) }
        count = context.rows
    }
}
