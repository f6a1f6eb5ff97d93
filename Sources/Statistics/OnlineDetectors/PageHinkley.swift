/// Page and Hinkley's test for a change of a stream's mean, in either direction, with forgetting (as river's).
///
/// Defaults: at least 30 values, tolerance δ 0.005, threshold λ 50, forgetting α 0.9999. NaN and infinities are left out.
package struct PageHinkley: Sendable {
    private let minimumCount: Int
    private let delta: Double
    private let threshold: Double
    private let forgetting: Double
    /// Values since the last change.
    package private(set) var count = 0
    private var mean = 0.0
    private var (rise, lowest, fall, highest) = (0.0, 0.0, 0.0, 0.0)

    package init(minimumCount: Int = 30, delta: Double = 0.005, threshold: Double = 50, forgetting: Double = 0.9999) {
        self.minimumCount = minimumCount
        self.delta = delta
        self.threshold = threshold
        self.forgetting = forgetting
    }

    /// Takes a value; true when a change is found, after which the detector starts afresh.
    package mutating func update(_ x: Double) -> Bool {
        guard x.isFinite else { return false }
        count += 1
        mean += (x - mean) / Double(count)
        let deviation = x - mean
        rise = forgetting * rise + deviation - delta
        fall = forgetting * fall + deviation + delta
        lowest = min(lowest, rise)
        highest = max(highest, fall)
        guard count >= minimumCount, max(rise - lowest, highest - fall) > threshold else { return false }
        self = PageHinkley(minimumCount: minimumCount, delta: delta, threshold: threshold, forgetting: forgetting)
        return true
    }
}
