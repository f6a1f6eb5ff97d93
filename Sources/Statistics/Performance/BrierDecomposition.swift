/// Brier's score taken apart by the bins of a reliability diagram (Murphy 1973; within-bin terms of Stephenson et al. 2008):
/// brier = reliability − resolution + uncertainty + within, where `within` is 0 when all scores of a bin are equal.
package struct BrierDecomposition: Sendable, Equatable {
    /// The mean squared gap of bins: 0 for a calibrated model.
    package let reliability: Double
    /// The variance of the bins' shares of positives: how far the scores tell rows apart.
    package let resolution: Double
    /// ō(1−ō) of the share of positives.
    package let uncertainty: Double
    /// What the spread of scores within bins adds.
    package let within: Double

    /// - Parameter brier: of the same rows and weights.
    package init(_ calibration: Calibration, brier: Double) {
        let bins = calibration.bins
        let total = bins.reduce(0) { $0 + $1.weight }
        let share = bins.reduce(0) { $0 + $1.weight * $1.meanOutcome } / total
        reliability = bins.reduce(0) { $0 + $1.weight / total * $1.gap * $1.gap }
        resolution = bins.reduce(0) { $0 + $1.weight / total * ($1.meanOutcome - share) * ($1.meanOutcome - share) }
        uncertainty = share * (1 - share)
        within = brier - (reliability - resolution + uncertainty)
    }
}
