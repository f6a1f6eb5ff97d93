/// The error of a regression without labels: direct loss estimation (DLE, NannyML).
///
/// Boosted trees learn, on a reference with labels, the loss of a row from its features and the model's prediction; the mean of
/// what they expect of the current rows is the estimate. It holds as long as the relation of inputs and loss is that of the
/// reference: it sees drift of the inputs, not of the concept. The bins that trees split between are quantiles of both samples
/// together; the trees see reference rows only.
package struct LossEstimate: Sendable, Equatable {
    /// What is estimated, under the names of `driftwatch evaluate`.
    package enum Measure: String, Sendable, CaseIterable {
        case mae, mse, rmse, mape, msle, rmsle

        /// A row's loss; nil where it is not defined: a logarithm below −1, a share of 0.
        func loss(_ label: Double, _ predicted: Double) -> Double? {
            let error = label - predicted
            switch self {
            case .mae: return error.magnitude
            case .mse, .rmse: return error * error
            case .mape: return label == 0 ? nil : (error / label).magnitude
            case .msle, .rmsle:
                guard label > -1, predicted > -1 else { return nil }
                let ratio = Math.log1p(label) - Math.log1p(predicted)
                return ratio * ratio
            }
        }

        /// The measure from the mean loss.
        func value(mean: Double) -> Double { self == .rmse || self == .rmsle ? mean.squareRoot() : mean }

        /// How much the measure moves with the mean loss.
        func slope(mean: Double) -> Double { self == .rmse || self == .rmsle ? 1 / (2 * mean.squareRoot()) : 1 }
    }

    package let measure: Measure
    /// Of the current rows, expected.
    package let value: Double
    /// Of the reference rows, from their labels.
    package let valueReference: Double
    /// The standard error that `value` has by the draw of its rows alone: the reference's sd of losses over √count.
    package let samplingError: Double
    /// Current rows.
    package let count: Int
    /// Reference rows that the trees learned from: those with a finite label, a finite prediction and a defined loss.
    package let countReference: Int

    /// - Parameters:
    ///   - features: both samples; NaN and negative codes are missing, which trees take.
    ///   - labels: of the reference; rows without a finite label or prediction are left out.
    ///   - predictedReference: of the reference, predictedCurrent: of the current sample, in the labels' unit.
    ///   - seed: the same seed and rows give the same estimate.
    /// nil for unequal lengths, no current rows, or fewer than 100 reference rows to learn from.
    package init?(
        _ measure: Measure, features: [DomainFeature], labels: [Double], predictedReference: [Double], predictedCurrent: [Double],
        seed: UInt64 = 1
    ) {
        let (n, m) = (labels.count, predictedCurrent.count)
        guard m > 0, n == predictedReference.count, features.allSatisfy({ $0.countReference == n && $0.countCurrent == m }) else {
            return nil
        }
        var (rows, losses): ([Int32], [Double]) = ([], [])
        for row in 0..<n where labels[row].isFinite && predictedReference[row].isFinite {
            guard let loss = measure.loss(labels[row], predictedReference[row]), loss.isFinite else { continue }
            rows.append(Int32(row))
            losses.append(loss)
        }
        guard rows.count >= 100, let mean = Sample.mean(losses), let variance = Sample.variance(losses) else { return nil }

        // In units of the mean loss, so that single precision has room.
        let unit = mean > 0 ? mean : 1
        var targets = [Float](repeating: 0, count: n + m)
        for (row, loss) in zip(rows, losses) { targets[Int(row)] = Float(loss / unit) }
        let prediction = DomainFeature("__prediction__", .numbers(reference: predictedReference, current: predictedCurrent))
        let table = BinnedTable(features + [prediction], rowCount: n + m)
        var configuration = BoostedTrees.Configuration()
        configuration.objective = .squaredError
        var random = SeededGenerator(seed: seed)
        let trees = BoostedTrees(table, rows: rows, labels: targets, configuration: configuration, random: &random)
        let expected = trees.scores(table, rows: (n..<n + m).map { Int32($0) }).map { Double(max(0, $0)) * unit }
        let estimate = expected.reduce(0, +) / Double(m)

        self.measure = measure
        value = measure.value(mean: estimate)
        valueReference = measure.value(mean: mean)
        samplingError = (variance / Double(m)).squareRoot() * (mean > 0 ? measure.slope(mean: mean) : 1)
        count = m
        countReference = rows.count
    }
}
