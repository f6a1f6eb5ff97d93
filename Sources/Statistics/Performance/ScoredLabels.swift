/// Binary labels with scores and weights, sorted by descending score: everything that depends on the order of scores.
/// Equal scores are one threshold.
package struct ScoredLabels: Sendable {
    /// Number of rows.
    package let count: Int
    /// After each distinct score, highest first: the weight of positives and of negatives so far.
    private let positives: [Double]
    private let negatives: [Double]
    private let thresholds: [Double]

    /// nil for no rows, unequal lengths, or a score or weight that is not finite.
    package init?(labels: [Bool], scores: [Double], weights: [Double]? = nil) {
        guard !labels.isEmpty, labels.count == scores.count, weights.map({ $0.count == labels.count }) ?? true,
            !scores.contains(where: { !$0.isFinite }), weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true
        else { return nil }
        count = labels.count
        // A row without weight is no threshold either.
        let order = scores.indices.filter { weights?[$0] != 0 }.sorted { scores[$0] > scores[$1] }
        var (positives, negatives, thresholds) = ([Double](), [Double](), [Double]())
        var (yes, no) = (0.0, 0.0)
        for (position, row) in order.enumerated() {
            let weight = weights?[row] ?? 1
            if labels[row] { yes += weight } else { no += weight }
            if position + 1 == order.count || scores[order[position + 1]] != scores[row] {
                positives.append(yes)
                negatives.append(no)
                thresholds.append(scores[row])
            }
        }
        self.positives = positives
        self.negatives = negatives
        self.thresholds = thresholds
    }

    private var allPositives: Double { positives.last ?? 0 }
    private var allNegatives: Double { negatives.last ?? 0 }

    /// The area under the ROC curve, ties by trapezoid (midrank); nil with one class only.
    package var rocAUC: Double? {
        guard allPositives > 0, allNegatives > 0 else { return nil }
        var (area, yes, no) = (0.0, 0.0, 0.0)
        for (p, n) in zip(positives, negatives) {
            area += (n - no) * (p + yes) / 2
            (yes, no) = (p, n)
        }
        return area / (allPositives * allNegatives)
    }

    /// Average precision Σ(Rᵢ−Rᵢ₋₁)Pᵢ, step-wise as scikit-learn; 0 without positives.
    package var averagePrecision: Double {
        guard allPositives > 0 else { return 0 }
        var (sum, before) = (0.0, 0.0)
        for (p, n) in zip(positives, negatives) {
            if p + n > 0 { sum += (p - before) * (p / (p + n)) }
            before = p
        }
        return sum / allPositives
    }

    /// The trapezoidal area under the precision–recall curve (too high between points: `averagePrecision` is preferred).
    package var precisionRecallTrapezoid: Double {
        var (area, recall, precision) = (0.0, 0.0, 1.0)
        for (p, n) in zip(positives, negatives) {
            let next = allPositives > 0 ? p / allPositives : 1
            let height = p + n > 0 ? p / (p + n) : 0
            area += (next - recall) * (height + precision) / 2
            (recall, precision) = (next, height)
        }
        return area
    }

    /// The largest difference of true- and false-positive rate; nil with one class only.
    package var kolmogorovSmirnov: Double? {
        guard allPositives > 0, allNegatives > 0 else { return nil }
        var largest = 0.0
        for (p, n) in zip(positives, negatives) { largest = max(largest, p / allPositives - n / allNegatives) }
        return largest
    }
}
