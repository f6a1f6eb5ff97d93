/// A confusion matrix of k classes, weighted or counted: rows are true classes, columns predicted ones.
package struct MulticlassConfusion: Sendable, Equatable {
    package let classes: Int
    package private(set) var cells: [Double]

    package init(classes: Int) {
        self.classes = max(1, classes)
        cells = [Double](repeating: 0, count: self.classes * self.classes)
    }

    /// Adds a row; codes outside 0 ..< classes are left out. The weight must be finite and not negative: callers see to it.
    package mutating func update(label: Int, predicted: Int, weight: Double = 1) {
        guard 0..<classes ~= label, 0..<classes ~= predicted else { return }
        cells[label * classes + predicted] += weight
    }

    package subscript(label: Int, predicted: Int) -> Double { cells[label * classes + predicted] }

    package var total: Double { cells.reduce(0, +) }
    package var support: [Double] { (0..<classes).map { row in (0..<classes).reduce(0) { $0 + self[row, $1] } } }
    private var predictions: [Double] { (0..<classes).map { column in (0..<classes).reduce(0) { $0 + self[$1, column] } } }
    private var hits: [Double] { (0..<classes).map { self[$0, $0] } }

    package var accuracy: Double { hits.reduce(0, +) / total }

    /// Per class; 0 where a class is never predicted (scikit-learn's default).
    package var precision: [Double] { zip(hits, predictions).map { $1 > 0 ? $0 / $1 : 0 } }
    /// Per class; 0 where a class does not occur.
    package var recall: [Double] { zip(hits, support).map { $1 > 0 ? $0 / $1 : 0 } }
    /// Per class.
    package var f1: [Double] {
        (0..<classes).map { index in
            let below = support[index] + predictions[index]
            return below > 0 ? 2 * hits[index] / below : 0
        }
    }

    /// Per class (1+β²)·PR/(β²P+R); 0 where a class neither occurs nor is predicted.
    package func fScore(beta: Double) -> [Double] {
        let square = beta * beta
        return (0..<classes).map { index in
            let below = square * support[index] + predictions[index]
            return below > 0 ? (1 + square) * hits[index] / below : 0
        }
    }

    /// Per class: the share of the other classes' rows that are not predicted as it; 0 where there are none.
    package var specificity: [Double] {
        let (truth, predicted, n) = (support, predictions, total)
        return (0..<classes).map { index in
            let others = n - truth[index]
            return others > 0 ? (others - (predicted[index] - self[index, index])) / others : 0
        }
    }

    /// The mean recall of the classes that occur.
    package var balancedAccuracy: Double {
        let recalls = zip(recall, support).filter { $1 > 0 }.map(\.0)
        return recalls.isEmpty ? .nan : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// How per-class values become one. The micro average of precision, recall and F1 is the accuracy.
    package func average(_ values: [Double], weighted: Bool) -> Double {
        guard weighted else { return values.reduce(0, +) / Double(classes) }
        let weights = support
        return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }

    /// Matthews' correlation generalised to k classes (Gorodkin's R_K); 0 when one side is constant.
    package var matthews: Double {
        let (truth, predicted, n) = (support, predictions, total)
        let covariance = hits.reduce(0, +) * n - zip(truth, predicted).reduce(0) { $0 + $1.0 * $1.1 }
        let a = n * n - predicted.reduce(0) { $0 + $1 * $1 }
        let b = n * n - truth.reduce(0) { $0 + $1 * $1 }
        return a * b > 0 ? covariance / (a * b).squareRoot() : 0
    }

    /// Cohen's κ; `quadratic` weighs a confusion by the squared distance of the classes' codes.
    package func kappa(quadratic: Bool = false) -> Double {
        let (truth, predicted, n) = (support, predictions, total)
        var (observed, expected) = (0.0, 0.0)
        for i in 0..<classes {
            for j in 0..<classes where i != j {
                let weight = quadratic ? Double((i - j) * (i - j)) : 1
                observed += weight * self[i, j]
                expected += weight * truth[i] * predicted[j] / n
            }
        }
        return 1 - observed / expected
    }
}
