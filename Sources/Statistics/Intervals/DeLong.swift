/// The standard error of ROC-AUC without assumptions about the scores' law (DeLong et al. 1988), by midranks in O(n log n) (Sun
/// and Xu 2014).
///
/// Weights are of importance: every row remains one observation. Ties count half.
package struct DeLong: Sendable {
    /// Rows of each class with a weight above 0.
    package let positives: Int
    package let negatives: Int
    package let area: Double
    /// The variance of the area.
    package let variance: Double
    /// Each positive row's share of negatives below it, each negative row's share of positives above it, in row order.
    private let placements: [Double]
    private let labels: [Bool]
    private let weights: [Double]?

    /// nil for unequal lengths, a score that is not finite, a weight that is negative or not finite, or fewer than two rows of
    /// either class.
    package init?(labels: [Bool], scores: [Double], weights: [Double]? = nil) {
        guard labels.count == scores.count, weights.map({ $0.count == labels.count }) ?? true,
            !scores.contains(where: { !$0.isFinite }), weights?.contains(where: { !$0.isFinite || $0 < 0 }) != true
        else { return nil }
        let used = labels.indices.filter { weights?[$0] != 0 }
        positives = used.count { labels[$0] }
        negatives = used.count - positives
        guard positives > 1, negatives > 1 else { return nil }
        self.labels = labels
        self.weights = weights
        placements = Self.placements(labels, scores, weights, used)
        let rows = Array(labels.indices)
        func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
        let above = rows.filter { labels[$0] }
        let placed = placements
        area = ExactSum.of(above.lazy.map { weight($0) * placed[$0] }) / ExactSum.of(above.lazy.map(weight))
        variance = Self.covariance(labels, weights, (placements, area), (placements, area))
    }

    package var standardError: Double { variance.squareRoot() }

    /// On which scale the estimate is taken as normal.
    package enum Scale: String, Sendable, CaseIterable {
        /// The area's own, cut to [0, 1] (pROC's default).
        case plain
        /// log(A/(1−A)): covers better near 1, and never leaves [0, 1].
        case logit
    }

    /// A two-sided interval of the area; nil where the variance is 0: classes that are wholly apart say nothing of their spread.
    package func interval(_ scale: Scale = .plain, confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard variance > 0, confidence > 0, confidence < 1 else { return nil }
        let z = Normal.upperQuantile((1 - confidence) / 2)
        switch scale {
        case .plain: return max(0, area - z * standardError)...min(1, area + z * standardError)
        case .logit:
            guard area > 0, area < 1 else { return nil }
            let (center, margin) = (Math.log(area / (1 - area)), z * standardError / (area * (1 - area)))
            return (1 / (1 + Math.exp(margin - center)))...(1 / (1 + Math.exp(-margin - center)))
        }
    }

    /// Two scores of the same rows compared: the test of equal areas, with the interval of first − second.
    package struct Difference: Sendable, Equatable {
        package let first: Double
        package let second: Double
        package let standardError: Double
        /// (first − second)/standard error; 0 for scores that rank alike.
        package let z: Double
        package let pValue: Double
        package let interval: ClosedRange<Double>
        /// Rows of both classes.
        package let count: Int
    }

    /// The paired comparison; nil where either area is (see `init`), or where the variance is 0 and the areas differ.
    package static func paired(
        labels: [Bool], first: [Double], second: [Double], weights: [Double]? = nil, confidence: Double = 0.95
    ) -> Difference? {
        guard confidence > 0, confidence < 1, let a = DeLong(labels: labels, scores: first, weights: weights),
            let b = DeLong(labels: labels, scores: second, weights: weights)
        else { return nil }
        let shared = covariance(labels, weights, (a.placements, a.area), (b.placements, b.area))
        let error = max(0, a.variance + b.variance - 2 * shared).squareRoot()
        let difference = a.area - b.area
        // Below this the difference of variances is rounding.
        let isNothing = error * error <= 1e-15 * (a.variance + b.variance)
        guard !isNothing || difference.magnitude < 1e-14 else { return nil }
        let z = isNothing ? 0 : difference / error
        let margin = isNothing ? 0 : Normal.upperQuantile((1 - confidence) / 2) * error
        return Difference(
            first: a.area, second: b.area, standardError: isNothing ? 0 : error, z: z, pValue: 2 * Normal.survival(z.magnitude),
            interval: (difference - margin)...(difference + margin), count: a.positives + a.negatives)
    }

    /// Weighted sums of the other class below each row, ties half, over the other class's weight; for negatives the share above.
    private static func placements(_ labels: [Bool], _ scores: [Double], _ weights: [Double]?, _ used: [Int]) -> [Double] {
        let order = used.sorted { scores[$0] < scores[$1] }
        func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
        var totals = (yes: 0.0, no: 0.0)
        for row in used { if labels[row] { totals.yes += weight(row) } else { totals.no += weight(row) } }
        var placements = [Double](repeating: 0, count: labels.count)
        var (yes, no, start) = (0.0, 0.0, 0)
        while start < order.count {
            var (end, tied) = (start, (yes: 0.0, no: 0.0))
            while end < order.count && scores[order[end]] == scores[order[start]] {
                if labels[order[end]] { tied.yes += weight(order[end]) } else { tied.no += weight(order[end]) }
                end += 1
            }
            for row in order[start..<end] {
                placements[row] = labels[row] ? (no + tied.no / 2) / totals.no : (totals.yes - yes - tied.yes / 2) / totals.yes
            }
            (yes, no, start) = (yes + tied.yes, no + tied.no, end)
        }
        return placements
    }

    /// The covariance of two areas: of the positives' placements over their number, plus that of the negatives'.
    private static func covariance(
        _ labels: [Bool], _ weights: [Double]?, _ a: (placements: [Double], area: Double),
        _ b: (placements: [Double], area: Double)
    ) -> Double {
        var (sums, totals, counts) = ([ExactSum(), ExactSum()], [0.0, 0.0], [0.0, 0.0])
        for row in labels.indices {
            let (weight, side) = (weights?[row] ?? 1, labels[row] ? 1 : 0)
            guard weight > 0 else { continue }
            sums[side].add(weight * weight * (a.placements[row] - a.area) * (b.placements[row] - b.area))
            totals[side] += weight
            counts[side] += 1
        }
        return (0..<2).reduce(0) { $0 + sums[$1].value / (totals[$1] * totals[$1]) * counts[$1] / (counts[$1] - 1) }
    }
}
