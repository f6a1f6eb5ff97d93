import Statistics

/// A number of one column. A new one is a line in `registry` and inherits the tests of `ColumnStatisticTests`.
struct ColumnStatistic: Sendable, CustomStringConvertible {
    /// What becomes of it when every value x becomes scale·x + shift.
    enum Unit {
        /// It moves with the values.
        case place
        /// It is a width in the values' unit.
        case width
        /// It is the square of a width.
        case square
        /// It has no unit; an odd one changes its sign with the values.
        case none(isOdd: Bool)

        func changed(_ value: Double, scale: Double, shift: Double) -> Double {
            switch self {
            case .place: scale * value + shift
            case .width: scale.magnitude * value
            case .square: scale * scale * value
            case .none(let isOdd): isOdd && scale < 0 ? -value : value
            }
        }
    }

    let name: String
    let unit: Unit
    /// Whether it depends on the order of the values: a series.
    var isSeries = false
    /// Whether mirrored values give the mirrored number; not so for quantiles off the middle.
    var mirrors = true
    /// Whether NaN makes it undefined; else callers leave NaN out, as documented.
    var refusesMissing = true
    /// Of values that are all 7; nil: undefined.
    var ofConstant: Double?
    let value: @Sendable ([Double]) -> Double?
    var description: String { name }

    static let registry = moments + orders + series + summaries

    private static let moments: [ColumnStatistic] = [
        ColumnStatistic(name: "mean", unit: .place, ofConstant: 7) { Sample.mean($0) },
        ColumnStatistic(name: "variance", unit: .square, ofConstant: 0) { Sample.variance($0) },
        ColumnStatistic(name: "variance of all", unit: .square, ofConstant: 0) { Sample.variance($0, ddof: 0) },
        ColumnStatistic(name: "skewness", unit: .none(isOdd: true)) { Sample.skewness($0) },
        ColumnStatistic(name: "unbiased skewness", unit: .none(isOdd: true)) { Sample.skewness($0, unbiased: true) },
        ColumnStatistic(name: "kurtosis", unit: .none(isOdd: false)) { Sample.excessKurtosis($0) },
        ColumnStatistic(name: "unbiased kurtosis", unit: .none(isOdd: false)) { Sample.excessKurtosis($0, unbiased: true) },
        ColumnStatistic(name: "mean's error", unit: .width, ofConstant: 0) { MeanInterval($0)?.standardError },
        ColumnStatistic(name: "mean's lower end", unit: .place, mirrors: false, ofConstant: 7) {
            MeanInterval($0)?.interval.lowerBound
        },
        ColumnStatistic(name: "one sample t", unit: .none(isOdd: false)) {
            // Against its own first quartile, so that it has no unit.
            guard !$0.contains(where: { !$0.isFinite }), let m = Sample.mean($0), let s = Sample.variance($0)?.squareRoot()
            else { return nil }
            return MeanTests.oneSample($0, mean: m - s / 4)?.statistic.magnitude
        },
    ]

    private static let orders: [ColumnStatistic] =
        QuantileMethod.allCases.map { method in
            ColumnStatistic(
                name: "quantile, \(method.rawValue)", unit: .place, mirrors: false, refusesMissing: false, ofConstant: 7
            ) { method.quantile(sorted: Sample.sorted($0), at: 0.3) }
        } + [
            ColumnStatistic(name: "median", unit: .place, refusesMissing: false, ofConstant: 7) { Sample.median($0) },
            ColumnStatistic(name: "mad", unit: .width, refusesMissing: false, ofConstant: 0) {
                Sample.medianAbsoluteDeviation($0)
            },
            ColumnStatistic(name: "robust z", unit: .none(isOdd: true)) { values in
                RobustZ(values)?.value(Sample.mean(values) ?? .nan)
            },
        ]

    private static let series: [ColumnStatistic] = [
        ColumnStatistic(name: "autocorrelation", unit: .none(isOdd: false), isSeries: true) {
            SeriesStatistics.autocorrelation($0, lags: 3)?[2]
        },
        ColumnStatistic(name: "classical season", unit: .width, isSeries: true, mirrors: false, ofConstant: 0) {
            SeriesStatistics.classicalSeasonal($0, period: 6)?.max()
        },
        ColumnStatistic(name: "trend", unit: .place, isSeries: true, ofConstant: 7) {
            SeasonalTrend($0, configuration: SeasonalTrend.Configuration(period: 6))?.trend[17]
        },
        ColumnStatistic(name: "robust trend", unit: .place, isSeries: true, ofConstant: 7) {
            SeasonalTrend($0, configuration: SeasonalTrend.Configuration(period: 6, robust: true))?.trend[17]
        },
        ColumnStatistic(name: "change points", unit: .place, isSeries: true, ofConstant: 7) { ChangePoints($0)?.means.first },
        ColumnStatistic(name: "lagged", unit: .none(isOdd: false), isSeries: true, refusesMissing: false) { values in
            LaggedCorrelation(values, values, lags: 2)?.entries.first { $0.lag == 1 }?.coefficient
        },
        ColumnStatistic(name: "seasonal baseline", unit: .place, isSeries: true, refusesMissing: false, ofConstant: 7) {
            SeasonalBaseline($0, period: 6)?.slots[2]?.median
        },
    ]

    private static func sums(_ values: [Double]) -> PowerSums {
        values.reduce(into: PowerSums()) { $0.update($1) }
    }

    /// What a profile knows; values that are not finite never enter.
    private static let summaries: [ColumnStatistic] = [
        ColumnStatistic(name: "sums, mean", unit: .place, refusesMissing: false, ofConstant: 7) { sums($0).mean },
        ColumnStatistic(name: "sums, variance", unit: .square, refusesMissing: false, ofConstant: 0) { sums($0).variance() },
        ColumnStatistic(name: "sums, skewness", unit: .none(isOdd: true), refusesMissing: false) { sums($0).skewness },
        ColumnStatistic(name: "sums, kurtosis", unit: .none(isOdd: false), refusesMissing: false) { sums($0).excessKurtosis },
        ColumnStatistic(name: "sketched median", unit: .place, mirrors: false, refusesMissing: false, ofConstant: 7) {
            $0.reduce(into: QuantileSketch(seed: 1)) { $0.update($1) }.quantile(0.5)
        },
    ]
}
