import Contracts
import EventLog
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Event log: retention")
struct RetentionTests {
    private let days = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'event_log'::regclass"

    /// A table for a day in the past, as time would have left it.
    private func makeDay(_ pool: PostgresPool, ago: Int) async throws {
        let row = try await pool.query(
            """
            SELECT to_char((now() AT TIME ZONE 'UTC')::date - $1::int, 'YYYYMMDD'), ((now() AT TIME ZONE 'UTC')::date - $1::int)::text,
                ((now() AT TIME ZONE 'UTC')::date - $1::int + 1)::text
            """, [.init(ago)]
        ).onlyRow()
        try await pool.withConnection {
            try await $0.script(
                """
                CREATE TABLE event_log_\(try row.text(0)) PARTITION OF event_log
                    FOR VALUES FROM ('\(try row.text(1)) 00:00:00+00') TO ('\(try row.text(2)) 00:00:00+00')
                """)
        }
    }

    @Test("days past the retention go, newer ones stay, offsets go on")
    func dropping() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let pool = fixture.database.superuserPool()
        let project = ProjectID.random()
        _ = try await fixture.appender.append([record(project), record(project), record(project)])
        for ago in [6, 7, 8, 30] { try await makeDay(pool, ago: ago) }
        for (offset, ago) in [(1, 30), (2, 6)] {
            try await pool.query(
                "UPDATE event_log SET appended_at = now() - make_interval(days => $2::int) WHERE record_offset = $1",
                [.init(offset), .init(ago)])
        }
        #expect(try await fixture.reader.maintain(readOffsets: [0: 1]) == 2)
        #expect(try await fixture.reader.readAll().map(\.position.offset) == [2, 3])
        #expect(try await fixture.reader.maintain(readOffsets: [0: 3]) == 0)
        #expect(try await fixture.appender.append([record(project)]).first?.offset == 4)
        await pool.close()
    }

    @Test("a day whose records nobody has read stays, however old, and those after it")
    func unread() async throws {
        let fixture = try await LogFixture { $0.partitionCount = 1 }
        let pool = fixture.database.superuserPool()
        let project = ProjectID.random()
        _ = try await fixture.appender.append([record(project), record(project), record(project)])
        for ago in [20, 30, 40] { try await makeDay(pool, ago: ago) }
        for (offset, ago) in [(1, 40), (2, 30), (3, 20)] {
            try await pool.query(
                "UPDATE event_log SET appended_at = now() - make_interval(days => $2::int) WHERE record_offset = $1",
                [.init(offset), .init(ago)])
        }
        #expect(try await fixture.reader.maintain(readOffsets: [:]) == 0)
        #expect(try await fixture.reader.maintain(readOffsets: [0: 1]) == 1)
        #expect(try await fixture.reader.readAll().map(\.position.offset) == [2, 3])
        #expect(try await fixture.reader.maintain(readOffsets: [0: 3]) == 2)
        await pool.close()
    }

    @Test("days are made ahead, and one that is missing is made by the append that needs it")
    func making() async throws {
        let fixture = try await LogFixture { $0.daysAhead = 2 }
        let pool = fixture.database.superuserPool()
        _ = try await fixture.appender.append([record(.random())])
        #expect(try await pool.query(days).onlyRow().int(0) == 3)
        for row in try await pool.query(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event_log'::regclass"
        ).rows {
            let name = try row.text(0)
            try await pool.withConnection { try await $0.script("DROP TABLE \(name)") }
        }
        _ = try await fixture.appender.append([record(.random())])
        #expect(try await pool.query(days).onlyRow().int(0) == 3)
        await pool.close()
    }

    @Test("only the stream role may drop days")
    func privileges() async throws {
        let fixture = try await LogFixture()
        let error = await #expect(throws: EventLogError.self) { try await fixture.appender.maintain(readOffsets: [:]) }
        #expect(error?.cause?.code == .insufficientPrivilege)
    }
}
