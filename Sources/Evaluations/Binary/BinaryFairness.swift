internal import Reports
internal import Statistics

/// How a binary classifier treats groups, under Fairlearn's and AIF360's names.
struct BinaryFairness {
    let configuration: EvaluationConfiguration
    /// Of each group.
    let metrics: [BinaryMetric]

    /// Of one attribute; rows whose group is missing are a group of their own.
    func report(
        _ dimension: SliceDimension, _ slices: [BinarySlice], weighted: Bool, notes: inout [String]
    ) -> EvaluationReport.Fairness {
        var groups: [String: EvaluationReport.Fairness.Group] = [:]
        var confusions: [BinaryConfusion] = []
        for (part, slice) in slices.enumerated() where slice.rows > 0 {
            let values = Dictionary(uniqueKeysWithValues: metrics.map { ($0.rawValue, $0.value(slice)) })
            groups[dimension.values[part]] = EvaluationReport.Fairness.Group(count: slice.rows, values)
            confusions.append(slice.confusion)
        }
        guard groups.count > 1 else {
            notes.append("\(dimension.names.first ?? "no group"): the only group, so there is nothing to compare")
            return EvaluationReport.Fairness([:], groups: groups)
        }
        return EvaluationReport.Fairness([:], groups: groups)
    }
}
