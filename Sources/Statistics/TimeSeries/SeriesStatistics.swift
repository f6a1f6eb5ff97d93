/// Plain statistics of evenly spaced series.
package enum SeriesStatistics {
    /// Autocorrelations at lags 0 … `lags`, over n (statsmodels' default); nil for a constant or empty series.
    package static func autocorrelation(_ values: [Double], lags: Int) -> [Double]? {
        guard let mean = Sample.mean(values), lags >= 0, lags < values.count else { return nil }
        let centered = values.map { $0 - mean }
        let variance = centered.reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { return nil }
        return (0...lags).map { lag in
            (0..<values.count - lag).reduce(0) { $0 + centered[$1] * centered[$1 + lag] } / variance
        }
    }

    /// The classical additive seasonal component of one period: means of the values less a centred moving average, by phase,
    /// less their own mean. nil for fewer than two periods.
    package static func classicalSeasonal(_ values: [Double], period: Int) -> [Double]? {
        guard period > 1, values.count >= 2 * period else { return nil }
        let half = period / 2
        var (sums, counts) = ([Double](repeating: 0, count: period), [Double](repeating: 0, count: period))
        for place in half..<values.count - half {
            var trend = 0.0
            for offset in -half...half {
                let isEnd = period % 2 == 0 && offset.magnitude == half
                trend += (isEnd ? 0.5 : 1) * values[place + offset]
            }
            sums[place % period] += values[place] - trend / Double(period)
            counts[place % period] += 1
        }
        let means = zip(sums, counts).map { $0 / $1 }
        let center = means.reduce(0, +) / Double(period)
        return means.map { $0 - center }
    }
}
