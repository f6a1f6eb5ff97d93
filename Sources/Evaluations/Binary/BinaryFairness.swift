internal import Columnar
internal import Reports
internal import Statistics

/// How a binary classifier treats groups, under Fairlearn's and AIF360's names.
struct BinaryFairness {
    let configuration: EvaluationConfiguration
    /// Of each group.
    let metrics: [BinaryMetric]

    /// What groups are compared by.
    private static let comparisons: [(name: String, value: @Sendable (GroupFairness) -> Double)] = [
        ("demographic_parity_difference", \.demographicParityDifference),
        ("demographic_parity_ratio", \.demographicParityRatio),
        ("equalized_odds_difference", \.equalizedOddsDifference),
        ("equalized_odds_ratio", \.equalizedOddsRatio),
        ("equal_opportunity_difference", \.equalOpportunityDifference),
        ("equal_opportunity_ratio", \.equalOpportunityRatio),
        ("tpr_difference", { $0.difference(.truePositive) }),
        ("fpr_difference", { $0.difference(.falsePositive) }),
        ("ppv_difference", { $0.difference(.precision) }),
        ("accuracy_difference", { $0.difference(.accuracy) }),
    ]

    /// AIF360's, against one group.
    private static let againstOne: [(name: String, value: @Sendable (GroupFairness.AgainstPrivileged) -> Double)] = [
        ("spd", \.statisticalParityDifference), ("di", \.disparateImpact), ("aod", \.averageOddsDifference),
        ("eod", \.equalOpportunityDifference),
    ]

    /// Of one attribute; rows whose group is missing are a group of their own.
    func report(
        _ dimension: SliceDimension, _ slices: [BinarySlice], weighted: Bool, notes: inout [String]
    ) throws(EvaluationError) -> EvaluationReport.Fairness {
        let present = slices.indices.filter { slices[$0].rows > 0 }
        var groups: [String: EvaluationReport.Fairness.Group] = [:]
        for part in present {
            let values = Dictionary(uniqueKeysWithValues: metrics.map { ($0.rawValue, $0.value(slices[part])) })
            groups[dimension.values[part]] = EvaluationReport.Fairness.Group(count: slices[part].rows, values)
        }
        let attribute = dimension.attribute
        guard present.count > 1 else {
            notes.append("\(attribute): there is one group only, so nothing to compare")
            return EvaluationReport.Fairness([:], groups: groups)
        }
        let privileged = try privileged(dimension, slices, present, notes: &notes)
        let names = present.map { ExactText(dimension.values[$0]) }
        let rows = present.map { slices[$0].rows }
        var report = EvaluationReport.Fairness([:], groups: groups)
        let matrices = present.map { slices[$0].confusion }
        for (name, value) in values(names, matrices, rows, privileged) { report.metrics[name] = .some(value) }
        let areas = present.compactMap { slices[$0].ranking?.rocAUC }
        if metrics.contains(.rocAUC) {
            report.metrics["roc_auc_difference"] = areas.count > 1 ? areas.max().map { $0 - (areas.min() ?? $0) } : .some(nil)
        }
        if let confidence = configuration.confidence {
            if weighted {
                notes.append("\(attribute): weighted groups have no intervals")
            } else {
                report.intervals = intervals(matrices, confidence) { values(names, $0, rows, privileged) }
            }
        }
        return report
    }

    /// The group that AIF360's measures compare with.
    private func privileged(
        _ dimension: SliceDimension, _ slices: [BinarySlice], _ present: [Int], notes: inout [String]
    ) throws(EvaluationError) -> ExactText {
        if let named = configuration.privileged {
            if let meant = ClassNames.meant(named, among: present.map { dimension.values[$0] }) { return ExactText(meant) }
            if configuration.groups.count == 1 {
                let names = present.map { dimension.values[$0] }.joined(separator: ", ")
                throw EvaluationError("--privileged \(named): is no group of '\(dimension.attribute)'; the groups are \(names)")
            }
        }
        let largest = present.max { slices[$0].rows < slices[$1].rows } ?? 0
        notes.append("\(dimension.attribute): spd, di, aod and eod compare with the largest group, \(dimension.values[largest])")
        return ExactText(dimension.values[largest])
    }

    /// Every comparison with its value, nil where undefined.
    private func values(
        _ names: [ExactText], _ matrices: [BinaryConfusion], _ rows: [Int], _ privileged: ExactText
    ) -> [(String, Double?)] {
        let fairness = GroupFairness(
            groups: Dictionary(zip(names, matrices)) { first, _ in first },
            rows: Dictionary(zip(names, rows)) { first, _ in first })
        let against = fairness?.against(privileged: privileged)
        func defined(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
        return Self.comparisons.map { ($0.name, defined(fairness.map($0.value))) }
            + Self.againstOne.map { ($0.name, defined(against.map($0.value))) }
    }

    /// Rows of one group, class and prediction are alike: a resample is a draw of their numbers.
    private func intervals(
        _ matrices: [BinaryConfusion], _ confidence: Double, _ values: ([BinaryConfusion]) -> [(String, Double?)]
    ) -> [String: EvaluationReport.Interval] {
        let cells = matrices.flatMap { $0.cells }
        let bootstrap = Bootstrap(replicates: configuration.resamples, seed: configuration.seed)
        var intervals: [String: EvaluationReport.Interval] = [:]
        for index in 0..<(Self.comparisons.count + Self.againstOne.count) {
            var name = ""
            let distribution = bootstrap.distribution(cells: cells) { drawn in
                let drawn = stride(from: 0, to: drawn.count, by: 4).map { BinaryConfusion(cells: Array(drawn[$0..<$0 + 4])) }
                let value = values(drawn)[index]
                name = value.0
                return value.1
            }
            // Gaps of the largest and the smallest, and their ratios; AIF360's are signed and compare two groups.
            let bound: Double? = name.hasSuffix("_difference") ? 0 : name.hasSuffix("_ratio") ? 1 : nil
            intervals[name] = distribution?.reported(awayFrom: bound, confidence: confidence)
        }
        return intervals
    }
}

extension BinaryConfusion {
    /// True positives, false positives, false negatives, true negatives.
    var cells: [Int] { [truePositives, falsePositives, falseNegatives, trueNegatives].map { Int($0) } }

    init(cells: [Int]) {
        self.init()
        (truePositives, falsePositives) = (Double(cells[0]), Double(cells[1]))
        (falseNegatives, trueNegatives) = (Double(cells[2]), Double(cells[3]))
    }
}
