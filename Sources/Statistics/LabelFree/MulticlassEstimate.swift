/// The performance of a classifier of several classes without labels: CBPE (NannyML), from calibrated probabilities of each
/// class.
package struct MulticlassEstimate: Sendable, Equatable {
    /// Expected: cell (j, k) is the weight of rows predicted k that are j.
    package let confusion: MulticlassConfusion
    /// The mean of each class's expected one-versus-rest area; nil when a class has no weight.
    package let rocAUC: Double?
    package let count: Int

    /// - Parameters:
    ///   - probabilities: a row of calibrated probabilities for each row of data; each is divided by its sum.
    ///   - predicted: codes of the classes.
    /// nil for no rows, unequal lengths, fewer than two classes, probabilities outside [0, 1] or that are all 0, or a code that
    /// is no class.
    package init?(probabilities: [[Double]], predicted: [Int], weights: [Double]? = nil) {
        guard let classes = probabilities.first?.count, classes > 1, predicted.count == probabilities.count,
            weights.map({ $0.count == predicted.count }) ?? true, predicted.allSatisfy({ 0..<classes ~= $0 }),
            probabilities.allSatisfy({ row in
                row.count == classes && row.allSatisfy { $0 >= 0 && $0 <= 1 } && row.contains { $0 > 0 }
            })
        else { return nil }
        let shares = probabilities.map { row -> [Double] in
            let total = row.reduce(0, +)
            return row.map { min(1, $0 / total) }
        }
        var expected = MulticlassConfusion(classes: classes)
        for row in predicted.indices {
            for label in 0..<classes {
                expected.update(label: label, predicted: predicted[row], weight: (weights?[row] ?? 1) * shares[row][label])
            }
        }
        confusion = expected
        let areas = (0..<classes).map { item in
            BinaryEstimate(
                probabilities: shares.map { $0[item] }, predicted: predicted.map { $0 == item }, weights: weights)?.rocAUC
        }
        let defined = areas.compactMap { $0 }
        rocAUC = defined.count == classes ? defined.reduce(0, +) / Double(classes) : nil
        count = predicted.count
    }

    /// Calibrates each class against the rest on a reference with labels; nil where a class's calibration is (see
    /// `IsotonicCalibration`).
    package static func calibrations(probabilities: [[Double]], labels: [Int]) -> [IsotonicCalibration]? {
        guard let classes = probabilities.first?.count, probabilities.count == labels.count,
            probabilities.allSatisfy({ $0.count == classes })
        else { return nil }
        let fits = (0..<classes).compactMap { item in
            IsotonicCalibration(scores: probabilities.map { $0[item] }, labels: labels.map { $0 == item })
        }
        return fits.count == classes ? fits : nil
    }
}
