import Contracts
import Foundation
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Schema")
struct SchemaTests {
    @Test("migrating twice changes nothing the second time, and every role may check")
    func twice() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.pool(.owner)
        let early = await #expect(throws: PostgresError.self) { try await Schema.verify(pool) }
        #expect(early?.code == .migrationMismatch)
        #expect(try await Schema.migrate(pool, logger: TestPostgres.logger) == Schema.migrations.count)
        #expect(try await Schema.migrate(pool, logger: TestPostgres.logger) == 0)
        for role in Schema.Role.allCases {
            let pool = database.pool(role, connections: 1)
            try await Schema.verify(pool)
            await pool.close()
        }
        await pool.close()
    }

    @Test("several processes that start at once apply each migration once")
    func together() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let applied = try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    let pool = database.pool(.owner, connections: 1)
                    let count = try await Schema.migrate(pool, logger: TestPostgres.logger)
                    await pool.close()
                    return count
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(applied.sorted() == [0, 0, 0, Schema.migrations.count])
    }

    @Test("the superuser migrates too, and the owner owns what was made")
    func asSuperuser() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.superuserPool()
        try await Schema.migrate(pool, logger: TestPostgres.logger)
        let others = try await pool.query(
            """
            SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                AND relowner <> 'driftwatch_owner'::regrole AND relname <> 'schema_migrations'
            """)
        #expect(others.rows.isEmpty)
        await pool.close()
    }

    @Test("a migration that was changed, or comes from a newer program, stops the start; one that fails leaves nothing")
    func mismatches() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        func run(_ sql: String...) async throws -> Int {
            let list = sql.enumerated().map { PostgresMigration(version: $0 + 1, name: "step", sql: $1) }
            return try await PostgresMigrations(list, preparation: "", role: "driftwatch_owner").run(
                on: pool, logger: TestPostgres.logger
            )
            .count
        }
        #expect(try await run("CREATE TABLE a (x int); CREATE TABLE b (x int)") == 1)
        let changed = await #expect(throws: PostgresError.self) { _ = try await run("CREATE TABLE a (x bigint)") }
        #expect(changed?.code == .migrationMismatch)
        let failing = await #expect(throws: PostgresError.self) {
            _ = try await run(
                "CREATE TABLE a (x int); CREATE TABLE b (x int)", "CREATE TABLE c (x int)", "CREATE TABLE a (x int)")
        }
        #expect(failing?.code.rawValue == "42P07")
        #expect(try await pool.query("SELECT to_regclass('c') IS NULL").onlyRow().bool(0))
        #expect(try await run("CREATE TABLE a (x int); CREATE TABLE b (x int)", "CREATE TABLE c (x int)") == 1)
        let newer = await #expect(throws: PostgresError.self) {
            _ = try await run("CREATE TABLE a (x int); CREATE TABLE b (x int)")
        }
        #expect(newer?.code == .migrationMismatch)
    }

    @Test("every file of migrations is in the list, under its number and name")
    func files() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Schema/migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }.sorted()
        let listed = Schema.migrations.map { String(format: "%03d", $0.version) + "-\($0.name).sql" }
        #expect(files == listed)
        for (file, migration) in zip(files, Schema.migrations) {
            #expect(try String(contentsOf: folder.appending(path: file), encoding: .utf8) == migration.sql)
        }
    }
}
