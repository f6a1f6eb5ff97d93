/// Binary labels in the order of their scores, kept so that areas under other weights take one pass: what a bootstrap of them
/// needs.
package struct RankedScores: Sendable {
    /// Rows by descending score.
    private let order: [Int32]
    private let labels: [Bool]
    /// Whether the score changes after each place.
    private let ends: [Bool]

    /// nil for no rows, unequal lengths, more than 2³¹ rows, or a score that is not finite.
    package init?(labels: [Bool], scores: [Double]) {
        guard !labels.isEmpty, labels.count == scores.count, labels.count <= Int(Int32.max),
            !scores.contains(where: { !$0.isFinite })
        else { return nil }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        self.order = order.map { Int32($0) }
        self.labels = order.map { labels[$0] }
        ends = order.indices.map { $0 + 1 == order.count || scores[order[$0 + 1]] != scores[order[$0]] }
    }

    /// ROC-AUC and average precision of the rows so weighted, as `ScoredLabels` defines them; NaN where undefined: without
    /// positives, and for ROC-AUC without negatives. `weights` are in the rows' own order.
    package func areas(weights: [Double]) -> (roc: Double, averagePrecision: Double) {
        precondition(weights.count == order.count, "one weight a row")
        var (yes, no, beforeYes, beforeNo, area, precision) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for place in order.indices {
            let weight = weights[Int(order[place])]
            if labels[place] { yes += weight } else { no += weight }
            guard ends[place] else { continue }
            area += (no - beforeNo) * (yes + beforeYes)
            if yes > beforeYes { precision += (yes - beforeYes) * (yes / (yes + no)) }
            (beforeYes, beforeNo) = (yes, no)
        }
        guard yes > 0 else { return (.nan, .nan) }
        return (no > 0 ? area / 2 / (yes * no) : .nan, precision / yes)
    }
}
