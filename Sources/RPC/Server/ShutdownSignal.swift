import Synchronization

/// A signal that is given once and that any number of tasks may wait for.
package final class ShutdownSignal: Sendable {
    private let state = Mutex(State())

    private struct State {
        var isGiven = false
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    package init() {}

    /// Whether the signal has been given.
    package var isGiven: Bool { state.withLock { $0.isGiven } }

    /// Returns when the signal is given, or when the task is cancelled.
    package func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isGiven || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    /// Returns when the signal is given, whether the task is cancelled or not.
    func wait(ignoringCancellation: Bool) async {
        guard ignoringCancellation else { return await wait() }
        await Task.detached { await self.wait() }.value
    }

    /// Returns when the signal is given, or after `duration`.
    func wait(atMost duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask { try? await Task.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Gives the signal. Again: nothing.
    package func give() {
        let waiters = state.withLock { state in
            state.isGiven = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }
}
