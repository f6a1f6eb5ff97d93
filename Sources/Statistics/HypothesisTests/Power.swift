/// How many observations an experiment needs: two-sided tests of two independent means with an effect in standard deviations.
package enum Power {
    /// Whether the test statistic is taken as normal or as Student's t.
    package enum Law: Sendable { case normal, studentT }

    /// The chance of rejecting at α with n₁ observations and `ratio`·n₁ in the other group.
    package static func power(_ law: Law, effect: Double, count: Double, alpha: Double, ratio: Double = 1) -> Double {
        let shift = effect * (count * ratio / (1 + ratio)).squareRoot()
        switch law {
        case .normal:
            let critical = Normal.upperQuantile(alpha / 2)
            return Normal.survival(critical - shift) + Normal.cumulative(-critical - shift)
        case .studentT:
            let degrees = count * (1 + ratio) - 2
            let critical = StudentT.upperQuantile(alpha / 2, degrees: degrees)
            return 1 - StudentT.noncentralCumulative(critical, degrees: degrees, noncentrality: shift)
                + StudentT.noncentralCumulative(-critical, degrees: degrees, noncentrality: shift)
        }
    }

    /// The n₁ that reaches a power, not rounded; nil when no number up to 10⁹ does.
    package static func count(_ law: Law, effect: Double, power: Double, alpha: Double, ratio: Double = 1) -> Double? {
        guard effect != 0, power > alpha, power < 1 else { return nil }
        var top = 8.0
        while self.power(law, effect: effect, count: top, alpha: alpha, ratio: ratio) < power {
            top *= 2
            if top > 1e9 { return nil }
        }
        return Root.find(in: 2.001 / (1 + ratio) * 1.5...top) {
            self.power(law, effect: effect, count: $0, alpha: alpha, ratio: ratio) - power
        }
    }
}
