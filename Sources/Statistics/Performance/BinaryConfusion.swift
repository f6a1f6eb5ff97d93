/// The four cells of a binary classifier's confusion matrix, weighted or counted, and what is computed from them alone.
/// Ratios with nothing below the line are NaN, except where scikit-learn defines a value.
package struct BinaryConfusion: Sendable, Equatable {
    package var truePositives = 0.0
    package var falsePositives = 0.0
    package var falseNegatives = 0.0
    package var trueNegatives = 0.0

    package init() {}

    /// Adds a row. The weight must be finite and not negative: callers see to it.
    package mutating func update(label: Bool, predicted: Bool, weight: Double = 1) {
        switch (label, predicted) {
        case (true, true): truePositives += weight
        case (false, true): falsePositives += weight
        case (true, false): falseNegatives += weight
        case (false, false): trueNegatives += weight
        }
    }

    package mutating func merge(_ other: BinaryConfusion) {
        truePositives += other.truePositives
        falsePositives += other.falsePositives
        falseNegatives += other.falseNegatives
        trueNegatives += other.trueNegatives
    }

    /// The sum of all weights.
    package var total: Double { truePositives + falsePositives + falseNegatives + trueNegatives }
    package var accuracy: Double { (truePositives + trueNegatives) / total }
    package var precision: Double { truePositives / (truePositives + falsePositives) }
    /// True-positive rate, sensitivity.
    package var recall: Double { truePositives / (truePositives + falseNegatives) }
    /// True-negative rate.
    package var specificity: Double { trueNegatives / (trueNegatives + falsePositives) }
    package var falsePositiveRate: Double { falsePositives / (trueNegatives + falsePositives) }
    package var falseNegativeRate: Double { falseNegatives / (truePositives + falseNegatives) }
    package var negativePredictiveValue: Double { trueNegatives / (trueNegatives + falseNegatives) }
    /// The share that is predicted positive.
    package var selectionRate: Double { (truePositives + falsePositives) / total }
    package var jaccard: Double { truePositives / (truePositives + falsePositives + falseNegatives) }

    /// (1+β²)·PR/(β²P+R).
    package func fScore(beta: Double = 1) -> Double {
        let square = beta * beta
        return (1 + square) * truePositives / ((1 + square) * truePositives + square * falseNegatives + falsePositives)
    }

    /// The mean recall of the classes that occur.
    package var balancedAccuracy: Double {
        let recalls = [recall, specificity].filter { !$0.isNaN }
        return recalls.isEmpty ? .nan : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Matthews' correlation; 0 when a row or column is empty (scikit-learn).
    package var matthews: Double {
        let rows = (truePositives + falseNegatives).squareRoot() * (trueNegatives + falsePositives).squareRoot()
        let columns = (truePositives + falsePositives).squareRoot() * (trueNegatives + falseNegatives).squareRoot()
        guard rows * columns > 0 else { return 0 }
        return (truePositives * trueNegatives - falsePositives * falseNegatives) / (rows * columns)
    }

    /// Cohen's κ; NaN when chance agreement is 1.
    package var kappa: Double {
        let yes = (truePositives + falseNegatives) / total * ((truePositives + falsePositives) / total)
        let no = (trueNegatives + falsePositives) / total * ((trueNegatives + falseNegatives) / total)
        return (accuracy - yes - no) / (1 - yes - no)
    }
}
