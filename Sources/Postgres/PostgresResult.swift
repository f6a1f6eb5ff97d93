/// What a statement returned. Values are decoded when they are read; the memory is libpq's and is freed with the last
/// reference to the result or one of its rows.
package struct PostgresResult: Sendable {
    let handle: ResultHandle

    /// The rows, in the server's order.
    package var rows: Rows { Rows(handle: handle) }

    /// Rows that an INSERT, UPDATE, DELETE, COPY or SELECT affected or returned.
    package var affectedRowCount: Int { handle.affectedRowCount }

    /// The only row of a statement that must return exactly one.
    package func onlyRow() throws(PostgresError) -> PostgresRow {
        guard handle.rowCount == 1 else {
            throw PostgresError(code: .missingRow, message: "expected exactly one row, got \(handle.rowCount)")
        }
        return rows[0]
    }

    /// The rows of a result, by index from 0.
    package struct Rows: RandomAccessCollection, Sendable {
        let handle: ResultHandle

        package var startIndex: Int { 0 }
        package var endIndex: Int { handle.rowCount }
        package subscript(position: Int) -> PostgresRow {
            precondition(indices.contains(position), "row \(position) of a result of \(handle.rowCount)")
            return PostgresRow(handle: handle, index: position)
        }
    }
}
