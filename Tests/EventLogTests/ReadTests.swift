import Contracts
import EventLog
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Event log: reading")
struct ReadTests {
    @Test("a page ends at the number of records or of bytes, and holds at least one record")
    func pages() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let project = ProjectID.random()
        let sent = (1...20).map { record(project, sequence: UInt64($0), payload: [UInt8](repeating: 1, count: 10_000)) }
        _ = try await fixture.appender.append(sent)
        let log = fixture.reader
        #expect(
            try await log.read(partition: 0, after: 0, maxRecords: 5, maxBytes: 1 << 30).map(\.position.offset) == [
                1, 2, 3, 4, 5,
            ])
        #expect(
            try await log.read(partition: 0, after: 5, maxRecords: 100, maxBytes: 25_000).map(\.position.offset) == [6, 7, 8])
        #expect(try await log.read(partition: 0, after: 5, maxRecords: 100, maxBytes: 1).map(\.position.offset) == [6])
        #expect(try await log.read(partition: 0, after: 20, maxRecords: 100, maxBytes: 1).isEmpty)
        #expect(try await log.readAll(partition: 0, maxRecords: 3).map(\.record) == sent)
    }

    @Test("recent gives the newest records that hold as many rows as were asked for")
    func recent() async throws {
        let fixture = try await LogFixture()
        let (project, other) = (ProjectID.random(), ProjectID.random())
        let deployment = DeploymentID("model")!
        for sequence in 1...6 {
            _ = try await fixture.appender.append([
                record(project, sequence: UInt64(sequence), rows: 10, refused: [1, 2]), record(project, "another"), record(other),
            ])
        }
        let log = PostgresEventLog(pool: fixture.database.pool(.service))
        func sequences(_ limit: Int) async throws -> [UInt64] {
            try await log.recent(project: project, deployment: deployment, limit: limit).map(\.record.sequence)
        }
        #expect(try await sequences(1) == [6])
        #expect(try await sequences(8) == [6])
        #expect(try await sequences(9) == [6, 5])
        #expect(try await sequences(1_000) == [6, 5, 4, 3, 2, 1])
        #expect(try await sequences(0) == [])
        #expect(try await log.recent(project: .random(), deployment: deployment, limit: 5).isEmpty)
    }

    @Test("recent finds the records that hold a request id")
    func recentByRequest() async throws {
        let fixture = try await LogFixture()
        let project = ProjectID.random()
        for sequence in 1...6 {
            let payload = [UInt8](repeating: 9, count: 5_000) + Array("req-\(sequence % 3)-ü".utf8) + [0, 1]
            _ = try await fixture.appender.append([record(project, sequence: UInt64(sequence), payload: payload)])
        }
        let log = fixture.appender
        let deployment = DeploymentID("model")!
        let found = try await log.recent(project: project, deployment: deployment, limit: 10, requestID: "req-1-ü")
        #expect(found.map(\.record.sequence) == [4, 1])
        #expect(try await log.recent(project: project, deployment: deployment, limit: 1, requestID: "req-1-ü").count == 1)
        #expect(try await log.recent(project: project, deployment: deployment, limit: 10, requestID: "req-9").isEmpty)
    }

    @Test("the service role sees only its project's records, the stream role all")
    func isolation() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let (mine, theirs) = (ProjectID.random(), ProjectID.random())
        _ = try await fixture.appender.append([record(mine), record(theirs)])
        #expect(try await fixture.reader.readAll().count == 2)
        #expect(try await fixture.appender.readAll().isEmpty)
        let pool = fixture.database.pool(.service)
        let seen = try await pool.transaction(project: mine) { connection in
            try await connection.query("SELECT DISTINCT project_id FROM event_log").rows.map { try $0.text(0) }
        }
        #expect(seen == [mine.rawValue])
        let stolen = try await fixture.appender.recent(project: theirs, deployment: DeploymentID("model")!, limit: 10)
        #expect(stolen.map(\.record.project) == [theirs])
    }

    @Test("a reader is woken by an append of its own process and of another")
    func waking() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let project = ProjectID.random()
        for (offset, appender) in [fixture.reader, fixture.appender, fixture.appender].enumerated() {
            async let woken = fixture.reader.waitForAppend(partition: 0, after: Int64(offset), timeout: .seconds(120))
            try await Task.sleep(for: .milliseconds(100))
            _ = try await appender.append([record(project)])
            #expect(try await woken)
        }
        let start = ContinuousClock.now
        #expect(try await fixture.reader.waitForAppend(partition: 0, after: 2, timeout: .seconds(120)))
        #expect(try await !fixture.reader.waitForAppend(partition: 0, after: 3, timeout: .milliseconds(50)))
        #expect(ContinuousClock.now - start < .seconds(60))
        let task = Task { try await fixture.reader.waitForAppend(partition: 0, after: 3, timeout: .seconds(120)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("the stream of signals yields for another process's append")
    func signals() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let signals = fixture.reader.appended(partition: 0)
        let appending = Task {
            while !Task.isCancelled {
                _ = try await fixture.appender.append([record(.random())])
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        var count = 0
        for await _ in signals {
            count += 1
            if count == 3 { break }
        }
        appending.cancel()
        #expect(count == 3)
    }
}
