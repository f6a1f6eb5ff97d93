internal import CPostgres

/// A connection and its prepared statements. Every call blocks: it lives on the one thread of its ``ConnectionThread``.
final class Session {
    let connection: OpaquePointer
    private let maximumPreparedStatements: Int
    private var statements: [String: PreparedStatement] = [:]
    private var lastStatementNumber = 0

    private struct PreparedStatement {
        var name: String
        var parameterTypes: [UInt32]
    }

    /// What the session can be used for next.
    enum State { case idle, inTransaction, broken }

    init(connection: OpaquePointer, maximumPreparedStatements: Int) {
        self.connection = connection
        self.maximumPreparedStatements = maximumPreparedStatements
    }

    deinit { PQfinish(connection) }

    var state: State {
        guard PQstatus(connection) == CONNECTION_OK else { return .broken }
        switch PQtransactionStatus(connection) {
        case PQTRANS_IDLE: return .idle
        case PQTRANS_INTRANS, PQTRANS_INERROR: return .inTransaction
        default: return .broken
        }
    }

    /// Runs one statement, prepared and kept by its text.
    func query(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        do {
            return try execute(statement)
        } catch  where isStalePlan(error) && state == .idle {
            statements[statement.sql] = nil
            return try execute(statement)
        }
    }

    private func execute(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        try prepare([statement.sql])
        let prepared = try preparedStatement(statement.sql)
        let parameters = try encoded(statement, prepared)
        let result = parameters.withPointers { values, lengths, formats in
            PQexecPrepared(connection, prepared.name, Int32(values.count), values, lengths, formats, 1)
        }
        return PostgresResult(handle: try checked(result, statement.sql))
    }

    /// Runs statements without waiting for each one's answer. Outside a transaction block they are one transaction: all
    /// or none. Two round trips for statements new to the connection, one after.
    func pipeline(_ work: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        guard !work.isEmpty else { return [] }
        do {
            return try executePipeline(work)
        } catch  where isStalePlan(error) && state == .idle {
            for statement in work { statements[statement.sql] = nil }
            return try executePipeline(work)
        }
    }

    private func executePipeline(_ work: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        try prepare(work.map(\.sql))
        var encodedWork: [(name: String, parameters: ParameterEncoder)] = []
        encodedWork.reserveCapacity(work.count)
        for statement in work {
            let prepared = try preparedStatement(statement.sql)
            encodedWork.append((prepared.name, try encoded(statement, prepared)))
        }
        let handles = try inPipeline(expecting: work.map(\.sql)) {
            for (name, parameters) in encodedWork {
                let isSent = parameters.withPointers { values, lengths, formats in
                    PQsendQueryPrepared(connection, name, Int32(values.count), values, lengths, formats, 1)
                }
                guard isSent == 1 else { return false }
            }
            return true
        }
        return handles.map(PostgresResult.init)
    }

    /// Runs SQL text that may hold several statements; for migrations and session settings, not for data.
    func script(_ sql: String) throws(PostgresError) {
        _ = try checked(PQexec(connection, sql), sql)
    }

    /// Feeds `chunks` to a `COPY … FROM STDIN` statement and returns the number of rows taken.
    func copyIn(_ sql: String, chunks: [[UInt8]]) throws(PostgresError) -> Int {
        let start = try checked(PQexec(connection, sql), sql)
        guard PQresultStatus(start.pointer) == PGRES_COPY_IN else {
            throw PostgresError(code: .invalidParameter, message: "the statement is no COPY … FROM STDIN", statement: sql)
        }
        for chunk in chunks {
            let isSent = chunk.withUnsafeBytes {
                PQputCopyData(connection, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
            }
            guard isSent == 1 else { break }
        }
        guard PQputCopyEnd(connection, nil) == 1 else { throw lost(sql) }
        let end = PQgetResult(connection)
        while let rest = PQgetResult(connection) { PQclear(rest) }
        return try checked(end, sql).affectedRowCount
    }

    /// The types of a statement's parameters.
    func parameterTypes(_ sql: String) throws(PostgresError) -> [UInt32] {
        try prepare([sql])
        return try preparedStatement(sql).parameterTypes
    }

    /// Consumes what a cancel request that came too late may have hit.
    func absorbCancellation() {
        PQclear(PQexec(connection, ""))
    }

    // MARK: Preparing

    private func prepare(_ texts: [String]) throws(PostgresError) {
        var missing: [String] = []
        for sql in texts where statements[sql] == nil && !missing.contains(sql) { missing.append(sql) }
        guard !missing.isEmpty else { return }
        if statements.count + missing.count > maximumPreparedStatements { forgetAll(keeping: texts, missing: &missing) }
        var names: [String] = []
        for _ in missing {
            lastStatementNumber += 1
            names.append("dw\(lastStatementNumber)")
        }
        let results = try inPipeline(expecting: missing.flatMap { [$0, $0] }) {
            for (sql, name) in zip(missing, names) {
                guard PQsendPrepare(connection, name, sql, 0, nil) == 1, PQsendDescribePrepared(connection, name) == 1
                else { return false }
            }
            return true
        }
        for (index, sql) in missing.enumerated() {
            let description = results[2 * index + 1].pointer
            let types = (0..<PQnparams(description)).map { PQparamtype(description, $0) }
            statements[sql] = PreparedStatement(name: names[index], parameterTypes: types)
        }
    }

    private func forgetAll(keeping texts: [String], missing: inout [String]) {
        guard let result = PQexec(connection, "DEALLOCATE ALL") else { return }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { return }
        statements.removeAll()
        missing.removeAll()
        for sql in texts where !missing.contains(sql) { missing.append(sql) }
    }

    private func preparedStatement(_ sql: String) throws(PostgresError) -> PreparedStatement {
        guard let statement = statements[sql] else { throw lost(sql) }
        return statement
    }

    private func encoded(
        _ statement: PostgresStatement, _ prepared: PreparedStatement
    ) throws(PostgresError) -> ParameterEncoder {
        do {
            return try ParameterEncoder(statement.parameters, types: prepared.parameterTypes)
        } catch {
            throw PostgresError(code: error.code, message: error.message, statement: statement.sql)
        }
    }

    /// True when the server has changed or lost the prepared statement since: it is prepared again.
    private func isStalePlan(_ error: PostgresError) -> Bool { ["0A000", "26000"].contains(error.code.rawValue) }

    // MARK: Pipeline mode

    /// Sends with `send`, which queues one command for each of `sql`, and collects one result for each.
    private func inPipeline(
        expecting sql: [String], _ send: () -> Bool
    ) throws(PostgresError) -> [ResultHandle] {
        guard PQenterPipelineMode(connection) == 1 else { throw lost(sql[0]) }
        guard send(), PQpipelineSync(connection) == 1 else { throw lost(sql[0]) }
        var handles: [ResultHandle] = []
        handles.reserveCapacity(sql.count)
        var failure: PostgresError?
        for text in sql {
            guard let pointer = PQgetResult(connection) else { throw lost(text) }
            let handle = ResultHandle(pointer)
            if failure == nil { failure = handle.error(statement: text) }
            handles.append(handle)
            guard failure?.code != .connectionLost, PQstatus(connection) == CONNECTION_OK else { break }
            while let rest = PQgetResult(connection) { PQclear(rest) }
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw failure ?? lost(sql[0]) }
        while let pointer = PQgetResult(connection) {
            let isEnd = PQresultStatus(pointer) == PGRES_PIPELINE_SYNC
            PQclear(pointer)
            if isEnd { break }
        }
        guard PQexitPipelineMode(connection) == 1 else { throw failure ?? lost(sql[0]) }
        if let failure { throw failure }
        return handles
    }

    private func checked(_ pointer: OpaquePointer?, _ sql: String) throws(PostgresError) -> ResultHandle {
        guard let pointer else { throw lost(sql) }
        let handle = ResultHandle(pointer)
        if let error = handle.error(statement: sql) { throw error }
        return handle
    }

    private func lost(_ sql: String) -> PostgresError {
        PostgresError(
            code: .connectionLost, message: "the connection to the server broke; it is made anew for the next call",
            statement: sql)
    }
}
