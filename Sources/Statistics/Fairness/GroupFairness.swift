/// A binary classifier's behaviour by group, under Fairlearn's names. Rates with nothing below the line are 0, as Fairlearn's.
package struct GroupFairness: Sendable {
    /// The confusion matrix of each group, and of all rows.
    package let groups: [ExactText: BinaryConfusion]
    package let overall: BinaryConfusion
    /// Rows of the smallest group.
    package let smallestGroup: Int

    /// nil for no rows or unequal lengths, a weight that is negative or not finite, or no weight at all.
    package init?(labels: [Bool], predicted: [Bool], groups names: [ExactText], weights: [Double]? = nil) {
        guard !labels.isEmpty, labels.count == predicted.count, labels.count == names.count,
            ProbabilityLoss.areWeights(weights, count: labels.count)
        else { return nil }
        var groups: [ExactText: BinaryConfusion] = [:]
        var rows: [ExactText: Int] = [:]
        var overall = BinaryConfusion()
        for row in labels.indices {
            let weight = weights?[row] ?? 1
            groups[names[row], default: BinaryConfusion()].update(label: labels[row], predicted: predicted[row], weight: weight)
            overall.update(label: labels[row], predicted: predicted[row], weight: weight)
            rows[names[row], default: 0] += 1
        }
        guard overall.total > 0 else { return nil }
        self.groups = groups
        self.overall = overall
        smallestGroup = rows.values.min() ?? 0
    }

    /// From matrices that were counted elsewhere; nil without rows.
    ///
    /// - Parameters:
    ///   - groups: the matrix of each group.
    ///   - rows: the rows of each group.
    package init?(groups: [ExactText: BinaryConfusion], rows: [ExactText: Int]) {
        guard groups.values.contains(where: { $0.total > 0 }) else { return nil }
        self.groups = groups
        overall = groups.values.reduce(into: BinaryConfusion()) { $0.merge($1) }
        smallestGroup = rows.values.min() ?? 0
    }

    /// AIF360's measures: a rate of all groups but the privileged one, pooled, against that of the privileged one. NaN where a rate is.
    package struct AgainstPrivileged: Sendable, Equatable {
        /// SPD: the difference of selection rates.
        package let statisticalParityDifference: Double
        /// DI: their ratio; NaN where the privileged group is never selected.
        package let disparateImpact: Double
        /// AOD: the mean of the differences of false- and true-positive rates.
        package let averageOddsDifference: Double
        /// EOD: the difference of true-positive rates.
        package let equalOpportunityDifference: Double
    }

    /// nil where there is no such group, or no other.
    package func against(privileged name: ExactText) -> AgainstPrivileged? {
        guard let favoured = groups[name], groups.count > 1 else { return nil }
        let others = groups.filter { $0.key != name }.values.reduce(into: BinaryConfusion()) { $0.merge($1) }
        return AgainstPrivileged(
            statisticalParityDifference: others.selectionRate - favoured.selectionRate,
            disparateImpact: favoured.selectionRate > 0 ? others.selectionRate / favoured.selectionRate : .nan,
            averageOddsDifference: (others.falsePositiveRate - favoured.falsePositiveRate + others.recall - favoured.recall) / 2,
            equalOpportunityDifference: others.recall - favoured.recall)
    }

    /// A rate by which groups are compared.
    package enum Rate: String, Sendable, CaseIterable {
        case accuracy
        case selectionRate = "selection_rate"
        case truePositive = "tpr"
        case falsePositive = "fpr"
        case trueNegative = "tnr"
        case falseNegative = "fnr"
        case precision

        package func of(_ confusion: BinaryConfusion) -> Double {
            let value: Double
            switch self {
            case .accuracy: value = confusion.accuracy
            case .selectionRate: value = confusion.selectionRate
            case .truePositive: value = confusion.recall
            case .falsePositive: value = confusion.falsePositiveRate
            case .trueNegative: value = confusion.specificity
            case .falseNegative: value = confusion.falseNegativeRate
            case .precision: value = confusion.precision
            }
            return value.isNaN ? 0 : value
        }
    }

    private func values(_ rate: Rate) -> [Double] { groups.values.map { rate.of($0) } }

    /// The largest value of a group less the smallest.
    package func difference(_ rate: Rate) -> Double {
        let values = values(rate)
        return (values.max() ?? 0) - (values.min() ?? 0)
    }

    /// The largest distance of a group from all rows.
    package func differenceToOverall(_ rate: Rate) -> Double {
        let whole = rate.of(overall)
        return values(rate).reduce(0) { max($0, ($1 - whole).magnitude) }
    }

    /// The smallest value over the largest; NaN when all are 0.
    package func ratio(_ rate: Rate) -> Double {
        let values = values(rate)
        return (values.min() ?? 0) / (values.max() ?? 0)
    }

    package var demographicParityDifference: Double { difference(.selectionRate) }
    package var demographicParityRatio: Double { ratio(.selectionRate) }
    /// max(ΔTPR, ΔFPR).
    package var equalizedOddsDifference: Double { max(difference(.truePositive), difference(.falsePositive)) }
    /// The mean of ΔTPR and ΔFPR.
    package var equalizedOddsMeanDifference: Double { (difference(.truePositive) + difference(.falsePositive)) / 2 }
    /// The smaller ratio of TPR and FPR. As Fairlearn's: an undefined ratio of FPR (no false positive anywhere) is left out, an
    /// undefined one of TPR makes it NaN.
    package var equalizedOddsRatio: Double {
        let (a, b) = (ratio(.truePositive), ratio(.falsePositive))
        return b < a ? b : a
    }
    package var equalOpportunityDifference: Double { difference(.truePositive) }
    package var equalOpportunityRatio: Double { ratio(.truePositive) }
}
