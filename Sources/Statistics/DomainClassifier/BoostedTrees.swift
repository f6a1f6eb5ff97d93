/// A sum of trees over binned columns: gradient boosting over histograms (Friedman 2001; Ke et al. 2017), deterministic for a seed.
/// It gives the log-odds of a class, or the mean of a number, as its objective says.
package struct BoostedTrees: Sendable {
    /// What the trees lower.
    package enum Objective: Sendable, Equatable {
        /// Of labels 0 and 1; scores are log-odds.
        case logLoss
        /// Of any numbers; scores are conditional means.
        case squaredError

        /// First and second derivative of a row's loss by its score.
        @inline(__always)
        func derivatives(label: Float, score: Float) -> (Float, Float) {
            guard self == .logLoss else { return (score - label, 1) }
            let p = Float(1 / (1 + Math.exp(-Double(score))))
            return (p - label, p * (1 - p))
        }

        fileprivate func loss(label: Double, score: Double) -> Double {
            guard self == .logLoss else { return (score - label) * (score - label) }
            return max(score, 0) - label * score + Math.log1p(Math.exp(-score.magnitude))
        }

        /// The best constant score.
        fileprivate func base(sum: Double, count: Int) -> Float {
            guard self == .logLoss else { return Float(sum / Double(max(1, count))) }
            return Float(Math.log((sum + 0.5) / (Double(count) - sum + 0.5)))
        }
    }

    /// How the trees are grown.
    package struct Configuration: Sendable, Equatable {
        package var objective: Objective = .logLoss
        package var treesMax = 100
        package var learningRate = 0.1
        package var leavesMax = 15
        package var rowsPerLeafMin = 20
        /// Growing ends when this many trees in a row have not improved the loss of an eighth of the rows, which no tree learns from; the
        /// trees after the best are dropped.
        package var patience = 5
        /// λ: added to the second derivatives' sum in a leaf.
        package var regularization = 1.0
        /// The share of rows that each tree sees.
        package var subsample = 0.5

        package init() {}
    }

    private(set) var trees: [DecisionTree] = []
    private let base: Float
    /// The sum of the splits' gains of each column.
    private(set) var gains: [Double]

    /// - Parameters:
    ///   - rows: of the table, to learn from.
    ///   - labels: what to learn, of all the table's rows: 0 or 1 (1 for the current sample), or a number.
    init(_ table: BinnedTable, rows: [Int32], labels: [Float], configuration: Configuration, random: inout SeededGenerator) {
        var shuffled = rows
        random.shuffle(&shuffled)
        let (held, learned) = (Array(shuffled[..<(rows.count / 8)]), shuffled[(rows.count / 8)...].sorted())
        let objective = configuration.objective
        base = objective.base(sum: learned.reduce(0) { $0 + Double(labels[Int($1)]) }, count: learned.count)
        gains = [Double](repeating: 0, count: table.columnCount)
        var scores = [Float](repeating: base, count: table.rowCount)
        var grower = TreeGrower(table, configuration: configuration)
        var best = (loss: Self.loss(objective, scores, labels, held), trees: 0, gains: gains)
        for _ in 0..<configuration.treesMax where trees.count < best.trees + configuration.patience {
            let (seen, unseen) = Self.split(learned, share: configuration.subsample, &random)
            let tree = grower.grow(rows: seen, labels: labels, scores: &scores, gains: &gains)
            tree.add(to: &scores, rows: unseen, of: table)
            tree.add(to: &scores, rows: held, of: table)
            trees.append(tree)
            let loss = Self.loss(objective, scores, labels, held)
            if loss < best.loss { best = (loss, trees.count, gains) }
        }
        trees.removeSubrange(best.trees...)
        gains = best.gains
    }

    /// The mean loss of some rows.
    private static func loss(_ objective: Objective, _ scores: [Float], _ labels: [Float], _ rows: [Int32]) -> Double {
        var sum = 0.0
        for row in rows { sum += objective.loss(label: Double(labels[Int(row)]), score: Double(scores[Int(row)])) }
        return sum / Double(max(1, rows.count))
    }

    /// Scores of some rows of a table: log-odds, or means.
    func scores(_ table: BinnedTable, rows: [Int32]) -> [Float] {
        var scores = [Float](repeating: base, count: table.rowCount)
        for tree in trees { tree.add(to: &scores, rows: rows, of: table) }
        return rows.map { scores[Int($0)] }
    }

    private static func split(_ rows: [Int32], share: Double, _ random: inout SeededGenerator) -> ([Int32], [Int32]) {
        guard share < 1 else { return (rows, []) }
        var (seen, unseen): ([Int32], [Int32]) = ([], [])
        seen.reserveCapacity(rows.count)
        unseen.reserveCapacity(rows.count)
        for row in rows { if random.uniform() < share { seen.append(row) } else { unseen.append(row) } }
        return (seen, unseen)
    }
}
