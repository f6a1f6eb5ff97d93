internal import Synchronization

/// A port that becomes known once, and those who wait for it.
final class BoundPort: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Int, any Error>])
        case known(Result<Int, any Error>)
    }

    private let state = Mutex(State.waiting([]))

    var value: Int {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let known: Result<Int, any Error>? = state.withLock { state in
                    switch state {
                    case .known(let result): return result
                    case .waiting(let waiters):
                        state = .waiting(waiters + [continuation])
                        return nil
                    }
                }
                if let known { continuation.resume(with: known) }
            }
        }
    }

    /// Says the port; only the first time counts.
    func resolve(_ result: Result<Int, any Error>) {
        let waiters: [CheckedContinuation<Int, any Error>] = state.withLock { state in
            guard case .waiting(let waiters) = state else { return [] }
            state = .known(result)
            return waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}
