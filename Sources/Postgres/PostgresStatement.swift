/// A statement and its parameters, as ``PostgresConnection/pipeline(_:)`` takes them.
package struct PostgresStatement: Sendable {
    /// The SQL, with `$1`, `$2`, … for the parameters. It is prepared once a connection and kept by its text: never
    /// build it out of data.
    package var sql: String
    /// The values of `$1`, `$2`, …
    package var parameters: [PostgresValue]

    /// A statement with its parameters.
    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
