/// A statistic, its degrees of freedom and the two-sided p-value. NaN where the library it follows gives NaN: constant samples.
package struct TestResult: Sendable, Equatable {
    package let statistic: Double
    package let degrees: Double
    package let pValue: Double
    /// A confidence interval of the difference of means, where the test has one.
    package let interval: ClosedRange<Double>?

    init(_ statistic: Double, degrees: Double = .nan, pValue: Double, interval: ClosedRange<Double>? = nil) {
        self.statistic = statistic
        self.degrees = degrees
        self.pValue = pValue
        self.interval = interval
    }
}

/// Tests of means and spreads of samples. Nil when a sample is too small or holds a value that is not finite.
package enum MeanTests {
    private static func valid(_ sample: [Double], atLeast least: Int = 2) -> Bool {
        sample.count >= least && !sample.contains { !$0.isFinite }
    }

    /// Welch's t for unequal variances, with the interval of mean(a) − mean(b) at `confidence`.
    package static func welch(_ a: [Double], _ b: [Double], confidence: Double = 0.95) -> TestResult? {
        guard valid(a), valid(b), let ma = Sample.mean(a), let mb = Sample.mean(b), let va = Sample.variance(a),
            let vb = Sample.variance(b)
        else { return nil }
        let (ea, eb) = (va / Double(a.count), vb / Double(b.count))
        let error = (ea + eb).squareRoot()
        var degrees = (ea + eb) * (ea + eb) / (ea * ea / Double(a.count - 1) + eb * eb / Double(b.count - 1))
        if degrees.isNaN { degrees = 1 }
        let t = (ma - mb) / error
        let margin = StudentT.upperQuantile((1 - confidence) / 2, degrees: degrees) * error
        let interval = margin.isFinite ? (ma - mb - margin)...(ma - mb + margin) : nil
        return TestResult(t, degrees: degrees, pValue: StudentT.twoSided(t, degrees: degrees), interval: interval)
    }

    /// Student's t with the pooled variance.
    package static func student(_ a: [Double], _ b: [Double]) -> TestResult? {
        guard valid(a), valid(b), let ma = Sample.mean(a), let mb = Sample.mean(b), let va = Sample.variance(a),
            let vb = Sample.variance(b)
        else { return nil }
        let (n, m) = (Double(a.count), Double(b.count))
        let degrees = n + m - 2
        let pooled = ((n - 1) * va + (m - 1) * vb) / degrees
        let t = (ma - mb) / (pooled * (1 / n + 1 / m)).squareRoot()
        return TestResult(t, degrees: degrees, pValue: StudentT.twoSided(t, degrees: degrees))
    }

    /// Student's t of one sample against a mean.
    package static func oneSample(_ a: [Double], mean: Double) -> TestResult? {
        guard valid(a), let ma = Sample.mean(a), let va = Sample.variance(a) else { return nil }
        let t = (ma - mean) / (va / Double(a.count)).squareRoot()
        return TestResult(t, degrees: Double(a.count - 1), pValue: StudentT.twoSided(t, degrees: Double(a.count - 1)))
    }

    /// Levene's test of equal spread about the medians (Brown and Forsythe).
    package static func levene(_ samples: [[Double]]) -> TestResult? {
        guard samples.count > 1, samples.allSatisfy({ valid($0, atLeast: 1) }) else { return nil }
        let spreads = samples.map { sample -> [Double] in
            let center = Sample.median(sample) ?? 0
            return sample.map { ($0 - center).magnitude }
        }
        let means = spreads.map { Sample.mean($0) ?? 0 }
        let total = spreads.reduce(0) { $0 + $1.count }
        let grand = ExactSum.of(spreads.joined()) / Double(total)
        let between = zip(spreads, means).reduce(0) { $0 + Double($1.0.count) * ($1.1 - grand) * ($1.1 - grand) }
        let within = ExactSum.of(
            zip(spreads, means).map { spread, mean in ExactSum.of(spread.map { ($0 - mean) * ($0 - mean) }) })
        let (k, n) = (Double(samples.count), Double(total))
        let w = (n - k) / (k - 1) * between / within
        return TestResult(w, degrees: k - 1, pValue: FisherF.survival(w, k - 1, n - k))
    }
}
