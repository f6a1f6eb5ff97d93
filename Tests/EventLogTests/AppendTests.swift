import Contracts
import EventLog
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Event log: appending")
struct AppendTests {
    @Test("a record is read as it was appended")
    func roundTrip() async throws {
        let fixture = try await LogFixture()
        let project = ProjectID.random()
        var sent = record(project, sequence: .max, rows: 65_536, refused: [0, 7, 65_535], payload: [UInt8](0...255))
        sent.deduplication = .requestID
        let position = try #require(try await fixture.appender.append([sent]).first)
        #expect(position.offset == 1)
        #expect(position.partition == fixture.appender.partition(project: project, deployment: sent.deployment))
        let stored = try await fixture.reader.read(partition: position.partition, after: 0)
        #expect(stored == [StoredRecord(position: position, record: sent)])
        #expect(try await fixture.reader.endOffsets()[position.partition] == 1)
        #expect(try await fixture.appender.append([]) == [])
    }

    @Test("payloads of every size come back: empty, small, 4 MiB")
    func sizes() async throws {
        let fixture = try await LogFixture()
        let project = ProjectID.random()
        let sent = [0, 1, 1_999, 2_001, 65_536, 4 << 20].enumerated().map { index, size in
            record(project, sequence: UInt64(index + 1), payload: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index) })
        }
        for one in sent { _ = try await fixture.appender.append([one]) }
        #expect(try await fixture.reader.readAll().map(\.record) == sent)
    }

    @Test("records of many projects and deployments in one call are stored together, each deployment's in order")
    func mixedCall() async throws {
        let fixture = try await LogFixture()
        let projects = (0..<5).map { _ in ProjectID.random() }
        let sent = (0..<60).map { index in record(projects[index % 5], "d\(index % 7)", sequence: UInt64(index)) }
        let positions = try await fixture.appender.append(sent)
        #expect(fixture.appender.statistics.commits == 1)
        let stored = try await fixture.reader.readAll()
        #expect(stored.count == 60)
        let byPosition = Dictionary(uniqueKeysWithValues: stored.map { ($0.position, $0.record) })
        for (position, record) in zip(positions, sent) { #expect(byPosition[position] == record) }
        for deployment in 0..<7 {
            for project in projects {
                let sequences = stored.filter {
                    $0.record.project == project && $0.record.deployment.rawValue == "d\(deployment)"
                }
                .map(\.record.sequence)
                #expect(sequences == sequences.sorted())
            }
        }
    }

    @Test("appends that come together share commits")
    func groupCommit() async throws {
        let fixture = try await LogFixture()
        let project = ProjectID.random()
        _ = try await fixture.appender.append([record(project)])
        try await withThrowingTaskGroup { group in
            for index in 0..<200 {
                group.addTask { _ = try await fixture.appender.append([record(project, sequence: UInt64(index))]) }
            }
            try await group.waitForAll()
        }
        let statistics = fixture.appender.statistics
        #expect(statistics.appendedRecords == 201)
        #expect(statistics.commits < 100)
        #expect(statistics.pendingRecords == 0 && statistics.pendingBytes == 0)
    }

    /// Pools of their own, as processes have them: nothing is shared but the server. Inserts take a while, each another, so that
    /// commits would overtake each other if they could.
    @Test("a reader never sees an offset skipped while several append at once")
    func gapless() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 2 }
        var configuration = EventLogConfiguration()
        configuration.partitionCount = 2
        configuration.commitRecords = 2
        let superuser = fixture.database.superuserPool()
        try await superuser.withConnection {
            try await $0.script(
                """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(random() * 0.004); RETURN NEW; END';
                CREATE TRIGGER dawdle BEFORE INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION dawdle()
                """)
        }
        await superuser.close()
        let appenders = (0..<3).map { _ in PostgresEventLog(pool: fixture.database.pool(.service), configuration: configuration) }
        let projects = (0..<4).map { _ in ProjectID.random() }
        let total = 3 * 4 * 60
        async let seen = readInOrder(fixture.reader, total: total)
        try await withThrowingTaskGroup { group in
            for (number, appender) in appenders.enumerated() {
                for (other, project) in projects.enumerated() {
                    group.addTask {
                        for sequence in 1...60 {
                            let one = record(project, client: "c\(number)-\(other)", sequence: UInt64(sequence), payload: [1])
                            _ = try await appender.append([one])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let records = try await seen
        #expect(records.count == total)
        for (client, records) in Dictionary(grouping: records, by: \.record.clientID) {
            #expect(records.map(\.record.sequence) == Array(1...60), "\(client)")
        }
    }

    /// Follows both partitions while they grow; every offset must be one more than the one before.
    private func readInOrder(_ log: PostgresEventLog, total: Int) async throws -> [StoredRecord] {
        var offsets: [Int64] = [0, 0]
        var all: [StoredRecord] = []
        let deadline = ContinuousClock.now + .seconds(60)
        while all.count < total, ContinuousClock.now < deadline {
            for partition in 0..<2 {
                for record in try await log.read(partition: partition, after: offsets[partition], maxRecords: 7) {
                    #expect(record.position.offset == offsets[partition] + 1)
                    offsets[partition] = record.position.offset
                    all.append(record)
                }
            }
        }
        return all
    }

    @Test("too much at once is refused and counted, and what was taken is stored")
    func backPressure() async throws {
        let fixture = try await LogFixture { configuration in
            configuration.maximumPendingBytes = 300_000
            configuration.partitionCount = 1
        }
        let project = ProjectID.random()
        let payload = [UInt8](repeating: 1, count: 65_536)
        let outcomes = await withTaskGroup { group in
            for index in 0..<40 {
                group.addTask {
                    do {
                        _ = try await fixture.appender.append([record(project, sequence: UInt64(index), payload: payload)])
                        return true
                    } catch {
                        #expect((error as? EventLogError)?.code == .overloaded)
                        #expect((error as? EventLogError)?.isRetriable == true)
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        let stored = try await fixture.reader.readAll().count
        #expect(stored == outcomes.count { $0 })
        #expect(fixture.appender.statistics.refusedRecords == UInt64(outcomes.count { !$0 }))
        #expect(outcomes.contains(false) && outcomes.contains(true))
    }

    @Test("an append that cannot be stored fails alone, not those that share its commit")
    func poison() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let pool = fixture.database.superuserPool()
        _ = try await fixture.appender.append([record(.random())])
        try await pool.query("ALTER TABLE event_log ADD CONSTRAINT no_poison CHECK (client_id <> 'poison')")
        let project = ProjectID.random()
        let failures = await withTaskGroup { group in
            for index in 0..<50 {
                group.addTask {
                    let one = record(project, client: index == 25 ? "poison" : "c", sequence: UInt64(index))
                    return await (try? fixture.appender.append([one])) == nil ? index : nil
                }
            }
            return await group.reduce(into: [Int]()) { failures, index in if let index { failures.append(index) } }
        }
        #expect(failures == [25])
        #expect(try await fixture.reader.readAll().count == 50)
        #expect(try await fixture.reader.endOffsets() == [50])
        await pool.close()
    }

    @Test("a log keeps the number of partitions that it was made with")
    func partitionCount() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 3 }
        _ = try await fixture.appender.append([record(.random())])
        let other = PostgresEventLog(pool: fixture.database.pool(.service), partitionCount: 4)
        let error = await #expect(throws: EventLogError.self) { try await other.append([record(.random())]) }
        #expect(error?.code == .partitionCount)
        #expect(error?.isRetriable == false)
    }
}
