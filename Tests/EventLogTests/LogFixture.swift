import Contracts
import EventLog
import Postgres
import Schema
import TestPostgres

/// A log in a database of its own, seen by those who append and by those who read.
struct LogFixture {
    let database: TestDatabase
    let appender: PostgresEventLog
    let reader: PostgresEventLog

    init(_ configure: (inout EventLogConfiguration) -> Void = { _ in }) async throws {
        database = try await TestPostgres.makeDatabase()
        var configuration = EventLogConfiguration()
        configure(&configuration)
        appender = PostgresEventLog(pool: database.pool(.service), configuration: configuration)
        reader = PostgresEventLog(pool: database.pool(.stream), configuration: configuration)
    }
}

/// A record whose payload tells what it is.
func record(
    _ project: ProjectID, _ deployment: String = "model", client: String = "client", sequence: UInt64 = 1, rows: Int = 10,
    refused: [Int32] = [], payload: [UInt8] = [1, 2, 3]
) -> LogRecord {
    LogRecord(
        project: project, deployment: DeploymentID(deployment)!, clientID: ClientID(client)!, sequence: sequence,
        deduplication: .sequence, rowCount: rows, refusedRows: refused, receivedAtNanos: 1_764_064_951_000_000_000,
        payload: payload)
}

extension PostgresEventLog {
    /// Everything in a partition.
    func readAll(partition: Int, maxRecords: Int = 100) async throws -> [StoredRecord] {
        var all: [StoredRecord] = []
        while true {
            let page = try await read(partition: partition, after: all.last?.position.offset ?? 0, maxRecords: maxRecords)
            if page.isEmpty { return all }
            all += page
        }
    }

    /// Everything in the log.
    func readAll() async throws -> [StoredRecord] {
        var all: [StoredRecord] = []
        for partition in 0..<partitionCount { all += try await readAll(partition: partition) }
        return all
    }
}
