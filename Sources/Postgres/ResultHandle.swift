internal import CPostgres

/// Owns a `PGresult`.
///
/// `@unchecked Sendable`: a result is never changed after libpq has returned it (the setters of libpq are not used here), its
/// accessors only read it, and it is freed once, when the last reference goes.
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        rowCount = Int(PQntuples(pointer))
        columnCount = Int(PQnfields(pointer))
    }

    deinit { PQclear(pointer) }

    func type(_ column: Int) -> UInt32 { PQftype(pointer, Int32(column)) }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(pointer, Int32(row), Int32(column)) != 0 }

    /// The bytes of a value; they live as long as the handle.
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, Int32(row), Int32(column)), count: Int(PQgetlength(pointer, Int32(row), Int32(column))))
    }

    func columnName(_ column: Int) -> String { PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? "?" }

    var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    var affectedRowCount: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The error that the result stands for, or nil.
    func error(statement: String) -> PostgresError? {
        switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN, PGRES_PIPELINE_SYNC, PGRES_SINGLE_TUPLE:
            return nil
        case PGRES_PIPELINE_ABORTED:
            return PostgresError(
                code: .transactionAborted, message: "not run because a statement before it failed", statement: statement)
        case PGRES_FATAL_ERROR:
            guard let state = field(diagnosticSQLState) else {
                return PostgresError(
                    code: .connectionLost, message: "the connection to the server broke; it is made anew for the next call",
                    statement: statement)
            }
            return PostgresError(
                code: .init(rawValue: state),
                message: withoutValues(field(diagnosticMessage) ?? "no message", state: state), statement: statement,
                constraint: field(diagnosticConstraint))
        default:
            return PostgresError(
                code: .init(rawValue: "unexpected_answer"),
                message: "the server answered something that the call does not expect; COPY needs copyIn", statement: statement)
        }
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { String(cString: $0) }
    }
}

// The codes of `postgres_ext.h`: macros of characters, which Swift does not import.
private let diagnosticSQLState = Int32(UInt8(ascii: "C"))
private let diagnosticMessage = Int32(UInt8(ascii: "M"))
private let diagnosticConstraint = Int32(UInt8(ascii: "n"))

/// The server's primary message; those about data (class 22) quote the value that they refuse, which is cut out.
private func withoutValues(_ message: String, state: String) -> String {
    guard state.hasPrefix("22") else { return message }
    var result = ""
    var isInside = false
    for character in message {
        if character == "\"" {
            if !isInside { result += "\"…\"" }
            isInside.toggle()
        } else if !isInside {
            result.append(character)
        }
    }
    return result
}
