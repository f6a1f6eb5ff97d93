/// The confusion matrix and the number of rows of each slice.
package struct BinaryCounts: Sendable {
    package let rows: [Int]
    package let confusions: [BinaryConfusion]

    /// - Parameters:
    ///   - packed: `BinaryRow`s.
    ///   - weights: one a row, or nil for 1 each.
    ///   - cells: which slices the rows of a cell are in.
    package init(_ packed: [UInt16], weights: [Double]? = nil, cells: SliceCells) {
        // Four tables in turn, so that rows of one kind after another do not wait for each other's sum.
        let size = cells.cells * 4
        var counts = [Int](repeating: 0, count: size * 4)
        var sums = [CompensatedSum](repeating: CompensatedSum(), count: weights == nil ? 0 : size)
        counts.withUnsafeMutableBufferPointer { counts in
            for row in 0..<packed.count { counts[(row & 3) * size + Int(packed[row])] &+= 1 }
        }
        if let weights { for row in 0..<packed.count { sums[Int(packed[row])].add(weights[row]) } }
        var (matrices, totals) = ([BinaryConfusion](), [Int]())
        for cell in 0..<cells.cells {
            var matrix = BinaryConfusion()
            var total = 0
            for kind in 0..<4 {
                let place = cell * 4 + kind
                let count = (0..<4).reduce(0) { $0 + counts[$1 * size + place] }
                total += count
                let weight = weights == nil ? Double(count) : sums[place].value
                matrix.update(label: kind & 1 != 0, predicted: kind & 2 != 0, weight: weight)
            }
            matrices.append(matrix)
            totals.append(total)
        }
        rows = cells.slices(of: totals, 0) { $0 += $1 }
        confusions = cells.slices(of: matrices, BinaryConfusion()) { $0.merge($1) }
    }
}
