/// HDDM-A (Frías-Blanco et al. 2015; as river's): has the mean of values in [0, 1] risen, by Hoeffding's bound, which assumes nothing
/// about their law? Few false alarms: change at confidence 0.001, warning at 0.005. NaN is left out, other values are brought into [0, 1].
package struct HoeffdingDetector: Sendable, Equatable {
    private let changeConfidence: Double
    private let warningConfidence: Double
    /// Values since the last change.
    package private(set) var count = 0
    private var mean = 0.0
    /// The start of the stream at which the mean was surely lowest.
    private var (leastCount, leastMean) = (0, 0.0)

    package init(changeConfidence: Double = 0.001, warningConfidence: Double = 0.005) {
        self.changeConfidence = changeConfidence
        self.warningConfidence = warningConfidence
    }

    /// Takes a value, such as 1 for a wrong answer. After `changed` the detector starts afresh.
    package mutating func update(_ x: Double) -> ErrorRateDetector.State {
        guard !x.isNaN else { return .stable }
        count += 1
        mean += (min(1, max(0, x)) - mean) / Double(count)
        if leastCount == 0 || leastMean + bound(leastCount) >= mean + bound(count) { (leastCount, leastMean) = (count, mean) }
        guard leastCount < count else { return .stable }
        if hasRisen(changeConfidence) {
            self = HoeffdingDetector(changeConfidence: changeConfidence, warningConfidence: warningConfidence)
            return .changed
        }
        return hasRisen(warningConfidence) ? .warning : .stable
    }

    private func bound(_ count: Int) -> Double { (Math.log(1 / changeConfidence) / Double(2 * count)).squareRoot() }

    private func hasRisen(_ confidence: Double) -> Bool {
        let part = Double(count - leastCount) / Double(leastCount) / Double(count)
        return mean - leastMean >= (part / 2 * Math.log(2 / confidence)).squareRoot()
    }
}
