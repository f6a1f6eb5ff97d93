/// A tree over binned columns. A node sends a row left when the row's bin is in its set of bins.
struct DecisionTree: Sendable {
    /// An inner node, or a leaf (`column` below 0) with its value.
    struct Node: Sendable {
        var column: Int32 = -1
        var left: Int32 = 0
        var right: Int32 = 0
        var value: Float = 0
        /// The bins that go left, a bit each.
        var bins = SIMD2<UInt64>.zero

        @inline(__always)
        func goesLeft(_ bin: UInt8) -> Bool { (bins[Int(bin >> 6)] >> UInt64(bin & 63)) & 1 == 1 }
    }

    var nodes: [Node] = [Node()]

    var isLeaf: Bool { nodes.count == 1 }
    var columns: Set<Int> { Set(nodes.lazy.filter { $0.column >= 0 }.map { Int($0.column) }) }

    /// Adds each row's leaf value to its score.
    func add(to scores: inout [Float], rows: [Int32], of table: BinnedTable) {
        let count = table.rowCount
        nodes.withUnsafeBufferPointer { nodes in
            table.bins.withUnsafeBufferPointer { bins in
                scores.withUnsafeMutableBufferPointer { scores in
                    for row in rows {
                        var place = 0
                        while nodes[place].column >= 0 {
                            let bin = bins[Int(nodes[place].column) * count + Int(row)]
                            place = Int(nodes[place].goesLeft(bin) ? nodes[place].left : nodes[place].right)
                        }
                        scores[Int(row)] += nodes[place].value
                    }
                }
            }
        }
    }
}
