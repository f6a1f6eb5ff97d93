package import ProfileStore
internal import Synchronization

/// What a process has counted since it started, for its metrics. Changed once a commit.
package final class StreamActivity: Sendable {
    /// The numbers at one moment.
    package struct Snapshot: Sendable, Hashable {
        /// Of the records that this process has committed.
        package var counts = Commit.Counts()
        package var commits: Int64 = 0
        /// How long the commits took, together.
        package var commitTime: Duration = .zero
        /// Partitions that are being worked on.
        package var partitions = 0
        /// Times that counting was interrupted and began again from the last commit.
        package var interruptions: Int64 = 0
    }

    private let state = Mutex(Snapshot())

    /// Nothing yet.
    package init() {}

    /// The numbers now.
    package var snapshot: Snapshot { state.withLock { $0 } }

    func committed(_ commit: Commit, in duration: Duration) {
        state.withLock { state in
            state.counts.add(commit.counts)
            state.commits += 1
            state.commitTime += duration
        }
    }

    func interrupted() { state.withLock { $0.interruptions += 1 } }

    /// Counts a partition as worked on while `body` runs.
    func working(_ body: () async -> Void) async {
        state.withLock { $0.partitions += 1 }
        await body()
        state.withLock { $0.partitions -= 1 }
    }
}

extension Commit.Counts {
    fileprivate mutating func add(_ other: Commit.Counts) {
        processedBatches += other.processedBatches
        processedEvents += other.processedEvents
        suppressedBatches += other.suppressedBatches
        suppressedEvents += other.suppressedEvents
        refusedEvents += other.refusedEvents
        unreadableBatches += other.unreadableBatches
    }
}
