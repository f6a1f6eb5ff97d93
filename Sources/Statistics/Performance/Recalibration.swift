/// Logistic recalibration (Cox 1958): the outcome's log-odds as intercept + slope·logit(score). 0 and 1 for a calibrated model;
/// a slope below 1 means scores too extreme.
package struct Recalibration: Sendable, Equatable {
    package let intercept: Double
    package let slope: Double
    /// Standard errors, from the inverse of the information.
    package let interceptError: Double
    package let slopeError: Double
    /// The intercept with the slope held at 1 (calibration in the large).
    package let interceptAtUnitSlope: Double
    /// Rows used.
    package let count: Int

    /// Scores are clipped to [ε, 1−ε], ε as in the log loss. nil for unequal lengths, a score outside [0, 1], one class only,
    /// scores that are all equal, or scores that separate the classes: then no estimate is finite.
    package init?(labels: [Bool], scores: [Double], weights: [Double]? = nil) {
        guard ProbabilityLoss.isValid(labels.count, scores, weights) else { return nil }
        let logits = scores.map { score in
            let p = min(max(score, ProbabilityLoss.clip), 1 - ProbabilityLoss.clip)
            return Math.log(p) - Math.log1p(-p)
        }
        let targets = labels.map { $0 ? 1.0 : 0 }
        let weights = weights ?? [Double](repeating: 1, count: labels.count)
        guard let both = LogisticLine(x: logits, targets: targets, weights: weights),
            let shift = LogisticLine.shift(offsets: logits, targets: targets, weights: weights)
        else { return nil }
        intercept = both.intercept
        slope = both.slope
        interceptError = both.interceptError
        slopeError = both.slopeError
        interceptAtUnitSlope = shift
        count = labels.count
    }
}

/// A logistic regression on one variable by Newton's method, with targets in [0, 1].
struct LogisticLine: Sendable, Equatable {
    let intercept: Double
    let slope: Double
    let interceptError: Double
    let slopeError: Double

    /// nil when the likelihood has no finite maximum.
    init?(x: [Double], targets: [Double], weights: [Double]) {
        let total = weights.reduce(0, +)
        let mean = zip(weights, targets).reduce(0) { $0 + $1.0 * $1.1 } / total
        guard total > 0, mean > 0, mean < 1 else { return nil }
        // Centred and scaled, so that the information is well conditioned.
        let center = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total
        let scale = (zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 - center) * ($1.1 - center) } / total).squareRoot()
        guard scale > 0, scale.isFinite else { return nil }
        let z = x.map { ($0 - center) / scale }
        var (a, b) = (Math.log(mean / (1 - mean)), 0.0)
        for _ in 0..<60 {
            let step = Self.derivatives(z, targets, weights, a, b)
            let determinant = step.haa * step.hbb - step.hab * step.hab
            guard determinant > 1e-12 * step.haa * step.hbb, step.haa > 1e-12 * total else { return nil }
            var (da, db) = (
                (step.hbb * step.ga - step.hab * step.gb) / determinant, (step.haa * step.gb - step.hab * step.ga) / determinant
            )
            // Newton may leap too far where the curve is flat.
            let length = max(da.magnitude, db.magnitude)
            if length > 4 { (da, db) = (da * 4 / length, db * 4 / length) }
            (a, b) = (a + da, b + db)
            guard a.magnitude < 500, b.magnitude < 500 else { return nil }
            if length < 1e-12 * (1 + a.magnitude + b.magnitude) { break }
        }
        let last = Self.derivatives(z, targets, weights, a, b)
        let determinant = last.haa * last.hbb - last.hab * last.hab
        guard determinant > 1e-12 * last.haa * last.hbb, max(last.ga.magnitude, last.gb.magnitude) < 1e-6 * total else {
            return nil
        }
        slope = b / scale
        intercept = a - b * center / scale
        slopeError = (last.haa / determinant).squareRoot() / scale
        let shift = center / scale
        interceptError = ((last.hbb + 2 * shift * last.hab + shift * shift * last.haa) / determinant).squareRoot()
    }

    private static func derivatives(_ z: [Double], _ targets: [Double], _ weights: [Double], _ a: Double, _ b: Double)
        -> (ga: Double, gb: Double, haa: Double, hab: Double, hbb: Double)
    {
        var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for row in z.indices {
            let p = 1 / (1 + Math.exp(-a - b * z[row]))
            let (gap, curve) = (weights[row] * (targets[row] - p), weights[row] * p * (1 - p))
            ga += gap
            gb += gap * z[row]
            haa += curve
            hab += curve * z[row]
            hbb += curve * z[row] * z[row]
        }
        return (ga, gb, haa, hab, hbb)
    }

    /// The constant to add to log-odds so that their mean probability is that of the targets; nil for one class.
    static func shift(offsets: [Double], targets: [Double], weights: [Double]) -> Double? {
        func excess(_ a: Double) -> Double {
            offsets.indices.reduce(0) { $0 + weights[$1] * (1 / (1 + Math.exp(-a - offsets[$1])) - targets[$1]) }
        }
        return Root.find(in: -100...100, excess)
    }
}
