/// A model's errors as a column of numbers, so that every drift score of numbers tells whether the errors' distribution has moved.
/// Rows without a label or a prediction (NaN, nil) give NaN, which counts as missing. Arrays must be of equal length: rows beyond the
/// shorter one are left out.
package enum ErrorSample {
    /// Regression: truth − prediction, in the label's unit.
    package static func residuals(truth: [Double], predicted: [Double]) -> [Double] { zip(truth, predicted).map { $0 - $1 } }

    /// Regression: |truth − prediction|.
    package static func absolute(truth: [Double], predicted: [Double]) -> [Double] {
        zip(truth, predicted).map { ($0 - $1).magnitude }
    }

    /// Classification with scores: |label − score| for a binary label, 0 to 1.
    package static func probability(labels: [Bool?], scores: [Double]) -> [Double] {
        zip(labels, scores).map { label, score in label.map { ($0 ? 1 : 0) - score }?.magnitude ?? .nan }
    }

    /// Classification: 1 for a wrong class, 0 for the right one.
    package static func mistakes<Label: Equatable>(truth: [Label?], predicted: [Label?]) -> [Double] {
        zip(truth, predicted).map { truth, predicted in
            guard let truth, let predicted else { return .nan }
            return truth == predicted ? 0 : 1
        }
    }
}
