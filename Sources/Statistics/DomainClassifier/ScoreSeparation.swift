/// How well scores tell two samples apart: the area under the ROC curve with DeLong's variance (DeLong et al. 1988; Sun and Xu 2014), ties by
/// half.
package struct ScoreSeparation: Sendable, Equatable {
    package let auc: Double
    /// Of the area, without assumptions on the scores' law.
    package let variance: Double

    /// - Parameters: scores without NaN; nil for fewer than two on a side.
    package init?(negatives: [Double], positives: [Double]) {
        guard negatives.count > 1, positives.count > 1 else { return nil }
        let (low, high) = (Sample.sorted(negatives), Sample.sorted(positives))
        let above = Self.moments(of: high, over: low)
        let below = Self.moments(of: low, over: high)
        auc = above.mean
        variance = above.variance / Double(high.count) + below.variance / Double(low.count)
    }

    /// Mean and variance of each score's share of lower ones on the other side.
    private static func moments(of scores: [Double], over others: [Double]) -> (mean: Double, variance: Double) {
        var (below, through, sum, squares) = (0, 0, 0.0, 0.0)
        for x in scores {
            while below < others.count && others[below] < x { below += 1 }
            through = max(through, below)
            while through < others.count && others[through] == x { through += 1 }
            // About ½, which keeps the squares small.
            let share = Double(below + through) / 2 / Double(others.count) - 0.5
            sum += share
            squares += share * share
        }
        let n = Double(scores.count)
        return (0.5 + sum / n, max(0, squares - sum * sum / n) / (n - 1))
    }
}
