internal import Contracts
package import Logging
package import Postgres
internal import ProfileStore

/// Shares the log's partitions among the stream processes that are alive, and works on this one's.
///
/// One connection holds session-level advisory locks: a shared one that says that the process is alive, and one for each
/// partition it works on. Counting the holders of the first gives everyone's fair share.
package struct PartitionLeases: Sendable {
    private let pool: PostgresPool
    private let partitionCount: Int
    private let interval: Duration
    private let logger: Logger
    private let work: @Sendable (Int) async -> Void

    /// Leases that run `work` for each partition held, until it is given up: then the task of `work` is cancelled.
    package init(
        pool: PostgresPool, partitionCount: Int, interval: Duration = .seconds(1), logger: Logger,
        work: @escaping @Sendable (Int) async -> Void
    ) {
        self.pool = pool
        self.partitionCount = partitionCount
        self.interval = interval
        self.logger = logger
        self.work = work
    }

    /// Runs until the task is cancelled. When the connection is lost so are the leases, and it begins anew.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await pool.withConnection { connection in
                    var holder = LeaseHolder(logger: logger, work: work)
                    do {
                        try await hold(connection, &holder)
                    } catch {
                        await holder.dropAll()
                        // In a task of its own, since this one may be cancelled: the connection goes back to the pool, and
                        // must not take the locks with it.
                        await Task { _ = try? await connection.query("SELECT pg_advisory_unlock_all()") }.value
                        throw error
                    }
                }
            } catch {
                if Task.isCancelled { return }
                logger.warning("the leases of partitions are lost: taking new ones", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: interval)
        }
    }

    private func hold(_ connection: PostgresConnection, _ holder: inout LeaseHolder) async throws {
        try await connection.query("SELECT pg_advisory_lock_shared($1, $2)", lock(AdvisoryLock.member))
        while true {
            let share = FairShare.partitions(of: partitionCount, members: try await memberCount(connection))
            while holder.partitions.count > share, let partition = holder.partitions.max() {
                await holder.drop(partition)
                try await connection.query("SELECT pg_advisory_unlock($1, $2)", lock(Int32(partition)))
            }
            for partition in 0..<partitionCount where holder.partitions.count < share && !holder.partitions.contains(partition) {
                let row = try await connection.query("SELECT pg_try_advisory_lock($1, $2)", lock(Int32(partition))).onlyRow()
                if try row.bool(0) { holder.take(partition) }
            }
            try await Task.sleep(for: interval)
        }
    }

    private func memberCount(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query(
            """
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND classid = $1::int8::oid AND objid = $2::int8::oid AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, lock(AdvisoryLock.member)
        ).onlyRow().int(0)
    }

    private func lock(_ number: Int32) -> [PostgresValue] { [.int8(Int64(AdvisoryLock.space)), .int8(Int64(number))] }
}

/// The partitions held, each with its task.
private struct LeaseHolder {
    private var tasks: [Int: Task<Void, Never>] = [:]
    let logger: Logger
    let work: @Sendable (Int) async -> Void

    init(logger: Logger, work: @escaping @Sendable (Int) async -> Void) {
        self.logger = logger
        self.work = work
    }

    var partitions: [Int] { Array(tasks.keys) }

    mutating func take(_ partition: Int) {
        logger.info("took a partition", metadata: ["partition": "\(partition)"])
        let work = work
        tasks[partition] = Task { await work(partition) }
    }

    mutating func drop(_ partition: Int) async {
        guard let task = tasks.removeValue(forKey: partition) else { return }
        task.cancel()
        await task.value
        logger.info("gave up a partition", metadata: ["partition": "\(partition)"])
    }

    mutating func dropAll() async {
        for task in tasks.values { task.cancel() }
        for partition in partitions { await drop(partition) }
    }
}
