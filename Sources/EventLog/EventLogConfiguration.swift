/// The bounds of a log.
package struct EventLogConfiguration: Sendable {
    /// Partitions of a new log; an existing one must have as many.
    package var partitionCount = 4
    /// Commits that go on at the same time, each on a connection of the pool.
    package var committers = 2
    /// What may wait to be stored; an append beyond it is refused.
    package var maximumPendingBytes = 64 << 20
    /// As above, in records.
    package var maximumPendingRecords = 65_536
    /// What one commit takes at most, beyond its first append.
    package var commitBytes = 2 << 20
    /// As above, in records.
    package var commitRecords = 512
    /// Days for which tables exist before they begin.
    package var daysAhead = 3
    /// Records are kept for at least this long after their arrival, and dropped by whole days.
    package var retention: Duration = .seconds(7 * 86_400)
    /// The least time between two notifications to other processes.
    package var notificationInterval: Duration = .milliseconds(20)
    /// What `recent` returns at most.
    package var recentBytes = 32 << 20
    /// How many of the newest records `recent` searches for a request id.
    package var recentSearchRecords = 4_096

    /// The defaults.
    package init() {}
}
