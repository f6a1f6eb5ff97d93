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
        // Only for long columns is a sort that begins with 65,536 buckets worth it.
        let curve = weights == nil && labels.count > 20_000 ? Self.packed(labels, scores) : Self.ordered(labels, scores, weights)
        (positives, negatives, thresholds) = (curve.positives, curve.negatives, curve.thresholds)
    }

    private typealias Curve = (positives: [Double], negatives: [Double], thresholds: [Double])

    private static func ordered(_ labels: [Bool], _ scores: [Double], _ weights: [Double]?) -> Curve {
        var curve: Curve = ([], [], [])
        var (yes, no) = (0.0, 0.0)
        // A row without weight is no threshold either.
        let order = RowOrder.ascending(scores).reversed().map { Int($0) }.filter { weights?[$0] != 0 }
        for (position, row) in order.enumerated() {
            let weight = weights?[row] ?? 1
            if labels[row] { yes += weight } else { no += weight }
            if position + 1 == order.count || scores[order[position + 1]] != scores[row] {
                curve.positives.append(yes)
                curve.negatives.append(no)
                curve.thresholds.append(scores[row])
            }
        }
        return curve
    }

    private static func packed(_ labels: [Bool], _ scores: [Double]) -> Curve {
        let order = PackedScores(scores, payloads: labels.map { $0 ? 1 : 0 })
        var (held, counts, thresholds) = (Int32(0), [(yes: Int32, no: Int32)](), [Double]())
        counts.reserveCapacity(scores.count)
        thresholds.reserveCapacity(scores.count)
        order.forEachBucket { words, bucket in
            var start = 0
            while start < words.count {
                let key = words[start] >> 16
                var end = start
                held = 0
                while end < words.count && words[end] >> 16 == key {
                    held += Int32(words[end] & 1)
                    end += 1
                }
                counts.append((held, Int32(end - start) - held))
                thresholds.append(order.score(words[start], bucket: bucket))
                start = end
            }
        }
        var curve: Curve = ([], [], [])
        curve.positives.reserveCapacity(counts.count)
        curve.negatives.reserveCapacity(counts.count)
        var (yes, no) = (0.0, 0.0)
        for count in counts.reversed() {
            yes += Double(count.yes)
            no += Double(count.no)
            curve.positives.append(yes)
            curve.negatives.append(no)
        }
        thresholds.reverse()
        curve.thresholds = thresholds
        return curve
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
