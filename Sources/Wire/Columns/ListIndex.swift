internal import Contracts

/// How many items of a nested column belong to each row.
package struct ListIndex: Sendable {
    private var counts: [UInt32] = []
    private var starts: [Int] = []
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0
    /// Items of all rows.
    package private(set) var itemCount = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The items of a row.
    package func items(of row: Int) -> Range<Int> {
        precondition(row >= 0 && row < count, "row out of range")
        return starts[row]..<starts[row] + Int(counts[row])
    }

    /// The row that an item belongs to; a binary search.
    func row(of item: Int) -> Int {
        var (low, high) = (0, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= item { low = middle } else { high = middle }
        }
        return low
    }

    mutating func reset() { (count, itemCount) = (0, 0) }

    /// Takes packed counts; one a row, or none.
    mutating func decode(
        _ range: Range<Int>, column: ColumnName, in context: ReadContext
    ) throws(ReadFailure) {
        guard !range.isEmpty else { return }
        let found = try PackedVarints.decode(range, into: &counts, count: context.rows, at: context.base)
        guard found == context.rows else { throw .fault(.columnLength(column, has: found, wants: context.rows)) }
        starts.resize(to: context.rows, with: 0)
        var sum = 0
        for row in 0..<context.rows {
            starts[row] = sum
            sum += Int(counts[row])
        }
        guard sum <= context.limits.nestedItems else {
            throw .fault(
                BatchFault(
                    code: "too_many_items",
                    message:
                        "\(column) add up to \(sum) items; a batch may have \(context.limits.nestedItems): send smaller batches"))
        }
        (count, itemCount) = (context.rows, sum)
    }
}
