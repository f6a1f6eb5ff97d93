internal import Foundation
package import Logging
internal import Postgres
internal import PostgresCluster
internal import Schema

/// A real Postgres for a test process: one private cluster, started by the first test that wants it and gone with the process,
/// even when that is killed. Each test takes a database of its own.
package enum TestPostgres {
    /// A new database with all migrations applied.
    package static func makeDatabase() async throws -> TestDatabase {
        try await shared.value.makeDatabase(isMigrated: true)
    }

    /// A new database without any table.
    package static func makeEmptyDatabase() async throws -> TestDatabase {
        try await shared.value.makeDatabase(isMigrated: false)
    }

    /// What test clusters and pools write their logs to: nothing but errors.
    package static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }

    private static let shared = Task { try await TestCluster.start() }
}

/// The cluster behind ``TestPostgres``.
private actor TestCluster {
    private let cluster: PrivateCluster
    private let administrator: PostgresPool
    private var count = 0
    private var template: Task<String, any Error>?

    private init(cluster: PrivateCluster) {
        self.cluster = cluster
        var configuration = PostgresConfiguration(url: cluster.url(role: "postgres", database: "postgres"))
        configuration.maximumConnections = 1
        // All tests of a process ask for their databases at once, and get them one after the other.
        configuration.acquireTimeout = .seconds(600)
        configuration.statementTimeout = .seconds(120)
        administrator = PostgresPool(configuration: configuration, logger: TestPostgres.logger)
    }

    static func start() async throws -> TestCluster {
        let directory = "/tmp/driftwatch-test-\(ProcessInfo.processInfo.processIdentifier)"
        try TestWatchdog.start(directory: directory)
        var configuration = PrivateClusterConfiguration(directory: directory, roles: Schema.Role.allCases.map(\.rawValue))
        configuration.maximumConnections = 200
        // Tests of durability start clusters of their own.
        configuration.settings = ["fsync": "off", "full_page_writes": "off", "autovacuum": "off"]
        let cluster = PrivateCluster(configuration: configuration, logger: TestPostgres.logger)
        try await cluster.start()
        return TestCluster(cluster: cluster)
    }

    func makeDatabase(isMigrated: Bool) async throws -> TestDatabase {
        count += 1
        let name = "test\(count)"
        let source = isMigrated ? try await migratedTemplate() : "template1"
        try await create(name, from: source)
        return TestDatabase(cluster: cluster, name: name)
    }

    private func migratedTemplate() async throws -> String {
        if let template { return try await template.value }
        let making = Task { try await makeTemplate("migrated") }
        template = making
        return try await making.value
    }

    private func makeTemplate(_ name: String) async throws -> String {
        try await create(name, from: "template1")
        var configuration = PostgresConfiguration(url: cluster.url(role: Schema.Role.owner.rawValue, database: name))
        configuration.maximumConnections = 1
        let pool = PostgresPool(configuration: configuration, logger: TestPostgres.logger)
        try await Schema.migrate(pool, logger: TestPostgres.logger)
        await pool.close()
        return name
    }

    /// Two copies of one template cannot be made at once: the server says so, and the second waits its turn.
    private func create(_ name: String, from source: String) async throws {
        for attempt in 1... {
            do {
                try await administrator.withConnection {
                    try await $0.script(
                        "CREATE DATABASE \(name) TEMPLATE \(source) OWNER \(Schema.Role.owner.rawValue) STRATEGY wal_log")
                }
                return
            } catch let error as PostgresError where error.code.rawValue == "55006" && attempt < 100 {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
