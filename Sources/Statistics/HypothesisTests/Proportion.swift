/// A share of successes and intervals for it.
package struct Proportion: Sendable, Equatable {
    package let successes: Int
    package let trials: Int

    /// nil unless 0 ≤ successes ≤ trials and trials > 0.
    package init?(successes: Int, trials: Int) {
        guard trials > 0, successes >= 0, successes <= trials else { return nil }
        self.successes = successes
        self.trials = trials
    }

    package var share: Double { Double(successes) / Double(trials) }

    /// How to make an interval, under statsmodels' names.
    package enum IntervalMethod: String, Sendable, CaseIterable {
        case normal, wilson, beta, jeffreys
        case agrestiCoull = "agresti_coull"
    }

    /// A two-sided interval within [0, 1]. `beta` is Clopper and Pearson's.
    package func interval(_ method: IntervalMethod = .wilson, confidence: Double = 0.95) -> ClosedRange<Double> {
        let alpha = 1 - confidence
        let z = Normal.upperQuantile(alpha / 2)
        let (n, k) = (Double(trials), Double(successes))
        switch method {
        case .normal: return Self.around(share, z * (share * (1 - share) / n).squareRoot())
        case .wilson:
            let center = (share + z * z / (2 * n)) / (1 + z * z / n)
            return Self.around(center, z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot())
        case .agrestiCoull:
            let total = n + z * z
            let center = (k + z * z / 2) / total
            return Self.around(center, z * (center * (1 - center) / total).squareRoot())
        case .beta:
            let low = successes == 0 ? 0 : BetaFunction.quantile(alpha / 2, k, n - k + 1)
            let high = successes == trials ? 1 : BetaFunction.quantile(1 - alpha / 2, k + 1, n - k)
            return low...high
        case .jeffreys:
            return BetaFunction.quantile(
                alpha / 2, k + 0.5, n - k + 0.5)...BetaFunction.quantile(1 - alpha / 2, k + 0.5, n - k + 0.5)
        }
    }

    /// The exact two-sided p-value of a share p: all outcomes no likelier than the one seen (scipy's `binomtest`).
    package func binomialTest(_ p: Double) -> Double {
        let seen = Binomial.mass(successes, of: trials, p: p) * (1 + 1e-7)
        var sum = 0.0
        for k in 0...trials {
            let mass = Binomial.mass(k, of: trials, p: p)
            if mass <= seen { sum += mass }
        }
        return min(1, sum)
    }

    private static func around(_ center: Double, _ margin: Double) -> ClosedRange<Double> {
        max(0, center - margin)...min(1, center + margin)
    }
}

/// Two shares compared.
package struct TwoProportions: Sendable, Equatable {
    package let first: Proportion
    package let second: Proportion

    package init(_ first: Proportion, _ second: Proportion) {
        self.first = first
        self.second = second
    }

    /// The alternative hypothesis about first − second.
    package enum Alternative: Sendable { case twoSided, smaller, larger }

    package var difference: Double { first.share - second.share }

    /// 2·asin√p₁ − 2·asin√p₂.
    package var cohensH: Double { 2 * Math.asin(first.share.squareRoot()) - 2 * Math.asin(second.share.squareRoot()) }

    /// The z test with the pooled variance; z is NaN when both shares are 0 or both are 1.
    package func zTest(_ alternative: Alternative = .twoSided) -> TestResult {
        let (n, m) = (Double(first.trials), Double(second.trials))
        let pooled = Double(first.successes + second.successes) / (n + m)
        let z = difference / (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
        switch alternative {
        case .twoSided: return TestResult(z, pValue: 2 * Normal.survival(z.magnitude))
        case .smaller: return TestResult(z, pValue: Normal.cumulative(z))
        case .larger: return TestResult(z, pValue: Normal.survival(z))
        }
    }

    /// How to make an interval of the difference, under statsmodels' names.
    package enum IntervalMethod: String, Sendable, CaseIterable {
        case wald, newcomb, score
        /// What statsmodels 0.15 calls `score`: its cubic has a count where Miettinen and Nurminen have a sample size, so it differs from
        /// `score` in the third digit, and it gives up on some small samples.
        case scoreStatsmodels = "score_statsmodels"
    }

    /// An interval of first − second; nil where the method has none. `newcomb` is Newcombe's hybrid of Wilson intervals, `score`
    /// Miettinen and Nurminen's (1985).
    package func interval(_ method: IntervalMethod = .newcomb, confidence: Double = 0.95) -> ClosedRange<Double>? {
        let z = Normal.upperQuantile((1 - confidence) / 2)
        let (p, q) = (first.share, second.share)
        switch method {
        case .wald:
            let margin = z * (p * (1 - p) / Double(first.trials) + q * (1 - q) / Double(second.trials)).squareRoot()
            return (difference - margin)...(difference + margin)
        case .newcomb:
            let (a, b) = (first.interval(.wilson, confidence: confidence), second.interval(.wilson, confidence: confidence))
            let low = ((p - a.lowerBound) * (p - a.lowerBound) + (b.upperBound - q) * (b.upperBound - q)).squareRoot()
            let high = ((a.upperBound - p) * (a.upperBound - p) + (q - b.lowerBound) * (q - b.lowerBound)).squareRoot()
            return (difference - low)...(difference + high)
        case .score:
            let low = Root.find(in: -1 + 1e-12...max(difference, -1 + 1e-12)) { scoreStatistic($0) - z } ?? -1
            let high = Root.find(in: min(difference, 1 - 1e-12)...1 - 1e-12) { scoreStatistic($0) + z } ?? 1
            return low...high
        case .scoreStatsmodels: return statsmodelsInterval(confidence)
        }
    }

    private func statsmodelsInterval(_ confidence: Double) -> ClosedRange<Double>? {
        guard let wald = interval(.wald, confidence: confidence) else { return nil }
        let top = min(wald.upperBound + 0.5 * wald.upperBound.magnitude, 0.99999)
        let bottom = wald.lowerBound - 0.25 * wald.lowerBound.magnitude
        guard bottom <= difference, difference <= top else { return nil }
        func excess(_ d: Double) -> Double { 2 * Normal.survival(statsmodelsStatistic(d).magnitude) - (1 - confidence) }
        guard let high = Root.find(in: difference...top, excess), let low = Root.find(in: bottom...difference, excess) else {
            return nil
        }
        return low...high
    }

    private func statsmodelsStatistic(_ d: Double) -> Double {
        let (n, m) = (Double(first.trials), Double(second.trials))
        let y = Double(second.successes)
        let total = n + m
        let both = Double(first.successes) + y
        var share = both / total
        if d != 0 {
            let third = ((n + 2 * m) * d - total - both) / (3 * total)
            let a1 = (y * d - total - 2 * y) * d + both
            let q = third * third * third - third * a1 / (2 * total) + y * d * (1 - d) / (2 * total)
            let root = (third * third - a1 / (3 * total)).squareRoot()
            let p = q < 0 ? -root : q > 0 ? root : 0
            share = 2 * p * Math.cos((Double.pi + Math.acos(q / (p * p * p))) / 3) - third
        }
        let other = share + d
        let variance = (other * (1 - other) / n + share * (1 - share) / m) * total / (total - 1)
        return (difference - d) / variance.squareRoot()
    }

    /// (difference − d)/standard error, the error under the shares most likely among those that differ by d.
    private func scoreStatistic(_ d: Double) -> Double {
        let (n, m) = (Double(first.trials), Double(second.trials))
        let (x, y) = (Double(first.successes), Double(second.successes))
        let total = n + m
        let a2 = (n + 2 * m) * d - total - x - y
        let a1 = (m * d - total - 2 * y) * d + x + y
        let a0 = y * d * (1 - d)
        let third = a2 / (3 * total)
        let q = third * third * third - a1 * a2 / (6 * total * total) + a0 / (2 * total)
        let root = max(0, third * third - a1 / (3 * total)).squareRoot()
        let p = q < 0 ? -root : root
        let ratio = p == 0 ? 0 : min(1, max(-1, q / (p * p * p)))
        let angle = (Double.pi + Math.acos(ratio)) / 3
        let share = min(1, max(0, 2 * p * Math.cos(angle) - third))
        let other = min(1, max(0, share + d))
        let variance = (other * (1 - other) / n + share * (1 - share) / m) * total / (total - 1)
        return variance > 0 ? (difference - d) / variance.squareRoot() : difference > d ? .infinity : -.infinity
    }
}
