import Statistics

/// Labelled rows with a score and a weight: what most measures of a model are computed from.
struct WeightedRows: Sendable {
    var labels: [Bool] = []
    var scores: [Double] = []
    var weights: [Double] = []

    init() {}

    init(count: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<count {
            let score = (random.uniform() * 20).rounded() / 20
            labels.append(random.uniform() < score)
            scores.append(score)
            weights.append(Double(1 + random.below(4)))
        }
    }

    func rows(_ places: [Int]) -> WeightedRows {
        var result = self
        result.labels = places.map { labels[$0] }
        result.scores = places.map { scores[$0] }
        result.weights = places.map { weights[$0] }
        return result
    }

    func permuted(seed: UInt64) -> WeightedRows {
        var random = SeededGenerator(seed: seed)
        var order = Array(labels.indices)
        random.shuffle(&order)
        return rows(order)
    }

    /// Every row as often as its weight says.
    var repeated: WeightedRows {
        var result = rows(labels.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) })
        result.weights = [Double](repeating: 1, count: result.labels.count)
        return result
    }

    /// With rows of no weight between its own.
    var padded: WeightedRows {
        var result = rows(labels.indices.flatMap { [$0, $0] })
        for row in result.labels.indices where row % 2 == 1 {
            result.weights[row] = 0
            result.labels[row].toggle()
            result.scores[row] = (0.37 + result.scores[row]).truncatingRemainder(dividingBy: 1)
        }
        return result
    }

    func with(_ change: (inout WeightedRows) -> Void) -> WeightedRows {
        var result = self
        change(&result)
        return result
    }

    // What the same rows are for other kinds of model: decided by the row alone, so that any order of rows gives the same.

    var decisions: [Bool] { scores.map { $0 >= 0.5 } }
    var truth: [Double] { labels.map { $0 ? 1.5 : 0.5 } }
    /// Three classes.
    var classes: [Int] { zip(labels, scores).map { $0 ? ($1 > 0.6 ? 2 : 1) : 0 } }
    var probabilities: [[Double]] { scores.map { [1 - $0, 0.6 * $0, 0.4 * $0] } }
    var groups: [ExactText] { scores.map { ["a", "b", "c"][$0.isFinite ? Int($0.magnitude * 20) % 3 : 0] } }
}
