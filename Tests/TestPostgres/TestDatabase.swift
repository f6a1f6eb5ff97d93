package import Contracts
internal import Logging
package import Postgres
internal import PostgresCluster
package import Schema

/// A database that one test has for itself.
package struct TestDatabase: Sendable {
    let cluster: PrivateCluster
    let name: String

    /// Where a role connects.
    package func url(_ role: Schema.Role) -> String { cluster.url(role: role.rawValue, database: name) }

    /// Where the cluster's superuser connects, whom row-level security does not bind.
    package var superuserURL: String { cluster.url(role: "postgres", database: name) }

    /// A pool of a role's connections. It closes them when they idle; `close` it to be sure.
    package func pool(_ role: Schema.Role, connections: Int = 4) -> PostgresPool { pool(url(role), connections: connections) }

    /// A pool of the superuser's connections, to look at everything.
    package func superuserPool() -> PostgresPool { pool(superuserURL, connections: 2) }

    /// An organisation with one new project in it.
    package func makeProject() async throws -> ProjectID {
        let (organisation, project) = (OrganisationID.random(), ProjectID.random())
        let pool = superuserPool()
        try await pool.query(
            "INSERT INTO organisations (organisation_id, name, created_at_nanos) VALUES ($1, $1, 1)",
            [.text(organisation.rawValue)])
        try await pool.query(
            "INSERT INTO projects (project_id, organisation_id, name, created_at_nanos) VALUES ($1, $2, $1, 1)",
            [.text(project.rawValue), .text(organisation.rawValue)])
        await pool.close()
        return project
    }

    private func pool(_ url: String, connections: Int) -> PostgresPool {
        var configuration = PostgresConfiguration(url: url)
        configuration.maximumConnections = connections
        configuration.minimumConnections = 0
        configuration.idleTimeout = .seconds(5)
        // A machine that runs all tests at once is slow, not wrong.
        configuration.acquireTimeout = .seconds(120)
        configuration.statementTimeout = .seconds(120)
        return PostgresPool(configuration: configuration, logger: TestPostgres.logger)
    }
}
