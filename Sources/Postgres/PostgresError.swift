/// Why Postgres could not do what was asked.
///
/// Its description names the statement (its SQL, never its parameters) and what the server said, without the values that
/// some of the server's messages quote.
package struct PostgresError: Error, Sendable {
    /// What kind of failure it is; decide by it.
    package let code: Code
    /// What went wrong, for people. Holds no data.
    package let message: String
    /// The beginning of the SQL that failed, if there was one.
    package let statement: String?
    /// The constraint that was violated, if one was.
    package let constraint: String?

    /// An error about a statement, if one is given.
    package init(code: Code, message: String, statement: String? = nil, constraint: String? = nil) {
        self.code = code
        self.message = message
        self.statement = statement.map(shortened)
        self.constraint = constraint
    }

    /// True when the same work may succeed a little later: the server was away, full or busy, or two transactions met.
    /// What was asked may also have been done when the connection was lost during a commit.
    package var isRetriable: Bool { code.isRetriable }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        let what = statement.map { "postgres refused \"\($0)\": " } ?? "postgres: "
        return "\(what)\(message) (\(code.rawValue))"
    }
}

extension PostgresError {
    /// A five-character SQLSTATE of the server, or a word of this adapter.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The SQLSTATE, or the word.
        package let rawValue: String
        /// Any code; the server has more than are named here.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The server could not be reached, or is starting or stopping.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The server does not let us in: role, password, database.
        package static let refused = Code(rawValue: "refused")
        /// The connection broke while something was going on. A commit in flight may or may not have happened.
        package static let connectionLost = Code(rawValue: "connection_lost")
        /// Too many callers wait for a connection already.
        package static let poolExhausted = Code(rawValue: "pool_exhausted")
        /// No connection became free in time.
        package static let acquireTimeout = Code(rawValue: "acquire_timeout")
        /// The pool was closed.
        package static let poolClosed = Code(rawValue: "pool_closed")
        /// A connection was used after its `withConnection` had returned.
        package static let leaseEnded = Code(rawValue: "lease_ended")
        /// A transaction had failed before its commit; nothing of it is stored.
        package static let transactionAborted = Code(rawValue: "transaction_aborted")
        /// A parameter cannot be written as the type that the statement wants.
        package static let invalidParameter = Code(rawValue: "invalid_parameter")
        /// A column was read as a type that it does not have, or is NULL.
        package static let unexpectedType = Code(rawValue: "unexpected_type")
        /// A row or column that the statement should have returned is not there.
        package static let missingRow = Code(rawValue: "missing_row")
        /// The schema's history and this program's migrations disagree.
        package static let migrationMismatch = Code(rawValue: "migration_mismatch")

        /// A row with this key is there already.
        package static let uniqueViolation = Code(rawValue: "23505")
        /// What the row refers to is not there.
        package static let foreignKeyViolation = Code(rawValue: "23503")
        /// A constraint says no, or no partition takes the row.
        package static let checkViolation = Code(rawValue: "23514")
        /// A value is missing.
        package static let notNullViolation = Code(rawValue: "23502")
        /// Two transactions could not both be as if alone.
        package static let serializationFailure = Code(rawValue: "40001")
        /// Two transactions waited for each other; this one was ended.
        package static let deadlockDetected = Code(rawValue: "40P01")
        /// The role may not, or row-level security forbids it.
        package static let insufficientPrivilege = Code(rawValue: "42501")
        /// There is no such table.
        package static let undefinedTable = Code(rawValue: "42P01")
        /// A lock was not free in time.
        package static let lockNotAvailable = Code(rawValue: "55P03")
        /// The statement ran longer than it may. (That of a cancelled task throws `CancellationError`.)
        package static let queryCanceled = Code(rawValue: "57014")
        /// The server ended the connection.
        package static let adminShutdown = Code(rawValue: "57P01")

        var isRetriable: Bool {
            switch self {
            case .unreachable, .connectionLost, .poolExhausted, .acquireTimeout, .lockNotAvailable, .queryCanceled: return true
            default:
                guard rawValue.utf8.count == 5 else { return false }
                if ["57P01", "57P02", "57P03", "57P05", "25006"].contains(rawValue) { return true }
                return ["08", "40", "53"].contains(String(rawValue.prefix(2)))
            }
        }
    }
}

/// The SQL on one line, at most 120 characters of it.
private func shortened(_ sql: String) -> String {
    let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 120 ? words : words.prefix(119) + "…"
}
