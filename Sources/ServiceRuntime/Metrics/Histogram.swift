internal import Synchronization

/// Counts of observations below each of a few bounds, and their sum.
package final class Histogram: Sendable {
    /// Bounds in seconds that suit the time of a request: 0.5 ms to 10 s.
    package static let requestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    let bounds: [Double]
    private let state: Mutex<State>

    struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    init(bounds: [Double]) {
        precondition(bounds == bounds.sorted() && !bounds.isEmpty, "a histogram's bounds ascend")
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Counts one observation; one that is not a number is left out.
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    /// Counts one duration in seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    /// The observations in each bucket, the last beyond all bounds, and their sum.
    var snapshot: State { state.withLock { $0 } }

    /// How many observations there were.
    package var count: UInt64 { snapshot.counts.reduce(0, +) }
}
