package import Contracts
package import EventLog
package import GRPCCore
package import Identity
package import MetricsService
package import Postgres
package import ProfileStore
package import Protos
internal import Schema
package import StreamService
package import TestPostgres
internal import Wire

/// A database of its own with a log, a project and one deployment, and what a test does with them.
package struct TestStream: Sendable {
    package let database: TestDatabase
    package let project: ProjectID
    package let deployment: DeploymentID
    package let log: PostgresEventLog
    package let streamPool: PostgresPool
    package let servicePool: PostgresPool
    private let lifetime: Lifetime

    /// Closes connections when nobody uses the test's database any more.
    private final class Lifetime: Sendable {
        let pools: [PostgresPool]

        init(_ pools: [PostgresPool]) { self.pools = pools }

        deinit { Task.detached { [pools] in for pool in pools { await pool.close() } } }
    }

    /// A new one. `partitions` of the log.
    package static func make(partitions: Int = 1) async throws -> TestStream {
        let database = try await TestPostgres.makeDatabase()
        let streamPool = database.pool(.stream, connections: 8)
        let servicePool = database.pool(.service, connections: 3)
        let stream = TestStream(
            database: database, project: try await database.makeProject(), deployment: DeploymentID("credit")!,
            log: PostgresEventLog(pool: servicePool, partitionCount: partitions), streamPool: streamPool,
            servicePool: servicePool,
            lifetime: Lifetime([streamPool, servicePool]))
        try await stream.register(stream.key)
        return stream
    }

    package var key: DeploymentKey { DeploymentKey(project, deployment) }

    /// What the stream role does with the tables.
    package var store: ProfileStore { ProfileStore(pool: streamPool) }

    /// Makes a deployment known, as ingest does.
    package func register(_ key: DeploymentKey) async throws {
        _ = try await ProfileStore(pool: servicePool).exists(key, registering: true, at: .now)
    }

    // MARK: - Sending

    /// Appends events as one record. Refused rows are marked as ingest does.
    @discardableResult
    package func append(
        _ events: [Driftwatch_V1_InferenceEvent], sequence: UInt64, client: String = "client-1",
        deduplication: LogRecord.Deduplication = .sequence, to key: DeploymentKey? = nil
    ) async throws -> LogPosition {
        let built = BatchBuilder().build(events, now: .now)
        precondition(built.batches.count == 1, "events of one deployment, \(built.refused)")
        return try await append(
            payload: built.batches[0].message, rows: built.batches[0].rows.count, sequence: sequence, client: client,
            deduplication: deduplication, to: key)
    }

    /// Appends a record with any payload.
    @discardableResult
    package func append(
        payload: [UInt8], rows: Int, refused: [Int32] = [], sequence: UInt64, client: String = "client-1",
        deduplication: LogRecord.Deduplication = .sequence, to key: DeploymentKey? = nil
    ) async throws -> LogPosition {
        try await log.append([
            LogRecord(
                project: (key ?? self.key).project, deployment: (key ?? self.key).deployment, clientID: ClientID(client)!,
                sequence: sequence, deduplication: deduplication, rowCount: rows, refusedRows: refused,
                receivedAtNanos: Timestamp.now.nanos, payload: payload)
        ])[0]
    }

    // MARK: - Counting

    /// A worker's bounds that make a test quick.
    package static var quick: StreamWorker.Configuration {
        var configuration = StreamWorker.Configuration()
        configuration.consumer.commit.interval = .milliseconds(20)
        configuration.consumer.idlePoll = .milliseconds(20)
        configuration.consumer.backoff = .milliseconds(5)...(.milliseconds(20))
        configuration.hours.grace = .zero
        configuration.hours.quiet = .milliseconds(20)
        configuration.interval = .milliseconds(20)
        configuration.upkeep.interval = .seconds(3600)
        return configuration
    }

    /// A log of a process of its own.
    package func makeLog() -> PostgresEventLog {
        PostgresEventLog(pool: streamPool, partitionCount: log.partitionCount)
    }

    /// Runs a worker while `body` runs.
    package func working<Output: Sendable>(
        _ configuration: StreamWorker.Configuration = quick, _ body: @Sendable () async throws -> Output
    ) async throws -> Output {
        let log = makeLog()
        defer { log.close() }
        let worker = StreamWorker(log: log, pool: streamPool, configuration: configuration, logger: TestPostgres.logger)
        let task = Task { try await worker.run() }
        do {
            let output = try await body()
            task.cancel()
            _ = await task.result
            return output
        } catch {
            task.cancel()
            _ = await task.result
            throw error
        }
    }

    /// Waits until everything appended has been counted and every hour that has ended is clean.
    package func settle() async throws {
        try await eventually("the log is counted") {
            let ends = try await log.endOffsets()
            let progress = try await store.progress()
            return ends.enumerated().allSatisfy { partition, end in
                end == 0 || progress.contains { $0.partition == partition && $0.processedOffset >= end }
            }
        }
        try await eventually("references are taken up") {
            try await database.count("deployment_references WHERE NOT backfill_done") == 0
        }
        let hour = Timestamp.now.floored(toNanos: Timestamp.nanosPerHour).nanos
        try await eventually("hours are closed") { try await database.count("dirty_hours WHERE hour_nanos < \(hour)") == 0 }
    }

    // MARK: - Asking

    /// The reads, as the service role.
    package var metrics: MetricsRPC { MetricsRPC(log: log, pool: servicePool, logger: TestPostgres.logger) }

    /// The stream's own calls.
    package var stream: StreamRPC { StreamRPC(log: makeLog(), pool: streamPool, logger: TestPostgres.logger) }

    /// Calls as a key of a project.
    package func asking<Output: Sendable>(
        as project: ProjectID? = nil, role: Role = .editor, _ body: (ServerContext) async throws -> Output
    ) async throws -> Output {
        let caller = Caller(
            organisation: .random(), project: project ?? self.project, key: .random(), role: role)
        let context = ServerContext(
            descriptor: MethodDescriptor(fullyQualifiedService: "test", method: "test"), remotePeer: "test", localPeer: "test",
            cancellation: .init())
        return try await Caller.$current.withValue(caller) { try await body(context) }
    }
}

/// Waits for something that will be true soon.
package func eventually(_ what: String, within limit: Duration = .seconds(30), _ isTrue: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await isTrue() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NotInTime(what: what)
}

/// What should have happened did not.
package struct NotInTime: Error, CustomStringConvertible {
    let what: String
    package var description: String { "not in time: \(what)" }
}

extension Timestamp {
    /// The system's time.
    package static var now: Timestamp { WallClock.system.now }
}

extension TestDatabase {
    /// How many rows a table has, seen by the superuser.
    package func count(_ table: String) async throws -> Int {
        let pool = superuserPool()
        let count = try await pool.query("SELECT count(*) FROM \(table)").onlyRow().int(0)
        await pool.close()
        return count
    }
}
