import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Queries")
struct QueryTests {
    @Test("values of every type come back as they were sent")
    func roundTrip() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let text = "naïve 'quoted' \u{1F4C8}"
        let bytes = [UInt8](0...255) + [0, 0]
        let row = try await pool.query(
            """
            SELECT $1::text, $2::bigint, $3::int, $4::smallint, $5::float8, $6::real, $7::bool, $8::bytea, $9::float8[],
                $10::bigint[], $11::int[], $12::text[], $13::bytea[], $14::bool[], $15::real[], $16::smallint[]
            """,
            [
                .text(text), .int8(.min), .int8(-7), .int8(300), .float8(-0.1), .float8(1.5), true, .bytes(bytes),
                .float8Array([1.5, -.infinity, .nan, 0]), .int8Array([.max, 0, .min]), .int4Array([1, -1]),
                .textArray(["", text, "NULL"]), .bytesArray([[], bytes]), .boolArray([true, false]), .float8Array([0.5]),
                .int8Array([9]),
            ]
        ).onlyRow()
        #expect(try row.text(0) == text)
        #expect(try row.int8(1) == .min)
        #expect(try row.int8(2) == -7)
        #expect(try row.int(3) == 300)
        #expect(try row.float8(4) == -0.1)
        #expect(try row.float8(5) == 1.5)
        #expect(try row.bool(6))
        #expect(try row.bytes(7) == bytes)
        let numbers = try row.float8Array(8)
        #expect(numbers[0] == 1.5 && numbers[1] == -.infinity && numbers[2].isNaN && numbers[3] == 0)
        #expect(try row.int8Array(9) == [.max, 0, .min])
        #expect(try row.int4Array(10) == [1, -1])
        #expect(try row.textArray(11) == ["", text, "NULL"])
        #expect(try row.bytesArray(12) == [[], bytes])
        #expect(try row.boolArray(13) == [true, false])
        #expect(try row.float8Array(14) == [0.5])
        #expect(try row.int8Array(15) == [9])
    }

    @Test("a text becomes what the statement wants")
    func textForms() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let row = try await pool.query(
            "SELECT $1::uuid, $2::jsonb, $3::timestamptz, $4::numeric::float8, $5::int + 1",
            [
                "00112233-4455-6677-8899-aabbccddeeff", #"{"a": [1, 2]}"#, "2025-11-25T10:02:31.000001Z", .float8(2.5), "41",
            ]
        ).onlyRow()
        #expect(try row.text(0) == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(try row.text(1) == #"{"a": [1, 2]}"#)
        #expect(try row.timestampNanos(2) == 1_764_064_951_000_001_000)
        #expect(try row.float8(3) == 2.5)
        #expect(try row.int8(4) == 42)
    }

    @Test("NULL is nil, empty is empty, and reading NULL as a value is an error")
    func nulls() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let row = try await pool.query(
            "SELECT $1::text, $2::text, $3::bytea, $4::float8[], $5::bytea", [nil, "", .bytes([]), .float8Array([]), nil]
        ).onlyRow()
        #expect(try row.textOrNil(0) == nil)
        #expect(try row.text(1) == "")
        #expect(try row.bytes(2) == [])
        #expect(try row.float8Array(3) == [])
        #expect(try row.bytesOrNil(4) == nil)
        #expect { try row.text(0) } throws: { ($0 as? PostgresError)?.code == .unexpectedType }
        #expect { try row.int8(1) } throws: { ($0 as? PostgresError)?.code == .unexpectedType }
        #expect { try row.text(9) } throws: { ($0 as? PostgresError)?.code == .unexpectedType }
    }

    @Test("a parameter that does not fit is refused by its number, without its value")
    func misfits() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT $1::smallint", [.int8(40_000)]) }
        #expect(error?.code == .invalidParameter)
        #expect(error?.description.contains("$1") == true)
        #expect(error?.description.contains("40000") == false)
        await #expect(throws: PostgresError.self) { try await pool.query("SELECT $1::int, $2::int", [1]) }
        await #expect(throws: PostgresError.self) { try await pool.query("SELECT $1::uuid", ["a\0b"]) }
        #expect(try await pool.query("SELECT 1").onlyRow().int8(0) == 1)
    }

    @Test("the server's errors carry their SQLSTATE and no data")
    func errors() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        try await pool.query("CREATE TABLE t (a int PRIMARY KEY)")
        try await pool.query("INSERT INTO t VALUES (1)")
        let duplicate = await #expect(throws: PostgresError.self) { try await pool.query("INSERT INTO t VALUES ($1)", [1]) }
        #expect(duplicate?.code == .uniqueViolation)
        #expect(duplicate?.constraint == "t_pkey")
        #expect(duplicate?.isRetriable == false)
        let invalid = await #expect(throws: PostgresError.self) {
            try await pool.query("SELECT $1::text::int", ["secret-value"])
        }
        #expect(invalid?.code.rawValue == "22P02")
        #expect(invalid?.description.contains("secret-value") == false)
        let missing = await #expect(throws: PostgresError.self) { try await pool.query("SELECT * FROM nowhere") }
        #expect(missing?.code == .undefinedTable)
    }

    @Test("more statements than the cache holds still work")
    func cacheOverflow() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        var configuration = PostgresConfiguration(url: database.url(.owner))
        configuration.maximumPreparedStatements = 5
        let pool = PostgresPool(configuration: configuration, logger: TestPostgres.logger)
        try await pool.withConnection { connection in
            for number in 0..<30 {
                #expect(try await connection.query("SELECT \(number) + $1::int", [1]).onlyRow().int(0) == number + 1)
            }
            let kept = try await connection.query("SELECT count(*) FROM pg_prepared_statements").onlyRow().int(0)
            #expect(kept <= 5)
        }
        await pool.close()
    }

    @Test("a statement whose table has changed is prepared again")
    func changedTable() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        try await pool.query("CREATE TABLE t (a int)")
        try await pool.query("INSERT INTO t VALUES (1)")
        #expect(try await pool.query("SELECT * FROM t").onlyRow().count == 1)
        try await pool.query("ALTER TABLE t ADD COLUMN b text")
        #expect(try await pool.query("SELECT * FROM t").onlyRow().count == 2)
    }

    @Test("a pipeline gives a result for each statement, and is one transaction")
    func pipeline() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        try await pool.query("CREATE TABLE t (a int PRIMARY KEY)")
        try await pool.withConnection { connection in
            let results = try await connection.pipeline([
                .init("INSERT INTO t VALUES ($1), ($2)", [1, 2]), .init("SELECT count(*) FROM t"),
                .init("DELETE FROM t WHERE a = $1", [1]),
            ])
            #expect(results.map(\.affectedRowCount) == [2, 1, 1])
            #expect(try results[1].onlyRow().int8(0) == 2)
            let error = await #expect(throws: PostgresError.self) {
                try await connection.pipeline([
                    .init("INSERT INTO t VALUES ($1)", [3]), .init("INSERT INTO t VALUES ($1)", [2]),
                    .init("INSERT INTO t VALUES ($1)", [4]),
                ])
            }
            #expect(error?.code == .uniqueViolation)
            #expect(try await connection.query("SELECT array_agg(a) FROM t").onlyRow().int4Array(0) == [2])
        }
    }

    @Test("a pipeline of more than the sockets hold does not block itself")
    func largePipeline() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let payload = [UInt8](repeating: 7, count: 256 << 10)
        let results = try await pool.withConnection { connection in
            try await connection.pipeline((0..<100).map { _ in PostgresStatement("SELECT $1::bytea", [.bytes(payload)]) })
        }
        #expect(try results.allSatisfy { try $0.onlyRow().bytes(0) == payload })
    }

    @Test("rows are copied in as binary and as text")
    func copy() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        try await pool.query("CREATE TABLE t (a bigint, b text, c float8, d bytea, e float8[])")
        try await pool.withConnection { connection in
            let rows = (0..<5_000).map { index -> [PostgresValue] in
                [.int8(Int64(index)), .text("row \(index)"), nil, .bytes([1, 2]), .float8Array([0.5, Double(index)])]
            }
            #expect(try await connection.copyIn(table: "t", columns: ["a", "b", "c", "d", "e"], rows: rows) == 5_000)
            #expect(
                try await connection.copyIn("COPY t (a, b) FROM STDIN", chunks: [Array("1\tx\n2".utf8), Array("\ty\n".utf8)]) == 2
            )
            let row = try await connection.query("SELECT count(*), sum(a), count(c), sum(e[2]) FROM t").onlyRow()
            #expect(try row.int8(0) == 5_002)
            #expect(try row.int8(2) == 0)
            #expect(try row.float8(3) == 12_497_500)
            let error = await #expect(throws: PostgresError.self) {
                try await connection.copyIn("COPY t (a) FROM STDIN", chunks: [Array("word\n".utf8)])
            }
            #expect(error?.code.rawValue == "22P02")
            #expect(try await connection.query("SELECT 1").onlyRow().int8(0) == 1)
        }
    }
}
