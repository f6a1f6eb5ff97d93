internal import Synchronization

/// Who waits for a partition to grow, and how far it is known to have grown.
final class AppendWakes: Sendable {
    private let state = Mutex(State())

    private struct State {
        var ends: [Int: Int64] = [:]
        var lastID: UInt64 = 0
        var waiters: [UInt64: (partition: Int, after: Int64, continuation: CheckedContinuation<Bool, Never>)] = [:]
        var subscribers: [UInt64: (partition: Int, continuation: AsyncStream<Void>.Continuation)] = [:]

        mutating func newID() -> UInt64 {
            lastID += 1
            return lastID
        }
    }

    /// Wakes those who wait for offsets that are there now.
    func advance(to ends: [Int: Int64]) {
        let (waiters, subscribers) = state.withLock { state in
            for (partition, end) in ends { state.ends[partition] = max(state.ends[partition] ?? 0, end) }
            let due = state.waiters.filter { $0.value.after < ends[$0.value.partition] ?? 0 }
            for id in due.keys { state.waiters[id] = nil }
            let subscribers = state.subscribers.values.filter { ends[$0.partition] != nil }
            return (due.values.map(\.continuation), subscribers.map(\.continuation))
        }
        for waiter in waiters { waiter.resume(returning: true) }
        for subscriber in subscribers { subscriber.yield() }
    }

    /// Wakes everybody: something may have been missed.
    func wakeAll() {
        let (waiters, subscribers) = state.withLock { state in
            defer { state.waiters = [:] }
            return (state.waiters.values.map(\.continuation), state.subscribers.values.map(\.continuation))
        }
        for waiter in waiters { waiter.resume(returning: true) }
        for subscriber in subscribers { subscriber.yield() }
    }

    /// Waits until the partition is known to reach beyond `offset`; false when the time is up or the task cancelled.
    func wait(partition: Int, after offset: Int64, timeout: Duration) async -> Bool {
        let id = state.withLock { $0.newID() }
        let deadline = ContinuousClock.now + timeout
        let timer = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            give(up: id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere: Bool? = state.withLock { state in
                    if state.ends[partition] ?? 0 > offset { return true }
                    if Task.isCancelled || ContinuousClock.now >= deadline { return false }
                    state.waiters[id] = (partition, offset, continuation)
                    return nil
                }
                if let isThere { continuation.resume(returning: isThere) }
            }
        } onCancel: {
            give(up: id)
        }
    }

    func subscribe(partition: Int) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            let id = state.newID()
            state.subscribers[id] = (partition, continuation)
            return id
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.subscribers.removeValue(forKey: id) } }
        return stream
    }

    private func give(up id: UInt64) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.continuation.resume(returning: false)
    }
}
