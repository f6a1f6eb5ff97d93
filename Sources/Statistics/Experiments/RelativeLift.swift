/// A variant's mean in units of the control's, less 1, with its interval.
package struct RelativeLift: Sendable, Equatable {
    /// A sample by its moments.
    package struct Arm: Sendable, Equatable {
        package let count: Int
        package let mean: Double
        package let variance: Double

        /// nil for fewer than two values or moments that are not finite.
        package init?(count: Int, mean: Double, variance: Double) {
            guard count > 1, mean.isFinite, variance.isFinite, variance >= 0 else { return nil }
            self.count = count
            self.mean = mean
            self.variance = variance
        }

        package init?(_ values: [Double]) {
            guard let mean = Sample.mean(values), let variance = Sample.variance(values) else { return nil }
            self.init(count: values.count, mean: mean, variance: variance)
        }

        /// The variance of the mean.
        var error: Double { variance / Double(count) }
    }

    /// (treated − control)/control.
    package let lift: Double
    /// By the delta method.
    package let standardError: Double
    private let control: Arm
    private let treated: Arm

    /// nil when the control's mean is 0.
    package init?(control: Arm, treated: Arm) {
        guard control.mean != 0 else { return nil }
        let ratio = treated.mean / control.mean
        self.control = control
        self.treated = treated
        lift = ratio - 1
        standardError = ((treated.error + ratio * ratio * control.error) / (control.mean * control.mean)).squareRoot()
    }

    /// Rows of both arms.
    package var count: Int { control.count + treated.count }

    /// Normal, lift ± z·standard error: good when the control's mean is many standard errors from 0.
    package func deltaInterval(confidence: Double = 0.95) -> ClosedRange<Double> {
        let margin = Normal.upperQuantile((1 - confidence) / 2) * standardError
        return (lift - margin)...(lift + margin)
    }

    /// Fieller's interval (1954), exact for normal means: the ratios that are not rejected. nil where the control's mean is not
    /// significantly different from 0: then the set has no end.
    package func fiellerInterval(confidence: Double = 0.95) -> ClosedRange<Double>? {
        let z = Normal.upperQuantile((1 - confidence) / 2)
        let g = z * z * control.error / (control.mean * control.mean)
        guard g < 1 else { return nil }
        let ratio = treated.mean / control.mean
        let root = (treated.error + ratio * ratio * control.error - g * treated.error).squareRoot()
        let margin = z / control.mean.magnitude * root
        return ((ratio - margin) / (1 - g) - 1)...((ratio + margin) / (1 - g) - 1)
    }
}

/// A metric that an experiment must not harm: a test of non-inferiority.
package struct Guardrail: Sendable, Equatable {
    /// How much worse the variant may be, in the metric's unit, at most.
    package let margin: Double
    package let higherIsBetter: Bool

    /// nil for a margin that is negative or not finite.
    package init?(margin: Double, higherIsBetter: Bool = true) {
        guard margin >= 0, margin.isFinite else { return nil }
        self.margin = margin
        self.higherIsBetter = higherIsBetter
    }

    /// What the data say.
    package enum Verdict: String, Sendable {
        /// Harm beyond the margin is ruled out.
        case passed
        /// Harm beyond the margin is shown.
        case failed
        /// Neither: more rows are needed.
        case undecided
    }

    /// Welch's one-sided tests at α, by the interval of the difference at 1 − 2α. nil where Welch's test has none.
    package func verdict(control: [Double], treated: [Double], alpha: Double = 0.05) -> Verdict? {
        guard let interval = MeanTests.welch(treated, control, confidence: 1 - 2 * alpha)?.interval else { return nil }
        let (low, high) =
            higherIsBetter ? (interval.lowerBound, interval.upperBound) : (-interval.upperBound, -interval.lowerBound)
        return low > -margin ? .passed : high < -margin ? .failed : .undecided
    }
}

extension ConfidenceSequence {
    /// Half the width of the interval around the difference of two means that holds at every look: as for one mean of n = n₁ +
    /// n₂ observations with variance n·(s₁²/n₁ + s₂²/n₂).
    package func margin(_ first: RelativeLift.Arm, _ second: RelativeLift.Arm) -> Double? {
        let count = first.count + second.count
        return margin(count: count, standardDeviation: (Double(count) * (first.error + second.error)).squareRoot())
    }
}
