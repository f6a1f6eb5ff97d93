/// What a new policy would have earned, from the log of an old one.
///
/// A logged propensity must be in (0, 1]; a propensity of 0 for an action that was taken is a contradiction and is refused.
package struct OffPolicyEvaluation: Sendable {
    package let rewards: [Double]
    /// Target over logging propensity of the logged action.
    package let importanceWeights: [Double]
    /// The reward model's value of the target policy in each context, and of the logged action; empty without a model.
    private let targetValues: [Double]
    private let loggedValues: [Double]

    /// - Parameters:
    ///   - rewards: what the logged actions earned.
    ///   - propensities: of the logged action under the logging policy.
    ///   - targetPropensities: of the logged action under the new policy.
    ///   - targetValues: Σₐ π(a)·q̂(a) of each row, from a reward model.
    ///   - loggedValues: q̂ of the logged action.
    package init(
        rewards: [Double], propensities: [Double], targetPropensities: [Double], targetValues: [Double] = [],
        loggedValues: [Double] = []
    ) throws(StatisticsError) {
        let n = rewards.count
        guard n > 0, propensities.count == n, targetPropensities.count == n, targetValues.isEmpty || targetValues.count == n,
            loggedValues.count == targetValues.count
        else { throw StatisticsError(.invalidArgument, "off-policy evaluation needs equally long columns with at least one row") }
        for row in 0..<n {
            guard propensities[row] > 0, propensities[row] <= 1 else {
                throw StatisticsError(
                    .invalidArgument,
                    "row \(row): the logged propensity is not in (0, 1], but its action was taken; leave the row out or mend the log"
                )
            }
            guard targetPropensities[row] >= 0, targetPropensities[row] <= 1, rewards[row].isFinite else {
                throw StatisticsError(.invalidArgument, "row \(row): the target propensity or the reward is out of range")
            }
        }
        guard targetValues.allSatisfy(\.isFinite), loggedValues.allSatisfy(\.isFinite) else {
            throw StatisticsError(.invalidArgument, "the reward model has a value that is not finite; leave its rows out")
        }
        self.rewards = rewards
        importanceWeights = zip(targetPropensities, propensities).map { $0 / $1 }
        self.targetValues = targetValues
        self.loggedValues = loggedValues
    }

    package var count: Int { rewards.count }

    private func mean(_ values: some Sequence<Double>) -> Double { ExactSum.of(values) / Double(count) }

    /// The mean logged reward.
    package var onPolicy: Double { mean(rewards) }
    /// Inverse propensity score.
    package var ips: Double { mean(zip(importanceWeights, rewards).map { $0 * $1 }) }
    /// Self-normalised: Σwr/Σw; nil when every weight is 0.
    package var snips: Double? {
        let total = ExactSum.of(importanceWeights)
        return total > 0 ? ExactSum.of(zip(importanceWeights, rewards).map { $0 * $1 }) / total : nil
    }
    /// IPS with weights cut at `limit`.
    package func clippedIPS(limit: Double) -> Double { mean(zip(importanceWeights, rewards).map { min($0, limit) * $1 }) }

    /// The direct method: the model's word alone; nil without a model.
    package var directMethod: Double? { targetValues.isEmpty ? nil : mean(targetValues) }

    private var corrections: [Double] {
        loggedValues.indices.map { importanceWeights[$0] * (rewards[$0] - loggedValues[$0]) }
    }

    /// Each row's value of the target policy by the model, and w·(reward − q̂): empty without a model.
    var modelValues: [Double] { targetValues }
    var modelCorrections: [Double] { corrections }

    /// Doubly robust (Dudík et al. 2011); nil without a model.
    package var doublyRobust: Double? { targetValues.isEmpty ? nil : mean(zip(targetValues, corrections).map { $0 + $1 }) }

    /// Doubly robust with normalised weights.
    package var selfNormalizedDoublyRobust: Double? {
        let total = ExactSum.of(importanceWeights)
        guard let direct = directMethod, total > 0 else { return nil }
        return direct + ExactSum.of(corrections) / total
    }

    /// Doubly robust where the weight is at most `limit`, the model alone elsewhere (Wang et al. 2017).
    package func switchDoublyRobust(limit: Double) -> Double? {
        guard !targetValues.isEmpty else { return nil }
        let corrections = corrections
        return mean(targetValues.indices.map { targetValues[$0] + (importanceWeights[$0] <= limit ? corrections[$0] : 0) })
    }

    /// (Σw)²/Σw²: how many rows' worth of evidence there is.
    package var effectiveSampleSize: Double {
        let total = ExactSum.of(importanceWeights)
        let squares = ExactSum.of(importanceWeights.map { $0 * $0 })
        return squares > 0 ? total * total / squares : 0
    }
    package var maximumWeight: Double { importanceWeights.max() ?? 0 }
    /// Near 1 when the propensities are right.
    package var meanWeight: Double { mean(importanceWeights) }

    /// Standard errors; nil with one row.
    package var ipsError: Double? { standardError(zip(importanceWeights, rewards).map { $0 * $1 }) }
    package var doublyRobustError: Double? {
        targetValues.isEmpty ? nil : standardError(zip(targetValues, corrections).map { $0 + $1 })
    }

    private func standardError(_ values: [Double]) -> Double? {
        Sample.variance(values).map { ($0 / Double(count)).squareRoot() }
    }
}
