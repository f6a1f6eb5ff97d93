/// Values of a statistic over resamples, and the intervals made of them.
package struct BootstrapDistribution: Sendable, Equatable {
    /// The statistic of the data as they are.
    package let estimate: Double
    /// The statistic of each resample where it is defined, in ascending order.
    package let replicates: [Double]
    /// Resamples in which the statistic was undefined.
    package let undefined: Int
    /// The statistic without each row or group of rows; empty when it was not asked for.
    private let jackknife: [Double]

    /// NaN stands for undefined. nil when the estimate is NaN, or half or more of the replicates are.
    package init?(estimate: Double, replicates: [Double], jackknife: [Double] = []) {
        let defined = replicates.filter { !$0.isNaN }
        guard !estimate.isNaN, 2 * defined.count > replicates.count else { return nil }
        self.estimate = estimate
        self.replicates = Sample.sorted(defined)
        undefined = replicates.count - defined.count
        self.jackknife = jackknife.filter { !$0.isNaN }
    }

    /// How an interval is made of the replicates, as scipy's `bootstrap` does.
    package enum Method: String, Sendable, CaseIterable {
        /// The replicates' own quantiles.
        case percentile
        /// The quantiles mirrored at the estimate.
        case basic
        /// Bias-corrected and accelerated (Efron 1987): second-order accurate; needs the jackknife.
        case bca
    }

    /// The standard deviation of the replicates; nil for one.
    package var standardError: Double? { Sample.variance(replicates)?.squareRoot() }

    /// A two-sided interval; nil for `bca` without a jackknife, or where its corrections are undefined (all replicates on one
    /// side).
    package func interval(_ method: Method = .percentile, confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard confidence > 0, confidence < 1, replicates.first?.isFinite == true, replicates.last?.isFinite == true else {
            return nil
        }
        let alpha = (1 - confidence) / 2
        switch method {
        case .percentile: return range(alpha, 1 - alpha)
        case .basic:
            let plain = range(alpha, 1 - alpha)
            return (2 * estimate - plain.upperBound)...(2 * estimate - plain.lowerBound)
        case .bca:
            if replicates.first == replicates.last, replicates.first == estimate { return estimate...estimate }
            guard let low = corrected(alpha), let high = corrected(1 - alpha), low <= high else { return nil }
            return range(low, high)
        }
    }

    /// A two-sided interval of a statistic that chance can only move away from a bound: a calibration error or a gap of groups from 0, a
    /// ratio of the least to the largest from 1. It always holds the estimate and stays within 0 and 1.
    ///
    /// Such a statistic is too far from its bound by about the spread of its parts, and its replicates are by that much again, so that
    /// their quantiles can leave out the estimate and never reach the bound. With d the distance from the bound, the far end is the
    /// replicates' quantile less their bias; the near one is the basic end of d², √(2d² − q(d*²)), whose bias cancels where nothing but
    /// chance keeps d from 0. Of equal groups and calibrated scores it holds the truth more often than its level says (99 %
    /// in place of 90 %), far from the bound as often as it says (tests).
    ///
    /// - Parameter bound: 0 or 1.
    /// - Returns: nil for a level outside 0 to 1 or infinite replicates.
    package func interval(awayFrom bound: Double, confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard let plain = interval(.percentile, confidence: confidence), let mean = Sample.mean(replicates) else { return nil }
        let distance = (estimate - bound).magnitude
        let most = max((plain.lowerBound - bound).magnitude, (plain.upperBound - bound).magnitude)
        let bias = (mean - bound).magnitude - distance
        let near = min(distance, max(0, 2 * distance * distance - most * most).squareRoot())
        let far = max(distance, min(1, most - bias))
        return bound > 0 ? bound - far...bound - near : near...far
    }

    private func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        let ends = (Quantile.linear(sorted: replicates, at: low), Quantile.linear(sorted: replicates, at: high))
        return ends.0...max(ends.0, ends.1)
    }

    /// The level whose quantile takes the place of that at `level`.
    private func corrected(_ level: Double) -> Double? {
        let below = replicates.count { $0 < estimate }
        let upTo = replicates.count { $0 <= estimate }
        let bias = Normal.quantile(Double(below + upTo) / Double(2 * replicates.count))
        guard bias.isFinite, let acceleration else { return nil }
        let z = bias + Normal.quantile(level)
        let share = Normal.cumulative(bias + z / (1 - acceleration * z))
        return share.isNaN ? nil : share
    }

    private var acceleration: Double? {
        guard jackknife.count > 1, let center = Sample.mean(jackknife) else { return nil }
        let squares = ExactSum.of(jackknife.map { (center - $0) * (center - $0) })
        let cubes = ExactSum.of(jackknife.map { (center - $0) * (center - $0) * (center - $0) })
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }
}
