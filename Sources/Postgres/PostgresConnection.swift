internal import Synchronization

/// A connection while it is lent to a caller of ``PostgresPool``; afterwards it refuses.
package final class PostgresConnection: Sendable {
    let thread: ConnectionThread
    private let isLent = Atomic<Bool>(true)

    init(_ thread: ConnectionThread) { self.thread = thread }

    func end() { isLent.store(false, ordering: .relaxed) }

    /// Runs one statement with its parameters, prepared once and kept by its text.
    @discardableResult
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresResult {
        let statement = PostgresStatement(sql, parameters)
        try checkLease(sql)
        return try await thread.perform { session throws(PostgresError) in try session.query(statement) }
    }

    /// Sends all statements before it reads the first answer; a result for each. Outside ``PostgresPool/transaction(project:isolation:_:)``
    /// they are one transaction. When one fails, its error is thrown and none has an effect.
    @discardableResult
    package func pipeline(_ statements: [PostgresStatement]) async throws -> [PostgresResult] {
        try checkLease(statements.first?.sql)
        return try await thread.perform { session throws(PostgresError) in try session.pipeline(statements) }
    }

    /// Runs SQL text that may hold several statements and has no parameters: schema changes, settings.
    package func script(_ sql: String) async throws {
        try checkLease(sql)
        try await thread.perform { session throws(PostgresError) in try session.script(sql) }
    }

    /// Feeds chunks to a `COPY … FROM STDIN` statement, in the format that it names, and returns the number of rows taken.
    /// The server refuses COPY into tables with row-level security.
    @discardableResult
    package func copyIn(_ sql: String, chunks: [[UInt8]]) async throws -> Int {
        try checkLease(sql)
        return try await thread.perform { session throws(PostgresError) in try session.copyIn(sql, chunks: chunks) }
    }

    /// Copies rows in binary form into a table (a name that needs no quoting, from the program, never from data).
    @discardableResult
    package func copyIn(table: String, columns: [String], rows: [[PostgresValue]]) async throws -> Int {
        try checkLease(table)
        return try await thread.perform { session throws(PostgresError) in
            try session.copyIn(table: table, columns: columns, rows: rows)
        }
    }

    /// Ends a transaction even when the task is cancelled.
    func rollback() async throws {
        try await thread.perform(isShielded: true) { session throws(PostgresError) in try session.script("ROLLBACK") }
    }

    private func checkLease(_ statement: String?) throws(PostgresError) {
        guard isLent.load(ordering: .relaxed) else {
            throw PostgresError(
                code: .leaseEnded, message: "the connection was used after its block had returned", statement: statement)
        }
    }
}
