/// A known change of data, to see whether it is found.
package enum SimulationKind: String, CaseIterable, Sendable {
    /// Numbers: x + i·sd. Intensity: standard deviations; below 0 moves down.
    case meanShift = "mean-shift"
    /// Numbers: mean + (1+i)·(x−mean). Intensity: by what share the standard deviation grows; at least −1, where all become the mean.
    case varianceIncrease = "variance-increase"
    /// Numbers: x + N(0, (i·sd)²). Intensity: standard deviations, at least 0.
    case noise
    /// Classes: another class, each as likely. Intensity: the share of rows, 0 to 1.
    case labelFlip = "label-flip"
    /// Any column: no value. Intensity: the share of cells, 0 to 1; cells that are missing already count as drawn, so that the
    /// share of missing cells becomes m + i·(1−m).
    case missingness
    /// Classes: the most frequent trades places with the least frequent, the second with the last but one, and so on. Intensity: the
    /// share of rows, 0 to 1.
    case categorySwap = "category-swap"
    /// A target whose relation to another column changes, while that column stays as it is: above the other's median (of a column of
    /// classes: in its most frequent class) a class becomes another, and a number is mirrored at the mean, 2·mean − y. Intensity: the share
    /// of those rows, 0 to 1.
    case conceptShift = "concept-shift"
    /// Numbers: x + i·sd·sin(2π·t/period). Intensity: standard deviations at the peak; below 0 begins downwards. t counts rows, or is time.
    case seasonality

    /// Intensities that mean something.
    package var intensities: ClosedRange<Double> {
        switch self {
        case .meanShift, .seasonality: -1e6...1e6
        case .varianceIncrease: -1...1e6
        case .noise: 0...1e6
        case .labelFlip, .missingness, .categorySwap, .conceptShift: 0...1
        }
    }
}
