internal import Synchronization

/// So many times a second, with a burst of one second's worth.
final class RateLimit: Sendable {
    private let perSecond: Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<(tokens: Double, last: ContinuousClock.Instant)>

    init(perSecond: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.perSecond = Double(perSecond)
        self.now = now
        state = Mutex((Double(perSecond), now()))
    }

    /// Whether once more is within the limit.
    func take() -> Bool {
        let now = now()
        return state.withLock { state in
            let (seconds, attoseconds) = (now - state.last).components
            state.tokens = min(perSecond, state.tokens + perSecond * (Double(seconds) + Double(attoseconds) * 1e-18))
            state.last = now
            guard state.tokens >= 1 else { return false }
            state.tokens -= 1
            return true
        }
    }
}
