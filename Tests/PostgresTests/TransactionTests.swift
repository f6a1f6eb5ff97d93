import Contracts
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Transactions")
struct TransactionTests {
    private struct Stop: Error {}

    @Test("a block that returns commits, one that throws leaves nothing")
    func commitAndRollback() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        try await pool.query("CREATE TABLE t (a int)")
        try await pool.transaction(project: nil) { try await $0.query("INSERT INTO t VALUES (1)") }
        await #expect(throws: Stop.self) {
            try await pool.transaction(project: nil) { connection in
                try await connection.query("INSERT INTO t VALUES (2)")
                throw Stop()
            }
        }
        #expect(try await pool.query("SELECT array_agg(a) FROM t").onlyRow().int4Array(0) == [1])
    }

    @Test("a failed statement that the block hides does not look like a commit")
    func hiddenFailure() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        try await pool.query("CREATE TABLE t (a int)")
        let error = await #expect(throws: PostgresError.self) {
            try await pool.transaction(project: nil) { connection in
                try await connection.query("INSERT INTO t VALUES (2)")
                _ = try? await connection.query("SELECT 1 / 0")
            }
        }
        #expect(error?.code == .transactionAborted)
        #expect(try await pool.query("SELECT count(*) FROM t").onlyRow().int8(0) == 0)
    }

    @Test("a cancelled transaction is rolled back and its connection is clean")
    func cancelled() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        try await pool.query("CREATE TABLE t (a int)")
        let task = Task {
            try await pool.transaction(project: nil) { connection in
                try await connection.query("INSERT INTO t VALUES (1)")
                try await connection.query("SELECT pg_sleep(300)")
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await pool.query("SELECT count(*) FROM t").onlyRow().int8(0) == 0)
    }

    @Test("the project is set for the transaction and for nothing after it")
    func project() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        let project = ProjectID.random()
        let show = "SELECT coalesce(current_setting('driftwatch.project_id', true), '')"
        let inside = try await pool.transaction(project: project) { try await $0.query(show).onlyRow().text(0) }
        #expect(inside == project.rawValue)
        #expect(try await pool.query(show).onlyRow().text(0) == "")
    }

    @Test("two transactions that cannot both be as if alone: one gets a retriable error")
    func serialization() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 2)
        try await pool.query("CREATE TABLE t (a int)")
        let error = await #expect(throws: PostgresError.self) {
            try await pool.transaction(project: nil, isolation: .serializable) { outer in
                try await outer.query("SELECT count(*) FROM t")
                try await pool.transaction(project: nil, isolation: .serializable) { inner in
                    try await inner.query("SELECT count(*) FROM t")
                    try await inner.query("INSERT INTO t VALUES (1)")
                }
                try await outer.query("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.code == .serializationFailure)
        #expect(error?.isRetriable == true)
    }
}
