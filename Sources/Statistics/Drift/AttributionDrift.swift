/// Whether a model leans on its features as it did: the order of the features' importances, reference against current.
///
/// Spearman's ρ and Kendall's τ-b of the importances, and nDCG as Amazon SageMaker Clarify's feature-attribution drift defines it: the
/// reference's importances discounted by log₂(rank+1) in the current order, over the same in their own order. Ties in the current order
/// share their gain (scikit-learn's `ndcg_score`).
package struct AttributionDrift: Sendable, Equatable {
    /// Below it Clarify alarms.
    package static let standardThreshold = 0.9

    /// 0 to 1; 1 for the same order. The importances of the features at the top count most.
    package let ndcg: Double
    /// −1 to 1; nil where all importances of a side are equal.
    package let spearman: Double?
    package let kendall: Double?
    /// Features compared.
    package let count: Int

    /// From the importances of the same features in the same order; signs are dropped, as for means of Shapley values.
    ///
    /// nil for fewer than two features, different counts, values that are not finite, or a reference whose importances are all 0.
    package init?(reference: [Double], current: [Double]) {
        let (gains, now) = (reference.map(\.magnitude), current.map(\.magnitude))
        guard gains.count == now.count, gains.count > 1, gains.allSatisfy(\.isFinite), now.allSatisfy(\.isFinite),
            gains.contains(where: { $0 > 0 })
        else { return nil }
        ndcg = min(1, Self.discounted(gains, by: now) / Self.discounted(gains, by: gains))
        spearman = Correlation.spearman(gains, now)?.coefficient
        kendall = Correlation.kendall(gains, now)
        count = gains.count
    }

    /// By name: features that one side lacks have importance 0 there.
    package init?(reference: [ExactText: Double], current: [ExactText: Double]) {
        let names = Set(reference.keys).union(current.keys).sorted()
        self.init(reference: names.map { reference[$0] ?? 0 }, current: names.map { current[$0] ?? 0 })
    }

    package func isDrifted(threshold: Double = standardThreshold) -> Bool { ndcg < threshold }

    /// Σ gain/log₂(rank+1) in descending order of `keys`; equal keys share the mean gain.
    private static func discounted(_ gains: [Double], by keys: [Double]) -> Double {
        let order = keys.indices.sorted { (keys[$1], $0) < (keys[$0], $1) }
        var (start, sum) = (0, 0.0)
        while start < order.count {
            var (end, gain, discount) = (start, 0.0, 0.0)
            while end < order.count && keys[order[end]] == keys[order[start]] {
                gain += gains[order[end]]
                discount += 1 / Math.log2(Double(end + 2))
                end += 1
            }
            sum += gain / Double(end - start) * discount
            start = end
        }
        return sum
    }
}
