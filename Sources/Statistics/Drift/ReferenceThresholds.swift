/// Limits of a score that its own chunks within the reference set: mean ± 3 standard deviations, of at least 6 chunks.
///
/// NannyML's `StandardDeviationThreshold` with the sample's standard deviation (n−1) in place of the population's: with few chunks the
/// latter is too narrow (by 9 % at six).
package struct ReferenceThresholds: Sendable, Equatable {
    package static let minimumChunks = 6

    package let lower: Double
    package let upper: Double
    package let mean: Double
    package let standardDeviation: Double
    /// Chunks that count.
    package let count: Int

    /// nil for fewer than `minimumChunks` finite scores: NaN and infinities are left out.
    ///
    /// - Parameters:
    ///   - scores: of the reference's chunks, each against the whole reference.
    ///   - deviations: how many standard deviations wide on each side.
    ///   - limits: what the score can be at all, such as 0... for a distance: limits beyond are brought to its ends.
    package init?(scores: [Double], deviations: Double = 3, limits: ClosedRange<Double> = -.infinity ... .infinity) {
        let finite = scores.filter(\.isFinite)
        guard finite.count >= Self.minimumChunks, deviations >= 0, let mean = Sample.mean(finite),
            let variance = Sample.variance(finite)
        else { return nil }
        count = finite.count
        self.mean = mean
        standardDeviation = variance.squareRoot()
        lower = max(limits.lowerBound, mean - deviations * standardDeviation)
        upper = min(limits.upperBound, mean + deviations * standardDeviation)
    }

    /// Whether a score lies outside; NaN does not.
    package func isBeyond(_ score: Double) -> Bool { score < lower || score > upper }
}
