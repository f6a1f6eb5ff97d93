internal import Postgres
internal import Synchronization

extension PostgresEventLog {
    /// Yields when a partition may have grown: at once for appends of this process, after a notification for those of others.
    /// Signals that nobody has taken yet become one. Look by yourself every second or so besides.
    package func appended(partition: Int) -> AsyncStream<Void> {
        listen()
        return wakes.subscribe(partition: partition)
    }

    /// Waits until a partition may have grown beyond an offset, or the time is up.
    /// - Returns: False when the time was up.
    @discardableResult
    package func waitForAppend(partition: Int, after offset: Int64, timeout: Duration) async throws -> Bool {
        try Task.checkCancellation()
        listen()
        let hasGrown = await wakes.wait(partition: partition, after: offset, timeout: timeout)
        try Task.checkCancellation()
        return hasGrown
    }

    /// Ends the listening to other processes. Appends and reads go on.
    package func close() {
        listening.withLock { listening in
            listening.task?.cancel()
            listening = Listening(task: nil, isClosed: true)
        }
    }

    /// Starts to listen, the first time.
    private func listen() {
        listening.withLock { listening in
            guard listening.task == nil, !listening.isClosed else { return }
            let (pool, wakes) = (pool, wakes)
            listening.task = Task.detached {
                for await notification in pool.notifications(on: AppendNotifier.channel) {
                    if let payload = notification.payload {
                        wakes.advance(to: AppendNotifier.decode(payload))
                    } else {
                        wakes.wakeAll()
                    }
                }
            }
        }
    }

    /// The task that passes on what other processes say.
    struct Listening {
        var task: Task<Void, Never>?
        var isClosed = false
    }
}
