/// Moments and order statistics of a column held in memory. Values must not be NaN; callers drop what is missing. With infinities, and where
/// powers of the values overflow (the variance beyond 1e154, kurtosis beyond 1e77), moments are NaN or infinite, never a finite number
/// that is wrong.
package enum Sample {
    /// The exact mean, rounded once; nil without values.
    package static func mean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let mean = ExactSum.of(values) / Double(values.count)
        // A sum beyond the range of doubles, of values within it.
        if !mean.isFinite, !values.contains(where: { !$0.isFinite }) {
            return ExactSum.of(values.lazy.map { $0 * 0x1p-60 }) / Double(values.count) * 0x1p60
        }
        return mean
    }

    /// The mean as a double and what it lacks by rounding.
    private static func preciseMean(_ values: [Double]) -> (value: Double, rest: Double)? {
        guard let mean = mean(values) else { return nil }
        let rest = ExactSum.of(values.lazy.map { $0 - mean }) / Double(values.count)
        return (mean, rest.isFinite ? rest : 0)
    }

    /// Σ(x−m)^k / n for the mean m.
    package static func centralMoment(_ values: [Double], _ k: Int) -> Double? {
        guard let mean = preciseMean(values) else { return nil }
        let sum = ExactSum.of(
            values.lazy.map { x in
                let d = (x - mean.value) - mean.rest
                var power = 1.0
                for _ in 0..<k { power *= d }
                return power
            })
        return sum / Double(values.count)
    }

    /// The variance by two passes; nil with `ddof` values or fewer.
    package static func variance(_ values: [Double], ddof: Int = 1) -> Double? {
        guard values.count > ddof, let mean = mean(values) else { return nil }
        let squares = ExactSum.of(values.lazy.map { ($0 - mean) * ($0 - mean) })
        let rest = ExactSum.of(values.lazy.map { $0 - mean })
        let sum = squares - rest * rest / Double(values.count)
        // In this order NaN stays NaN.
        return (sum < 0 ? 0 : sum) / Double(values.count - ddof)
    }

    /// Skewness: biased (scipy's default) or G1; nil for constant columns and too few values.
    package static func skewness(_ values: [Double], unbiased: Bool = false) -> Double? {
        guard let m2 = centralMoment(values, 2), let m3 = centralMoment(values, 3), m2 > 0 else { return nil }
        let g1 = m3 / (m2 * m2.squareRoot())
        guard unbiased else { return g1 }
        let n = Double(values.count)
        return n > 2 ? (n * (n - 1)).squareRoot() / (n - 2) * g1 : nil
    }

    /// Excess kurtosis: biased (scipy's default) or G2; nil for constant columns and too few values.
    package static func excessKurtosis(_ values: [Double], unbiased: Bool = false) -> Double? {
        guard let m2 = centralMoment(values, 2), let m4 = centralMoment(values, 4), m2 > 0 else { return nil }
        let g2 = m4 / (m2 * m2) - 3
        guard unbiased else { return g2 }
        let n = Double(values.count)
        return n > 3 ? (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6) : nil
    }

    /// The values in ascending order.
    package static func sorted(_ values: [Double]) -> [Double] {
        var copy = values
        DoubleSort.sort(&copy)
        return copy
    }

    /// The median; nil without values.
    package static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : Quantile.linear(sorted: sorted(values), at: 0.5)
    }

    /// The median of |x − median|, not scaled; nil without values.
    package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
        median(values).flatMap { center in median(values.map { ($0 - center).magnitude }) }
    }

    /// Ranks from 1, ties averaged, and Σ(t³−t) over the groups of ties.
    package static func ranks(_ values: [Double]) -> (ranks: [Double], ties: Double) {
        let order = RowOrder.ascending(values).map { Int($0) }
        var ranks = [Double](repeating: 0, count: values.count)
        var ties = 0.0
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
            let t = Double(end - start)
            ties += t * t * t - t
            start = end
        }
        return (ranks, ties)
    }
}
