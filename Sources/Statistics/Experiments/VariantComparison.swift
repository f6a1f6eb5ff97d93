/// One outcome of an experiment under a treatment against the control.
///
/// An outcome that is only ever 0 or 1 is compared by the z test of two proportions, any other by Welch's t.
package struct VariantComparison: Sendable, Equatable {
    package let isShare: Bool
    package let controlMean: Double
    package let treatmentMean: Double
    /// treatment − control.
    package let difference: Double
    package let standardError: Double
    /// z or t; NaN for two constant samples.
    package let statistic: Double
    package let pValue: Double
    /// Of the difference: Newcombe's for shares, Student's else; nil where it has no bounds.
    package let interval: ClosedRange<Double>?
    /// (treatment − control)/control; nil where the control's mean is 0.
    package let lift: Double?
    /// By the delta method.
    package let liftInterval: ClosedRange<Double>?
    /// Of the difference, whenever and however often one looks.
    package let sequence: ClosedRange<Double>?

    /// nil for fewer than two rows of either, or values that are not finite.
    package init?(control: [Double], treatment: [Double], confidence: Double = 0.95) {
        guard let test = MeanTests.welch(treatment, control, confidence: confidence), let a = Sample.mean(control),
            let b = Sample.mean(treatment), let va = Sample.variance(control), let vb = Sample.variance(treatment)
        else { return nil }
        let (n, m) = (Double(control.count), Double(treatment.count))
        controlMean = a
        treatmentMean = b
        difference = b - a
        standardError = (va / n + vb / m).squareRoot()
        func isShare(_ values: [Double]) -> Bool { !values.contains { $0 != 0 && $0 != 1 } }
        if isShare(control) && isShare(treatment), let first = Self.share(treatment), let second = Self.share(control) {
            self.isShare = true
            let proportions = TwoProportions(first, second)
            let test = proportions.zTest()
            (statistic, pValue) = (test.statistic, test.pValue)
            interval = proportions.interval(.newcomb, confidence: confidence)
        } else {
            self.isShare = false
            (statistic, pValue, interval) = (test.statistic, test.pValue, test.interval)
        }
        let z = Normal.upperQuantile((1 - confidence) / 2)
        lift = a != 0 ? (b - a) / a : nil
        let spread = (vb / m / (a * a) + b * b * va / n / (a * a * a * a)).squareRoot()
        liftInterval = lift.flatMap { spread.isFinite ? ($0 - z * spread)...($0 + z * spread) : nil }
        let total = control.count + treatment.count
        let margin = ConfidenceSequence(confidence: confidence)
            .margin(count: total, standardDeviation: standardError * Double(total).squareRoot())
        sequence = margin.flatMap { [difference] in $0.isFinite ? (difference - $0)...(difference + $0) : nil }
    }

    private static func share(_ values: [Double]) -> Proportion? {
        Proportion(successes: values.count { $0 == 1 }, trials: values.count)
    }
}
