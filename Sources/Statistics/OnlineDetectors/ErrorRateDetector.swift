/// The Drift Detection Method (Gama et al. 2004): is a model's error rate rising above the lowest it has had?
///
/// Warning at 2, change at 3 standard deviations above the minimum, from 25 answers on.
package struct ErrorRateDetector: Sendable {
    /// What an answer leads to.
    package enum State: Sendable { case stable, warning, changed }

    private let minimumCount: Int
    private let warningSigmas: Double
    private let changeSigmas: Double
    /// Answers since the last change.
    package private(set) var count = 0
    private var errors = 0
    private var (leastRate, leastDeviation) = (Double.infinity, Double.infinity)

    package init(minimumCount: Int = 25, warningSigmas: Double = 2, changeSigmas: Double = 3) {
        self.minimumCount = minimumCount
        self.warningSigmas = warningSigmas
        self.changeSigmas = changeSigmas
    }

    /// Takes whether an answer was wrong. After `changed` the detector starts afresh.
    package mutating func update(isError: Bool) -> State {
        count += 1
        if isError { errors += 1 }
        let rate = Double(errors) / Double(count)
        let deviation = (rate * (1 - rate) / Double(count)).squareRoot()
        guard count >= minimumCount else { return .stable }
        if rate + deviation <= leastRate + leastDeviation { (leastRate, leastDeviation) = (rate, deviation) }
        if rate + deviation > leastRate + changeSigmas * leastDeviation {
            self = ErrorRateDetector(minimumCount: minimumCount, warningSigmas: warningSigmas, changeSigmas: changeSigmas)
            return .changed
        }
        return rate + deviation > leastRate + warningSigmas * leastDeviation ? .warning : .stable
    }
}
