package import Contracts
package import Logging
internal import Synchronization

/// Connections to one Postgres, lent one by one.
///
/// Connections are made when they are needed, up to a bound; callers wait in order, and one too many is refused. A
/// connection that breaks is replaced; while the server is away, callers wait up to the acquire time-out.
package final class PostgresPool: Sendable {
    /// Where the server is, and the pool's bounds.
    package let configuration: PostgresConfiguration
    /// Where the server's absence and return are written.
    package let logger: Logger
    let state = Mutex(State())

    /// A pool. Connects when it is first used.
    package init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Lends a connection to `body`. A transaction that `body` leaves open is rolled back.
    @discardableResult
    package func withConnection<Output>(
        _ body: (PostgresConnection) async throws -> Output
    ) async throws -> Output {
        let connection = PostgresConnection(try await acquire())
        do {
            let output = try await body(connection)
            await giveBack(connection)
            return output
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// Runs `body` in a transaction, which commits when it returns and rolls back when it throws.
    ///
    /// With a project, the row-level security of every table shows that project only; without one it shows nothing to roles
    /// that are bound to a project.
    @discardableResult
    package func transaction<Output>(
        project: ProjectID?, isolation: PostgresIsolation = .readCommitted,
        _ body: (PostgresConnection) async throws -> Output
    ) async throws -> Output {
        try await withConnection { connection in
            var start = [PostgresStatement(isolation.begin)]
            if let project { start.append(PostgresStatement(setProject, [.text(project.rawValue)])) }
            try await connection.pipeline(start)
            let output = try await body(connection)
            let end = try await connection.query("COMMIT")
            guard end.handle.commandTag == "COMMIT" else {
                throw PostgresError(
                    code: .transactionAborted, message: "the transaction had failed before its commit; nothing of it is stored")
            }
            return output
        }
    }

    /// Runs one statement on a connection of its own, outside any project.
    @discardableResult
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresResult {
        try await withConnection { try await $0.query(sql, parameters) }
    }

    /// Ends the listening, refuses new callers, and returns when every connection has been given back and closed.
    package func close() async {
        let (idle, waiters, listeners) = state.withLock { state in
            state.isClosed = true
            defer { (state.idle, state.waiters) = ([], [:]) }
            return (state.idle, state.waiters.values, state.listeners.values)
        }
        for listener in listeners { listener.signal() }
        for waiter in waiters { waiter.resume(returning: .failure(poolClosed)) }
        for thread in idle { thread.close() }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.openCount > 0 { state.closers.append(continuation) }
                return state.openCount == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    /// What the pool holds now and has refused so far.
    package var statistics: PostgresPoolStatistics {
        state.withLock {
            PostgresPoolStatistics(
                openConnections: $0.openCount, idleConnections: $0.idle.count, waiters: $0.waiters.count, refused: $0.refused)
        }
    }

    private func giveBack(_ connection: PostgresConnection) async {
        connection.end()
        if connection.thread.state == .inTransaction { try? await connection.rollback() }
        release(connection.thread)
    }
}

/// See ``PostgresPool/statistics``.
package struct PostgresPoolStatistics: Sendable {
    /// Connections that exist or are being made.
    package var openConnections: Int
    /// Connections that nobody uses.
    package var idleConnections: Int
    /// Callers that wait for a connection.
    package var waiters: Int
    /// Callers that got no connection, since the start.
    package var refused: Int
}

/// How much a transaction sees of others that run at the same time.
package enum PostgresIsolation: Sendable {
    case readCommitted
    /// One snapshot for the whole transaction.
    case repeatableRead
    /// As if transactions ran one after the other; fails with a retriable error where that cannot be had.
    case serializable

    var begin: String {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}

private let setProject = "SELECT set_config('driftwatch.project_id', $1, true)"
let poolClosed = PostgresError(code: .poolClosed, message: "the pool of connections was closed")
