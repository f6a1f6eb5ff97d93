extension PostgresRow {
    /// As `text`; nil for NULL.
    package func textOrNil(_ column: Int) throws(PostgresError) -> String? { try isNull(column) ? nil : text(column) }
    /// As `int8`; nil for NULL.
    package func int8OrNil(_ column: Int) throws(PostgresError) -> Int64? { try isNull(column) ? nil : int8(column) }
    /// As `int`; nil for NULL.
    package func intOrNil(_ column: Int) throws(PostgresError) -> Int? { try isNull(column) ? nil : int(column) }
    /// As `float8`; nil for NULL.
    package func float8OrNil(_ column: Int) throws(PostgresError) -> Double? { try isNull(column) ? nil : float8(column) }
    /// As `bool`; nil for NULL.
    package func boolOrNil(_ column: Int) throws(PostgresError) -> Bool? { try isNull(column) ? nil : bool(column) }
    /// As `bytes`; nil for NULL.
    package func bytesOrNil(_ column: Int) throws(PostgresError) -> [UInt8]? { try isNull(column) ? nil : bytes(column) }
    /// As `float8Array`; nil for NULL.
    package func float8ArrayOrNil(_ column: Int) throws(PostgresError) -> [Double]? {
        try isNull(column) ? nil : float8Array(column)
    }
    /// As `int8Array`; nil for NULL.
    package func int8ArrayOrNil(_ column: Int) throws(PostgresError) -> [Int64]? {
        try isNull(column) ? nil : int8Array(column)
    }
    /// As `textArray`; nil for NULL.
    package func textArrayOrNil(_ column: Int) throws(PostgresError) -> [String]? {
        try isNull(column) ? nil : textArray(column)
    }
}
