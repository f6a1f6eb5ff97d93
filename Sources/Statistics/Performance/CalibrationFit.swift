/// The line that would put probabilities right on the scale of log-odds: logit P(y) = intercept + slope · logit(p) (Cox 1958), by maximum
/// likelihood. Slope 1 and intercept 0 are perfect; a slope below 1 is overconfidence.
package struct CalibrationFit: Sendable, Equatable {
    package let slope: Double
    package let intercept: Double

    /// Probabilities are cut to [2⁻⁵², 1 − 2⁻⁵²]. nil for one class only, a constant score, scores that part the classes wholly (the best
    /// slope is infinite), unequal lengths, or a score outside [0, 1].
    package init?(outcomes: [Bool], scores: [Double], weights: [Double]? = nil) {
        guard ProbabilityLoss.isValid(outcomes.count, scores, weights) else { return nil }
        let x = scores.map { score -> Double in
            let p = min(max(score, ProbabilityLoss.clip), 1 - ProbabilityLoss.clip)
            return Math.log(p / (1 - p))
        }
        var (slope, intercept) = (1.0, 0.0)
        for _ in 0..<100 {
            var (g0, g1) = (CompensatedSum(), CompensatedSum())
            var (h00, h01, h11) = (0.0, 0.0, 0.0)
            for row in x.indices {
                let weight = weights?[row] ?? 1
                let p = 1 / (1 + Math.exp(-(intercept + slope * x[row])))
                let rest = weight * ((outcomes[row] ? 1 : 0) - p)
                g0.add(rest)
                g1.add(rest * x[row])
                let curvature = weight * p * (1 - p)
                h00 += curvature
                h01 += curvature * x[row]
                h11 += curvature * x[row] * x[row]
            }
            let determinant = h00 * h11 - h01 * h01
            guard determinant > 1e-12 * h00 * h11, determinant.isFinite else { return nil }
            // Newton's step, shortened where it leaps.
            var step = ((h11 * g0.value - h01 * g1.value) / determinant, (h00 * g1.value - h01 * g0.value) / determinant)
            let length = max(step.0.magnitude, step.1.magnitude)
            if length > 5 { step = (step.0 * 5 / length, step.1 * 5 / length) }
            intercept += step.0
            slope += step.1
            guard slope.magnitude < 1e3, intercept.magnitude < 1e4 else { return nil }
            if length < 1e-12 * max(1, slope.magnitude, intercept.magnitude) { break }
        }
        guard slope.isFinite, intercept.isFinite else { return nil }
        self.slope = slope
        self.intercept = intercept
    }
}
