/// True classes with a probability for each class: what a multiclass model is judged by.
package struct ClassProbabilities: Sendable {
    package let labels: [Int]
    /// A row of `classes` probabilities for each label.
    package let probabilities: [[Double]]
    package let weights: [Double]?
    package let classes: Int

    /// nil for no rows, rows of unequal length, labels that are no class, probabilities outside [0, 1], a weight that is negative or not
    /// finite, or no weight at all.
    package init?(labels: [Int], probabilities: [[Double]], weights: [Double]? = nil) {
        guard let classes = probabilities.first?.count, classes > 1, labels.count == probabilities.count,
            ProbabilityLoss.areWeights(weights, count: labels.count), weights?.contains(where: { $0 > 0 }) ?? true,
            labels.allSatisfy({ 0..<classes ~= $0 }),
            probabilities.allSatisfy({ row in row.count == classes && row.allSatisfy { $0 >= 0 && $0 <= 1 } })
        else { return nil }
        self.labels = labels
        self.probabilities = probabilities
        self.weights = weights
        self.classes = classes
    }

    /// The most probable class of each row, the first one on ties.
    package var predicted: [Int] {
        probabilities.map { row in row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 } }
    }

    package var confusion: MulticlassConfusion {
        var confusion = MulticlassConfusion(classes: classes)
        for (row, predicted) in predicted.enumerated() {
            confusion.update(label: labels[row], predicted: predicted, weight: weights?[row] ?? 1)
        }
        return confusion
    }

    /// The mean of −log of the true class's probability, clipped as scikit-learn does.
    package var logLoss: Double {
        mean { row in -Math.log(min(max(probabilities[row][labels[row]], ProbabilityLoss.clip), 1 - ProbabilityLoss.clip)) }
    }

    /// The mean over rows of the squared errors summed over classes: 0 to 2.
    package var brier: Double {
        mean { row in
            probabilities[row].enumerated().reduce(0) { sum, item in
                let error = item.element - (item.offset == labels[row] ? 1 : 0)
                return sum + error * error
            }
        }
    }

    /// The share of rows whose true class is among the k most probable; of equal ones the later class first (scikit-learn).
    package func topAccuracy(_ k: Int) -> Double {
        mean { row in
            let (p, label) = (probabilities[row], labels[row])
            return p.indices.count { p[$0] > p[label] || (p[$0] == p[label] && $0 > label) } < k ? 1 : 0
        }
    }

    /// Calibration of the most probable class: is it right as often as its probability says?
    package func topLabelCalibration(bins: Int = 15) -> Calibration? {
        let top = predicted
        return Calibration(
            outcomes: top.indices.map { top[$0] == labels[$0] }, scores: top.indices.map { probabilities[$0][top[$0]] },
            weights: weights, bins: bins)
    }

    /// One-versus-rest ROC-AUC, averaged plainly (nil when a class does not occur) or by the classes' weight.
    package func rocAUCOneVersusRest(weighted: Bool) -> Double? {
        var (sum, total) = (0.0, 0.0)
        for item in 0..<classes {
            let share = weighted ? labels.indices.reduce(0) { labels[$1] == item ? $0 + (weights?[$1] ?? 1) : $0 } : 1
            guard share > 0 else { continue }
            let scored = ScoredLabels(labels: labels.map { $0 == item }, scores: probabilities.map { $0[item] }, weights: weights)
            guard let area = scored?.rocAUC else { return nil }
            sum += share * area
            total += share
        }
        return total > 0 ? sum / total : nil
    }

    /// One-versus-one ROC-AUC (Hand and Till 2001) over the classes that occur, averaged plainly or by the pairs' rows; nil with weights,
    /// or with one class only.
    package func rocAUCOneVersusOne(weighted: Bool) -> Double? {
        guard weights == nil else { return nil }
        let present = Set(labels).sorted()
        var (sum, total) = (0.0, 0.0)
        for (position, a) in present.enumerated() {
            for b in present[(position + 1)...] {
                let rows = labels.indices.filter { labels[$0] == a || labels[$0] == b }
                func area(_ item: Int) -> Double? {
                    ScoredLabels(labels: rows.map { labels[$0] == item }, scores: rows.map { probabilities[$0][item] })?.rocAUC
                }
                guard let first = area(a), let second = area(b) else { return nil }
                let share = weighted ? Double(rows.count) : 1
                sum += share * (first + second) / 2
                total += share
            }
        }
        return total > 0 ? sum / total : nil
    }

    private func mean(_ value: (Int) -> Double) -> Double {
        var (sum, total) = (ExactSum(), 0.0)
        for row in labels.indices {
            let weight = weights?[row] ?? 1
            sum.add(weight * value(row))
            total += weight
        }
        return sum.value / total
    }
}
