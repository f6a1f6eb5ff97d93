/// Rows fall into cells, and slices are sets of cells: what is counted once a cell is answered for every slice, overlapping ones too.
/// Slice 0 is all rows.
package struct SliceCells: Sendable, Equatable {
    /// The most cells: a row's cell, predicted class and label share 16 bits.
    package static let limit = 1 << 14

    /// The slices of each cell, one after the other.
    let members: [Int32]
    /// Where a cell's slices begin in `members`, and where the last one's end.
    let starts: [Int32]
    /// Slices, all rows among them.
    package let slices: Int

    package var cells: Int { starts.count - 1 }

    /// All rows in one cell.
    package static let whole = SliceCells(memberships: [[]], slices: 1)

    /// - Parameters:
    ///   - memberships: the slices (1 ..< `slices`) of each cell; 0 is added.
    ///   - slices: how many there are, that of all rows included.
    package init(memberships: [[Int]], slices: Int) {
        precondition(memberships.count <= Self.limit, "at most \(Self.limit) cells")
        var (members, starts) = ([Int32](), [Int32(0)])
        for slices in memberships {
            members.append(0)
            members += slices.map { Int32($0) }
            starts.append(Int32(members.count))
        }
        self.members = members
        self.starts = starts
        self.slices = slices
    }

    /// Calls `body` with each slice of a cell.
    @inline(__always)
    func forEach(_ cell: Int, _ body: (Int) -> Void) {
        members.withUnsafeBufferPointer { members in
            starts.withUnsafeBufferPointer { starts in
                for index in Int(starts[cell])..<Int(starts[cell + 1]) { body(Int(members[index])) }
            }
        }
    }

    /// Sums of a cell's rows as sums of slices.
    func slices<Value>(of cells: [Value], _ zero: Value, _ merge: (inout Value, Value) -> Void) -> [Value] {
        var sums = [Value](repeating: zero, count: slices)
        for (cell, value) in cells.enumerated() { forEach(cell) { merge(&sums[$0], value) } }
        return sums
    }
}

/// One row of a binary classifier in 16 bits: its cell, whether the positive class is predicted, and whether it is true.
package enum BinaryRow {
    @inline(__always)
    package static func pack(cell: Int, predicted: Bool, label: Bool) -> UInt16 {
        UInt16(truncatingIfNeeded: cell << 2 | (predicted ? 2 : 0) | (label ? 1 : 0))
    }

    @inline(__always) static func label(_ row: UInt16) -> Bool { row & 1 != 0 }
    @inline(__always) static func predicted(_ row: UInt16) -> Bool { row & 2 != 0 }
    @inline(__always) static func cell(_ row: UInt16) -> Int { Int(row >> 2) }
}
