/// Which rows of both samples take part, and in which fold each is scored. Deterministic for a seed; folds are stratified.
struct Folds {
    /// Rows of each side that take part.
    let reference: [Int]
    let current: [Int]
    /// 0 for the reference's rows, which come first, 1 for the current sample's.
    let labels: [Float]
    private let assignment: [UInt8]
    private let number: Int

    var count: Int { labels.count }

    /// nil for fewer than ten rows a fold on a side.
    init?(reference n: Int, current m: Int, configuration: DomainClassifier.Configuration) {
        self.init(reference: n, current: m, folds: configuration.folds, rowsMax: configuration.rowsMax, seed: configuration.seed)
    }

    init?(reference n: Int, current m: Int, folds: Int, rowsMax: Int, seed: UInt64) {
        guard folds > 1, folds < 256, min(n, m, rowsMax) >= 10 * folds else { return nil }
        let choice = Permutations(seed: seed, valuesMax: rowsMax)
        reference = choice.part(of: Array(0..<n), stream: 1)
        current = choice.part(of: Array(0..<m), stream: 2)
        labels = [Float](repeating: 0, count: reference.count) + [Float](repeating: 1, count: current.count)
        var random = SeededGenerator(seed: seed)
        var assignment: [UInt8] = []
        for side in [reference.count, current.count] {
            var places = (0..<side).map { UInt8($0 % folds) }
            random.shuffle(&places)
            assignment += places
        }
        self.assignment = assignment
        number = folds
    }

    func rows(_ fold: Int) -> (training: [Int32], test: [Int32]) {
        var (training, test): ([Int32], [Int32]) = ([], [])
        for (row, place) in assignment.enumerated() {
            if Int(place) == fold { test.append(Int32(row)) } else { training.append(Int32(row)) }
        }
        return (training, test)
    }

    func separation(_ rows: [Int32], _ scores: [Float]) -> ScoreSeparation? {
        var (negatives, positives): ([Double], [Double]) = ([], [])
        for (row, score) in zip(rows, scores) {
            if labels[Int(row)] == 1 { positives.append(Double(score)) } else { negatives.append(Double(score)) }
        }
        return ScoreSeparation(negatives: negatives, positives: positives)
    }
}

extension BinnedTable {
    /// The table with one column's bins of some rows in another order.
    func shuffled(column: Int, rows: [Int32], _ random: inout SeededGenerator) -> BinnedTable {
        var order = rows
        random.shuffle(&order)
        let start = column * rowCount
        let moved = order.map { bins[start + Int($0)] }
        return replacing(column: column, rows: rows, with: moved)
    }
}
