/// How far values are from what is usual, in robust standard deviations (Iglewicz and Hoaglin 1993).
package struct RobustZ: Sendable, Equatable {
    package let median: Double
    /// 1.4826·MAD; where more than half of the values are equal, 1.2533 times the mean absolute deviation.
    package let spread: Double
    package let count: Int

    /// What is usual, from values without NaN or infinities; nil without values, or where all are equal.
    package init?(_ values: [Double]) {
        guard !values.contains(where: { !$0.isFinite }), let median = Sample.median(values),
            let deviation = Sample.medianAbsoluteDeviation(values)
        else { return nil }
        let mean = ExactSum.of(values.map { ($0 - median).magnitude }) / Double(values.count)
        let spread = deviation > 0 ? 1.482_602_218_505_602 * deviation : 1.253_314_137_315_500_3 * mean
        guard spread > 0 else { return nil }
        self.median = median
        self.spread = spread
        count = values.count
    }

    /// (x − median)/spread: beyond ±3.5 is an outlier by its authors.
    package func value(_ x: Double) -> Double { (x - median) / spread }
}

/// An exponentially weighted moving average with control limits (Roberts 1959), for small lasting shifts.
package struct EWMAChart: Sendable, Equatable {
    /// What is usual.
    package let mean: Double
    package let standardDeviation: Double
    /// The weight of the newest value.
    package let lambda: Double
    /// Width of the limits in standard deviations of the average.
    package let width: Double
    /// The average so far.
    package private(set) var average: Double
    package private(set) var count = 0

    /// nil unless the deviation is above 0, 0 < λ ≤ 1 and the width is above 0. λ = 0.2 with width 2.962 gives one false alarm
    /// in 500 values.
    package init?(mean: Double, standardDeviation: Double, lambda: Double = 0.2, width: Double = 2.962) {
        guard mean.isFinite, standardDeviation > 0, standardDeviation.isFinite, lambda > 0, lambda <= 1, width > 0 else {
            return nil
        }
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.lambda = lambda
        self.width = width
        average = mean
    }

    /// The limits after the values so far: mean ± width·sd·√(λ/(2−λ)·(1−(1−λ)^2t)).
    package var limits: ClosedRange<Double> {
        let share = lambda / (2 - lambda) * (1 - Math.pow(1 - lambda, 2 * Double(count)))
        let margin = width * standardDeviation * share.squareRoot()
        return (mean - margin)...(mean + margin)
    }

    /// Takes a value (NaN and infinities are left out) and says whether the average is outside the limits.
    package mutating func update(_ x: Double) -> Bool {
        guard x.isFinite else { return false }
        count += 1
        average = lambda * x + (1 - lambda) * average
        return !limits.contains(average)
    }
}

/// Cumulative sums of what exceeds an allowance (Page 1954, tabular form), for shifts of about twice the allowance.
package struct CumulativeSum: Sendable, Equatable {
    package let mean: Double
    package let standardDeviation: Double
    /// k, in standard deviations: half the shift to be found.
    package let allowance: Double
    /// h, in standard deviations.
    package let threshold: Double
    /// The sums above and below, in standard deviations.
    package private(set) var above = 0.0
    package private(set) var below = 0.0
    package private(set) var count = 0

    /// Which way the mean has moved.
    package enum Signal: Sendable, Equatable { case none, up, down }

    /// nil unless the deviation and threshold are above 0 and the allowance is not negative. k = ½ with h = 5 gives one false
    /// alarm in 465 values.
    package init?(mean: Double, standardDeviation: Double, allowance: Double = 0.5, threshold: Double = 5) {
        guard mean.isFinite, standardDeviation > 0, standardDeviation.isFinite, allowance >= 0, threshold > 0 else { return nil }
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.allowance = allowance
        self.threshold = threshold
    }

    /// Takes a value; NaN and infinities are left out. After a signal the sum that gave it begins anew.
    package mutating func update(_ x: Double) -> Signal {
        guard x.isFinite else { return .none }
        count += 1
        let z = (x - mean) / standardDeviation
        above = max(0, above + z - allowance)
        below = max(0, below - z - allowance)
        if above > threshold {
            above = 0
            return .up
        }
        if below > threshold {
            below = 0
            return .down
        }
        return .none
    }
}
