/// What one gets by taking the rows of the highest scores first: cumulative gain and lift of a binary classifier, top-k
/// precision and recall.
///
/// Equal scores are taken together: a cut within them gets their share on average, so the order of rows does not matter.
package struct GainCurve: Sendable {
    /// Rows with a weight above 0.
    package let count: Int
    /// After each distinct score, highest first: the weight of all rows and of positives so far; begins with 0.
    private let taken: [Double]
    private let found: [Double]

    /// nil for unequal lengths, a score that is not finite, a weight that is negative or not finite, or no weight of positives.
    package init?(labels: [Bool], scores: [Double], weights: [Double]? = nil) {
        guard labels.count == scores.count, weights.map({ $0.count == labels.count }) ?? true,
            !scores.contains(where: { !$0.isFinite }), weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true
        else { return nil }
        let order = scores.indices.filter { weights?[$0] != 0 }.sorted { scores[$0] > scores[$1] }
        var (taken, found, all, positives) = ([0.0], [0.0], 0.0, 0.0)
        for (place, row) in order.enumerated() {
            let weight = weights?[row] ?? 1
            all += weight
            if labels[row] { positives += weight }
            if place + 1 == order.count || scores[order[place + 1]] != scores[row] {
                taken.append(all)
                found.append(positives)
            }
        }
        guard positives > 0 else { return nil }
        count = order.count
        self.taken = taken
        self.found = found
    }

    private var total: Double { taken[taken.count - 1] }
    private var positives: Double { found[found.count - 1] }

    /// The weight of positives among the rows of highest scores that make up a weight.
    private func positives(among weight: Double) -> Double {
        var (low, high) = (0, taken.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if taken[middle] <= weight { low = middle } else { high = middle }
        }
        let share = min(1, max(0, (weight - taken[low]) / (taken[high] - taken[low])))
        return found[low] + share * (found[high] - found[low])
    }

    /// The share of all positives that are found among the top share of rows; nil unless 0 < share ≤ 1.
    package func gain(share: Double) -> Double? {
        guard share > 0, share <= 1 else { return nil }
        return positives(among: share * total) / positives
    }

    /// Gain over what a random order would give: gain/share.
    package func lift(share: Double) -> Double? { gain(share: share).map { $0 / share } }

    /// The share of positives among the k rows (by weight) of highest scores; of all rows when there are fewer. nil unless k > 0.
    package func precision(top k: Double) -> Double? {
        guard k > 0 else { return nil }
        let weight = min(k, total)
        return positives(among: weight) / weight
    }

    /// The share of positives that are among the k rows of highest scores.
    package func recall(top k: Double) -> Double? { k > 0 ? positives(among: min(k, total)) / positives : nil }
}
