/// ROC-AUC where a group meets itself and the others (Borkan et al. 2019): whether scores are ordered within a group, and across.
package struct SubgroupAreas: Sendable, Equatable {
    /// Of the group's rows alone; nil with one class only.
    package let subgroup: Double?
    /// The others' positives against the group's negatives: low when the group's negatives get high scores. Borkan's BPSN.
    package let backgroundPositive: Double?
    /// The others' negatives against the group's positives: low when the group's positives get low scores. Borkan's BNSP.
    package let backgroundNegative: Double?
    /// The group's rows.
    package let count: Int

    /// Of each group; nil for unequal lengths, a score that is not finite, or a weight that is negative or not finite.
    package static func all(labels: [Bool], scores: [Double], groups: [ExactText], weights: [Double]? = nil) -> [ExactText:
        SubgroupAreas]?
    {
        guard labels.count == scores.count, labels.count == groups.count,
            ProbabilityLoss.areWeights(weights, count: labels.count),
            !scores.contains(where: { !$0.isFinite })
        else { return nil }
        func area(_ rows: [Int]) -> Double? {
            ScoredLabels(
                labels: rows.map { labels[$0] }, scores: rows.map { scores[$0] },
                weights: weights.map { weights in rows.map { weights[$0] } })?
                .rocAUC
        }
        var result: [ExactText: SubgroupAreas] = [:]
        for group in Set(groups) {
            let rows = labels.indices.filter { groups[$0] == group }
            result[group] = SubgroupAreas(
                subgroup: area(rows), backgroundPositive: area(labels.indices.filter { (groups[$0] == group) != labels[$0] }),
                backgroundNegative: area(labels.indices.filter { (groups[$0] == group) == labels[$0] }), count: rows.count)
        }
        return result
    }
}
