/// Seasonal-trend decomposition by loess (Cleveland et al. 1990), as statsmodels computes it with jumps of 1 and degree 1.
package struct SeasonalTrend: Sendable {
    /// How to decompose.
    package struct Configuration: Sendable {
        package var period: Int
        /// Window of the seasonal smoother: odd, at least 3.
        package var seasonal: Int = 7
        /// Window of the trend smoother; nil for the smallest odd number above 1.5·period/(1−1.5/seasonal).
        package var trend: Int?
        package var innerIterations: Int
        /// Passes that down-weigh outliers; 0 for none.
        package var outerIterations: Int

        /// - Parameters:
        ///   - period: values in a season, at least 2.
        ///   - robust: 2 inner and 15 outer iterations, else 5 and 0.
        package init(period: Int, robust: Bool = false) {
            self.period = period
            innerIterations = robust ? 2 : 5
            outerIterations = robust ? 15 : 0
        }
    }

    package let trend: [Double]
    package let seasonal: [Double]
    /// What is left: value − trend − seasonal.
    package let residual: [Double]
    /// Robustness weights, 0 to 1; empty without outer iterations.
    package let weights: [Double]

    /// nil for fewer than two periods, a period below 2 or values that are not finite.
    package init?(_ values: [Double], configuration: Configuration) {
        let period = configuration.period
        guard period > 1, values.count >= 2 * period, !values.contains(where: { !$0.isFinite }) else { return nil }
        var solver = SeasonalTrendSolver(values, configuration: configuration)
        solver.run()
        trend = solver.trend
        seasonal = solver.seasonal
        residual = values.indices.map { values[$0] - solver.seasonal[$0] - solver.trend[$0] }
        weights = configuration.outerIterations > 0 ? solver.weights ?? [] : []
    }

    /// Places whose residual is more than `threshold` robust standard deviations (1.4826·MAD) from the residuals' median.
    package func outliers(threshold: Double = 4) -> [Int] {
        guard let center = Sample.median(residual), let spread = Sample.medianAbsoluteDeviation(residual) else { return [] }
        return residual.indices.filter { (residual[$0] - center).magnitude > threshold * 1.4826 * spread }
    }
}

/// The iterations.
private struct SeasonalTrendSolver {
    let values: [Double]
    let configuration: SeasonalTrend.Configuration
    var trend: [Double]
    var seasonal: [Double]
    var weights: [Double]?

    init(_ values: [Double], configuration: SeasonalTrend.Configuration) {
        self.values = values
        self.configuration = configuration
        trend = [Double](repeating: 0, count: values.count)
        seasonal = trend
    }

    mutating func run() {
        for pass in 0...configuration.outerIterations {
            for _ in 0..<configuration.innerIterations { step() }
            if pass < configuration.outerIterations { reweigh() }
        }
    }

    private func odd(_ window: Int) -> Int { window % 2 == 0 ? window + 1 : window }

    private mutating func step() {
        let (n, period) = (values.count, configuration.period)
        let window = odd(max(3, configuration.seasonal))
        let trendWindow =
            configuration.trend
            ?? odd(Int((1.5 * Double(period) / (1 - 1.5 / Double(window))).rounded(.up)))
        let cycle = smoothSubseries(zip(values, trend).map { $0 - $1 }, window: window)
        let averaged = movingAverage(movingAverage(movingAverage(cycle, period), period), 3)
        let low = Loess.smooth(averaged, window: odd(period + 1), weights: nil)
        for index in 0..<n { seasonal[index] = cycle[period + index] - low[index] }
        trend = Loess.smooth(zip(values, seasonal).map { $0 - $1 }, window: trendWindow, weights: weights)
    }

    /// Each phase of the period smoothed over the cycles and continued by one cycle at both ends.
    private func smoothSubseries(_ series: [Double], window: Int) -> [Double] {
        let (n, period) = (series.count, configuration.period)
        var result = [Double](repeating: 0, count: n + 2 * period)
        for phase in 0..<period {
            let places = stride(from: phase, to: n, by: period).map { $0 }
            let values = places.map { series[$0] }
            let weights = weights.map { weights in places.map { weights[$0] } }
            let k = values.count
            var smooth = Loess.smooth(values, window: window, weights: weights)
            let before = Loess.fit(values, window: window, at: 0, 1, min(window, k), weights: weights) ?? smooth[0]
            let after =
                Loess.fit(values, window: window, at: Double(k + 1), max(1, k - window + 1), k, weights: weights) ?? smooth[k - 1]
            smooth = [before] + smooth + [after]
            for (cycle, value) in smooth.enumerated() { result[cycle * period + phase] = value }
        }
        return result
    }

    private func movingAverage(_ series: [Double], _ length: Int) -> [Double] {
        var sum = series.prefix(length).reduce(0, +)
        var result = [sum / Double(length)]
        for index in length..<max(length, series.count) {
            sum += series[index] - series[index - length]
            result.append(sum / Double(length))
        }
        return result
    }

    private mutating func reweigh() {
        let residuals = values.indices.map { (values[$0] - trend[$0] - seasonal[$0]).magnitude }
        let sorted = Sample.sorted(residuals)
        let middle = sorted.count / 2
        let limit = 3 * (sorted[middle] + sorted[sorted.count - middle - 1])
        weights = residuals.map { r in
            if r <= 0.001 * limit { return 1 }
            if r > 0.999 * limit { return 0 }
            let u = r / limit
            return (1 - u * u) * (1 - u * u)
        }
    }
}

/// Locally weighted regression of degree 1 over values at 1, 2, …, n.
enum Loess {
    /// The smoothed value at each place.
    static func smooth(_ values: [Double], window: Int, weights: [Double]?) -> [Double] {
        let n = values.count
        guard n > 1 else { return values }
        let half = (window + 1) / 2
        var (left, right) = (1, min(window, n))
        return (1...n).map { place in
            if window < n && place > half && right != n {
                left += 1
                right += 1
            }
            return fit(values, window: window, at: Double(place), left, right, weights: weights) ?? values[place - 1]
        }
    }

    /// The fit at x from the values at left ... right (counted from 1); nil when all weights vanish.
    static func fit(_ values: [Double], window: Int, at x: Double, _ left: Int, _ right: Int, weights: [Double]?) -> Double? {
        let n = values.count
        var h = max(x - Double(left), Double(right) - x)
        if window > n { h += Double((window - n) / 2) }
        var local = [Double](repeating: 0, count: right - left + 1)
        var total = 0.0
        for place in left...right {
            let r = (Double(place) - x).magnitude
            guard r <= 0.999 * h else { continue }
            var weight = 1.0
            if r > 0.001 * h {
                let ratio = r / h
                let cube = 1 - ratio * ratio * ratio
                weight = cube * cube * cube
            }
            if let weights { weight *= weights[place - 1] }
            local[place - left] = weight
            total += weight
        }
        guard total > 0 else { return nil }
        for index in local.indices { local[index] /= total }
        if h > 0 {
            var center = 0.0
            for index in local.indices { center += local[index] * Double(left + index) }
            var spread = 0.0
            for index in local.indices {
                let distance = Double(left + index) - center
                spread += local[index] * distance * distance
            }
            if spread.squareRoot() > 0.001 * Double(n - 1) {
                let slope = (x - center) / spread
                for index in local.indices { local[index] *= slope * (Double(left + index) - center) + 1 }
            }
        }
        var sum = 0.0
        for index in local.indices { sum += local[index] * values[left + index - 1] }
        return sum
    }
}
