/// Calibration by isotonic regression: the non-decreasing step that is nearest to the outcomes (pool adjacent violators;
/// Zadrozny and Elkan 2002), joined by lines as scikit-learn's `IsotonicRegression` does.
package struct IsotonicCalibration: Sendable, Equatable {
    /// Scores where the line bends, ascending, and the probabilities there.
    package let scores: [Double]
    package let probabilities: [Double]
    /// Rows learned from.
    package let count: Int

    /// nil for no weight, unequal lengths, or a score that is not finite.
    package init?(scores: [Double], labels: [Bool], weights: [Double]? = nil) {
        guard scores.count == labels.count, weights.map({ $0.count == scores.count }) ?? true,
            !scores.contains(where: { !$0.isFinite }),
            weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true
        else { return nil }
        let order = scores.indices.filter { weights?[$0] != 0 }.sorted { scores[$0] < scores[$1] }
        guard !order.isEmpty else { return nil }
        // Rows of one score are one point.
        var points: [(x: Double, weight: Double, sum: Double)] = []
        for row in order {
            let weight = weights?[row] ?? 1
            if points.last?.x != scores[row] { points.append((scores[row], 0, 0)) }
            points[points.count - 1].weight += weight
            if labels[row] { points[points.count - 1].sum += weight }
        }
        var blocks: [(weight: Double, sum: Double, points: Int)] = []
        for point in points {
            blocks.append((point.weight, point.sum, 1))
            while blocks.count > 1 {
                let (a, b) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
                guard a.sum * b.weight >= b.sum * a.weight else { break }
                blocks.removeLast()
                blocks[blocks.count - 1] = (a.weight + b.weight, a.sum + b.sum, a.points + b.points)
            }
        }
        // The ends of each block say all: between them the line is flat.
        var (bends, values, start) = ([Double](), [Double](), 0)
        for block in blocks {
            let value = block.sum / block.weight
            bends.append(points[start].x)
            values.append(value)
            if block.points > 1 {
                bends.append(points[start + block.points - 1].x)
                values.append(value)
            }
            start += block.points
        }
        self.scores = bends
        probabilities = values
        count = order.count
    }

    /// The probability for a score: on the line between bends, that of the nearest bend outside.
    package func value(_ score: Double) -> Double {
        guard let first = scores.first, let last = scores.last, score > first else { return probabilities.first ?? .nan }
        guard score < last else { return probabilities[probabilities.count - 1] }
        var (low, high) = (0, scores.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if scores[middle] <= score { low = middle } else { high = middle }
        }
        let share = (score - scores[low]) / (scores[high] - scores[low])
        return probabilities[low] + share * (probabilities[high] - probabilities[low])
    }
}

/// Calibration by a logistic curve of the score (Platt 1999), with his targets (n₊+1)/(n₊+2) and 1/(n₋+2) against overfitting,
/// as scikit-learn's `method="sigmoid"`.
package struct PlattCalibration: Sendable, Equatable {
    /// P = 1/(1 + e^−(intercept + slope·score)).
    package let intercept: Double
    package let slope: Double

    /// nil for unequal lengths, a score that is not finite, one class only, or scores that are all equal.
    package init?(scores: [Double], labels: [Bool], weights: [Double]? = nil) {
        guard scores.count == labels.count, weights.map({ $0.count == scores.count }) ?? true,
            !scores.contains(where: { !$0.isFinite })
        else { return nil }
        let weights = weights ?? [Double](repeating: 1, count: scores.count)
        let positives = zip(weights, labels).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        let negatives = weights.reduce(0, +) - positives
        guard positives > 0, negatives > 0 else { return nil }
        let targets = labels.map { $0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
        guard let line = LogisticLine(x: scores, targets: targets, weights: weights) else { return nil }
        intercept = line.intercept
        slope = line.slope
    }

    package func value(_ score: Double) -> Double { 1 / (1 + Math.exp(-intercept - slope * score)) }
}
