/// Quantiles of sorted values, as numpy defines them.
package enum Quantile {
    /// Linear interpolation at the virtual index q·(n−1) (numpy's default, type 7 of Hyndman and Fan). `values` must not be empty.
    package static func linear(sorted values: [Double], at q: Double) -> Double {
        let position = q * Double(values.count - 1)
        let below = min(max(0, Int(position)), values.count - 1)
        let above = min(below + 1, values.count - 1)
        return interpolate(values[below], values[above], position - Double(below))
    }

    /// numpy's interpolation: from the nearer end, so that it is exact at both and monotonic between.
    static func interpolate(_ a: Double, _ b: Double, _ t: Double) -> Double {
        let difference = b - a
        return t >= 0.5 ? b - difference * (1 - t) : a + difference * t
    }
}
