package import Contracts

/// When counted events are committed: soon when there is little, seldom when there is much.
package struct CommitPolicy: Sendable {
    /// The least time between two commits of a partition, unless a bound below is reached.
    package var interval: Duration = .seconds(1)
    /// Payload bytes after which a commit does not wait.
    package var payloadBytes = 32 << 20
    /// Cells after which a commit does not wait: what a commit holds in memory and writes grows with them.
    package var cells = 4_096

    /// The defaults.
    package init() {}

    /// Whether to commit now, given what has gathered since the last commit.
    package func isDue(now: Timestamp, lastCommit: Timestamp, pendingBytes: Int, pendingCells: Int) -> Bool {
        pendingBytes >= payloadBytes || pendingCells >= cells || now.elapsed(since: lastCommit) >= interval
            || now < lastCommit
    }

    /// How long to wait for more before the next commit is due.
    package func wait(now: Timestamp, lastCommit: Timestamp) -> Duration {
        let elapsed = now.elapsed(since: lastCommit)
        return elapsed < .zero || elapsed >= interval ? .zero : interval - elapsed
    }
}
