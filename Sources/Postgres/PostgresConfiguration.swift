/// Where Postgres is, and the bounds of what one pool takes of it.
package struct PostgresConfiguration: Sendable {
    /// A libpq URL or key-value string: `postgresql://role@host:5432/database`, `postgresql:///database?host=/run/x&user=role`.
    /// May hold a password; it is never written anywhere.
    package var url: String
    /// Shown in the server's `pg_stat_activity`.
    package var applicationName = "driftwatch"
    /// Connections at most. Each has a thread here and a process in the server.
    package var maximumConnections = 8
    /// Connections that stay open when idle.
    package var minimumConnections = 1
    /// Callers that may wait for a connection; one more is refused at once.
    package var maximumWaiters = 1_024
    /// How long a caller waits for a connection, the server's absence included.
    package var acquireTimeout: Duration = .seconds(15)
    /// How long one attempt to connect may take.
    package var connectTimeout: Duration = .seconds(5)
    /// A statement that runs longer is cancelled by the server.
    package var statementTimeout: Duration = .seconds(30)
    /// A transaction whose client says nothing for this long is ended by the server.
    package var idleTransactionTimeout: Duration = .seconds(60)
    /// An idle connection beyond the minimum is closed after this time.
    package var idleTimeout: Duration = .seconds(60)
    /// Prepared statements that a connection keeps.
    package var maximumPreparedStatements = 256
    /// Settings of every session besides those above. A commit that is acknowledged is on disk, whatever the role's default.
    package var sessionSettings = ["synchronous_commit": "on"]

    /// The defaults for a server.
    package init(url: String) { self.url = url }
}
