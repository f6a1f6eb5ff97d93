package import Contracts
package import Postgres
internal import Synchronization

/// The event log on Postgres.
///
/// Any number of processes append. Offsets of a partition are handed out under a row lock that its transaction holds until it
/// has committed, so that the order of offsets is the order in which readers can see them, without gaps.
package final class PostgresEventLog: Sendable {
    /// The log's bounds.
    package let configuration: EventLogConfiguration
    let pool: PostgresPool
    let appends: Mutex<AppendQueue>
    let wakes = AppendWakes()
    let notifier: AppendNotifier
    let listening = Mutex(Listening())
    private let isOpen = Mutex(false)

    /// A log. Appenders connect as `driftwatch_service`, readers as `driftwatch_stream`.
    package init(pool: PostgresPool, configuration: EventLogConfiguration) {
        precondition(configuration.partitionCount > 0 && configuration.committers > 0, "a log has partitions and committers")
        self.pool = pool
        self.configuration = configuration
        appends = Mutex(AppendQueue(configuration))
        notifier = AppendNotifier(pool: pool, interval: configuration.notificationInterval)
    }

    deinit { listening.withLock { $0.task?.cancel() } }

    /// A log with the default bounds.
    package convenience init(pool: PostgresPool, partitionCount: Int = 4) {
        var configuration = EventLogConfiguration()
        configuration.partitionCount = partitionCount
        self.init(pool: pool, configuration: configuration)
    }

    /// The number of partitions.
    package var partitionCount: Int { configuration.partitionCount }

    /// Where a deployment's records go: always the same partition, so that they stay in order (FNV-1a of both names).
    package func partition(project: ProjectID, deployment: DeploymentID) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in project.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0) &* 0x100_0000_01b3
        for byte in deployment.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) % UInt64(configuration.partitionCount))
    }

    /// Makes the log's partitions, if it is new, and the tables of today and the next days. Appending does it by itself.
    package func open() async throws {
        guard !isOpen.withLock({ $0 }) else { return }
        let count = try await wrapped("open the log") {
            try await pool.query(
                "SELECT event_log_open($1, $2)", [.init(configuration.partitionCount), .init(configuration.daysAhead)]
            ).onlyRow().int(0)
        }
        guard count == configuration.partitionCount else {
            throw EventLogError(
                code: .partitionCount,
                message: "the log has \(count) partitions and the configuration says \(configuration.partitionCount); "
                    + "it cannot be changed, set it to \(count)")
        }
        isOpen.withLock { $0 = true }
    }

    /// The last offset of each partition; 0 for one that is empty.
    package func endOffsets() async throws -> [Int64] {
        try await wrapped("read the log's ends") {
            var ends = [Int64](repeating: 0, count: configuration.partitionCount)
            for row in try await pool.query("SELECT partition, last_offset FROM event_log_partitions").rows {
                let partition = try row.int(0)
                if ends.indices.contains(partition) { ends[partition] = try row.int8(1) }
            }
            return ends
        }
    }

    /// Makes the tables of the days ahead and drops the days past the retention, but none with a record behind its reader's
    /// offset: what was acknowledged waits for its reader however long it is away. Call it every hour or so, as the role
    /// `driftwatch_stream`. A drop that a long read holds up fails with a retriable error and is left for the next time.
    /// - Parameter readOffsets: How far each partition has been read; 0 where there is none.
    /// - Returns: How many days were dropped.
    @discardableResult
    package func maintain(readOffsets: [Int: Int64]) async throws -> Int {
        try await open()
        return try await wrapped("maintain the log") {
            try await pool.query("SELECT event_log_create_days($1)", [.init(configuration.daysAhead)])
            let read = readOffsets.sorted { $0.key < $1.key }
            let unread = try await pool.query(
                "SELECT extract(epoch FROM (\(firstUnread)))::float8",
                [.int4Array(read.map { Int32($0.key) }), .int8Array(read.map(\.value))]
            ).onlyRow().float8OrNil(0)
            return try await pool.query(
                "SELECT event_log_drop_days(least(now() - make_interval(secs => $1), to_timestamp($2)))",
                [.float8(Double(configuration.retention.components.seconds)), unread.map { .float8($0) } ?? .null]
            ).onlyRow().int(0)
        }
    }

    /// What waits, and what was taken and refused so far.
    package var statistics: EventLogStatistics { appends.withLock { $0.statistics } }

    /// Throws what Postgres throws as an error of the log.
    func wrapped<Output>(_ what: String, _ body: () async throws -> Output) async throws -> Output {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw EventLogError(code: .storage, message: "could not \(what)", cause: error)
        }
    }
}

/// See ``PostgresEventLog/statistics``.
package struct EventLogStatistics: Sendable {
    /// Records that wait or are being stored.
    package var pendingRecords = 0
    /// Their size.
    package var pendingBytes = 0
    /// Records that were stored.
    package var appendedRecords: UInt64 = 0
    /// Commits that stored them.
    package var commits: UInt64 = 0
    /// Records of appends that were refused because too much was waiting.
    package var refusedRecords: UInt64 = 0
    /// Records of appends that failed.
    package var failedRecords: UInt64 = 0
}

/// When the first record arrived that its reader has not read; null when all are read. (Not asked in the statement that drops: a
/// table that is being read cannot be dropped.)
private let firstUnread = """
    SELECT min(unread.appended_at)
    FROM event_log_partitions p
    LEFT JOIN unnest($1::int4[], $2::int8[]) AS read (partition, record_offset) USING (partition)
    CROSS JOIN LATERAL (
        SELECT appended_at FROM event_log e
        WHERE e.partition = p.partition AND e.record_offset > coalesce(read.record_offset, 0)
        ORDER BY e.record_offset LIMIT 1
    ) AS unread
    """
