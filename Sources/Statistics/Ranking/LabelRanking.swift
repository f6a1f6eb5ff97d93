/// Ranking of labels for each row (a row may have several), as scikit-learn. Nil for no rows, rows of unequal length, or a score
/// that is NaN.
package enum LabelRanking {
    /// The mean over rows and true labels of the share of true labels among those scored at least as high. Rows with no or only true labels
    /// count 1.
    package static func averagePrecision(labels: [[Bool]], scores: [[Double]]) -> Double? {
        mean(labels, scores) { truth, row in
            let positives = truth.indices.filter { truth[$0] }
            guard !positives.isEmpty, positives.count < truth.count else { return 1 }
            let sum = positives.reduce(0.0) { sum, label in
                let above = row.count { $0 >= row[label] }
                return sum + Double(positives.count { row[$0] >= row[label] }) / Double(above)
            }
            return sum / Double(positives.count)
        }
    }

    /// How far down the ranking one must go to have all true labels, on average.
    package static func coverageError(labels: [[Bool]], scores: [[Double]]) -> Double? {
        mean(labels, scores) { truth, row in
            guard let least = truth.indices.filter({ truth[$0] }).map({ row[$0] }).min() else { return 0 }
            return Double(row.count { $0 >= least })
        }
    }

    /// The mean share of pairs of a true and a false label that are in the wrong order; a tie is wrong.
    package static func loss(labels: [[Bool]], scores: [[Double]]) -> Double? {
        mean(labels, scores) { truth, row in
            let positives = truth.indices.filter { truth[$0] }
            let negatives = truth.indices.filter { !truth[$0] }
            guard !positives.isEmpty, !negatives.isEmpty else { return 0 }
            let wrong = positives.reduce(0) { sum, p in sum + negatives.count { row[$0] >= row[p] } }
            return Double(wrong) / Double(positives.count * negatives.count)
        }
    }

    private static func mean(_ labels: [[Bool]], _ scores: [[Double]], _ value: ([Bool], [Double]) -> Double) -> Double? {
        guard !labels.isEmpty, labels.count == scores.count,
            zip(labels, scores).allSatisfy({ $0.count == $1.count && !$1.contains(where: \.isNaN) })
        else { return nil }
        return zip(labels, scores).reduce(0) { $0 + value($1.0, $1.1) } / Double(labels.count)
    }
}
