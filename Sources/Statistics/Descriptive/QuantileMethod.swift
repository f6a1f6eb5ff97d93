/// The ways to define a sample quantile, under numpy's names (types 1, 3, 5–9 of Hyndman and Fan 1996, and two plain ones).
package enum QuantileMethod: String, Sendable, CaseIterable {
    case invertedCDF = "inverted_cdf"
    case closestObservation = "closest_observation"
    case hazen, weibull, linear, lower, higher
    case medianUnbiased = "median_unbiased"
    case normalUnbiased = "normal_unbiased"

    /// The quantile of values in ascending order; nil without values or for q outside [0, 1].
    package func quantile(sorted values: [Double], at q: Double) -> Double? {
        guard !values.isEmpty, q >= 0, q <= 1 else { return nil }
        let n = Double(values.count)
        switch self {
        case .linear: return Quantile.linear(sorted: values, at: q)
        case .lower: return values[Int((q * (n - 1)).rounded(.down))]
        case .higher: return values[Int((q * (n - 1)).rounded(.up))]
        case .hazen: return interpolated(values, at: q, 0.5)
        case .weibull: return interpolated(values, at: q, 0)
        case .medianUnbiased: return interpolated(values, at: q, 1.0 / 3)
        case .normalUnbiased: return interpolated(values, at: q, 3.0 / 8)
        case .invertedCDF: return step(values, at: n * q - 1) { _ in true }
        case .closestObservation:
            return step(values, at: n * q - 1 - 0.5) { $0.truncatingRemainder(dividingBy: 2).magnitude == 1 }
        }
    }

    /// The order statistic above `index`, or the one at it when it is whole and `keeps`.
    private func step(_ values: [Double], at index: Double, keeps: (Double) -> Bool) -> Double {
        let below = index.rounded(.down)
        let chosen = index == below && keeps(below) ? below : below + 1
        return values[min(max(0, Int(chosen)), values.count - 1)]
    }

    private func interpolated(_ values: [Double], at q: Double, _ a: Double) -> Double {
        let n = Double(values.count)
        let position = n * q + (a + q * (1 - a - a)) - 1
        if position <= 0 { return values[0] }
        if position >= n - 1 { return values[values.count - 1] }
        let below = Int(position)
        return Quantile.interpolate(values[below], values[below + 1], position - Double(below))
    }
}
