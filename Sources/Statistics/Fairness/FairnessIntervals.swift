/// Bootstrap intervals of what compares groups. The measures depend on counts alone, so a resample is one draw of group × label
/// × prediction.
package struct FairnessIntervals: Sendable, Equatable {
    package let demographicParityDifference: ClosedRange<Double>?
    package let demographicParityRatio: ClosedRange<Double>?
    package let equalizedOddsDifference: ClosedRange<Double>?
    package let equalOpportunityDifference: ClosedRange<Double>?
    package let precisionDifference: ClosedRange<Double>?
    /// Rows of the smallest group: an interval says little where it is small.
    package let smallestGroup: Int

    /// Intervals away from 0, of the ratio from 1 (`BootstrapDistribution.interval(awayFrom:confidence:)`): one that begins at 0 says
    /// nothing of a gap. nil for weighted rows, whose counts are not whole.
    package init?(_ fairness: GroupFairness, bootstrap: Bootstrap, confidence: Double = 0.95) {
        let names = fairness.groups.keys.sorted()
        let cells = names.flatMap { name -> [Double] in
            let matrix = fairness.groups[name] ?? BinaryConfusion()
            return [matrix.truePositives, matrix.falsePositives, matrix.falseNegatives, matrix.trueNegatives]
        }
        guard cells.allSatisfy({ $0 == $0.rounded() && $0 < 1e15 }) else { return nil }
        let distributions = bootstrap.distributions(cells: cells.map { Int($0) }) { drawn in
            var groups: [ExactText: BinaryConfusion] = [:]
            for (place, name) in names.enumerated() {
                var matrix = BinaryConfusion()
                (matrix.truePositives, matrix.falsePositives) = (Double(drawn[4 * place]), Double(drawn[4 * place + 1]))
                (matrix.falseNegatives, matrix.trueNegatives) = (Double(drawn[4 * place + 2]), Double(drawn[4 * place + 3]))
                if matrix.total > 0 { groups[name] = matrix }
            }
            guard let resampled = GroupFairness(groups: groups, rows: [:]) else { return [Double](repeating: .nan, count: 5) }
            return [
                resampled.demographicParityDifference, resampled.demographicParityRatio, resampled.equalizedOddsDifference,
                resampled.equalOpportunityDifference, resampled.difference(.precision),
            ]
        }
        guard distributions.count == 5 else { return nil }
        let intervals = distributions.enumerated().map { index, distribution in
            distribution?.interval(awayFrom: index == 1 ? 1 : 0, confidence: confidence)
        }
        demographicParityDifference = intervals[0]
        demographicParityRatio = intervals[1]
        equalizedOddsDifference = intervals[2]
        equalOpportunityDifference = intervals[3]
        precisionDifference = intervals[4]
        smallestGroup = fairness.smallestGroup
    }
}
