/// Grows one tree after another over the same table: best leaf first, as LightGBM and scikit-learn's histogram boosting do.
struct TreeGrower {
    /// Sums of a bin: first derivatives of the loss, second derivatives, rows.
    typealias Sums = SIMD4<Float>

    private struct Leaf {
        var node: Int
        var range: Range<Int>
        var histogram: [Sums]
        var total: Sums
        var split: Split?
    }

    private let table: BinnedTable
    private let configuration: BoostedTrees.Configuration
    private var rows: [Int32] = []
    private var spare: [Int32] = []
    /// Derivatives in the order of `rows`.
    private var derivatives: [Sums] = []
    private var ordered: [Sums] = []

    init(_ table: BinnedTable, configuration: BoostedTrees.Configuration) {
        self.table = table
        self.configuration = configuration
    }

    /// Grows a tree on some rows and adds its values to their scores.
    mutating func grow(rows: [Int32], labels: [Float], scores: inout [Float], gains: inout [Double]) -> DecisionTree {
        self.rows = rows
        spare = rows
        derive(labels, scores)
        var tree = DecisionTree()
        let histogram = histogram(0..<rows.count)
        var total = Sums.zero
        for bin in 0..<BinnedTable.binLimit { total += histogram[bin] }
        var leaves = [leaf(0, 0..<rows.count, histogram, total)]
        while leaves.count < configuration.leavesMax, let index = best(leaves), let split = leaves[index].split {
            gains[split.column] += Double(split.gain)
            let parent = leaves[index]
            let middle = partition(parent.range, split)
            let (low, high) = (parent.range.lowerBound..<middle, middle..<parent.range.upperBound)
            let left = tree.nodes.count
            tree.nodes[parent.node].column = Int32(split.column)
            tree.nodes[parent.node].bins = split.bins
            (tree.nodes[parent.node].left, tree.nodes[parent.node].right) = (Int32(left), Int32(left + 1))
            tree.nodes.append(contentsOf: [DecisionTree.Node(), DecisionTree.Node()])
            // The smaller child is counted, the larger is the difference.
            let isLowSmaller = low.count <= high.count
            let smaller = self.histogram(isLowSmaller ? low : high)
            let larger = Self.difference(parent.histogram, smaller)
            leaves[index] = leaf(left, low, isLowSmaller ? smaller : larger, split.left)
            leaves.append(leaf(left + 1, high, isLowSmaller ? larger : smaller, parent.total - split.left))
        }
        guard leaves.count > 1 else { return tree }
        for leaf in leaves {
            let value = -leaf.total[0] / (leaf.total[1] + Float(configuration.regularization)) * Float(configuration.learningRate)
            tree.nodes[leaf.node].value = value
            for place in leaf.range { scores[Int(self.rows[place])] += value }
        }
        return tree
    }

    private func best(_ leaves: [Leaf]) -> Int? {
        var found: Int?
        var gain: Float = 0
        for index in leaves.indices {
            if let split = leaves[index].split, split.gain > gain { (found, gain) = (index, split.gain) }
        }
        return found
    }

    private func leaf(_ node: Int, _ range: Range<Int>, _ histogram: [Sums], _ total: Sums) -> Leaf {
        let split =
            range.count >= 2 * configuration.rowsPerLeafMin
            ? Split.best(histogram, total: total, table: table, configuration: configuration) : nil
        return Leaf(node: node, range: range, histogram: histogram, total: total, split: split)
    }

    private mutating func derive(_ labels: [Float], _ scores: [Float]) {
        derivatives.removeAll(keepingCapacity: true)
        for row in rows {
            let (first, second) = configuration.objective.derivatives(label: labels[Int(row)], score: scores[Int(row)])
            derivatives.append(Sums(first, second, 1, 0))
        }
        ordered = derivatives
    }

    private func histogram(_ range: Range<Int>) -> [Sums] {
        var histogram = [Sums](repeating: .zero, count: table.columnCount * BinnedTable.binLimit)
        rows.withUnsafeBufferPointer { rows in
            derivatives.withUnsafeBufferPointer { derivatives in
                table.bins.withUnsafeBufferPointer { bins in
                    histogram.withUnsafeMutableBufferPointer { histogram in
                        for column in 0..<table.columnCount {
                            let (start, first) = (column * table.rowCount, column * BinnedTable.binLimit)
                            for place in range {
                                let bin = Int(bins[start &+ Int(rows[place])])
                                histogram[first &+ bin] += derivatives[place]
                            }
                        }
                    }
                }
            }
        }
        return histogram
    }

    private static func difference(_ a: [Sums], _ b: [Sums]) -> [Sums] {
        var result = a
        for index in result.indices { result[index] -= b[index] }
        return result
    }

    /// Brings a leaf's rows that go left to its front, both parts in their order.
    private mutating func partition(_ range: Range<Int>, _ split: Split) -> Int {
        let start = split.column * table.rowCount
        let node = DecisionTree.Node(bins: split.bins)
        var (low, kept) = (range.lowerBound, 0)
        for place in range {
            let row = rows[place]
            let derivative = derivatives[place]
            if node.goesLeft(table.bins[start + Int(row)]) {
                rows[low] = row
                derivatives[low] = derivative
                low += 1
            } else {
                spare[kept] = row
                ordered[kept] = derivative
                kept += 1
            }
        }
        for index in 0..<kept {
            rows[low + index] = spare[index]
            derivatives[low + index] = ordered[index]
        }
        return low
    }
}
