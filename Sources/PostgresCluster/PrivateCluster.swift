package import Logging
internal import Postgres
internal import Processes
internal import Synchronization

/// A Postgres of our own: made on the first start, reached over a Unix socket by peer authentication only, started again when
/// it dies, stopped with us.
///
/// ```
/// let cluster = PrivateCluster(configuration: .init(directory: "/var/lib/driftwatch/postgres", roles: roles), logger: logger)
/// try await cluster.start()
/// let pool = PostgresPool(configuration: .init(url: cluster.url(role: "driftwatch_service")), logger: logger)
/// try await cluster.run()   // until the task is cancelled; then it stops the server
/// ```
package final class PrivateCluster: Sendable {
    let configuration: PrivateClusterConfiguration
    let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var server: ClusterServer?
        var isStopping = false
    }

    /// A cluster that is not started yet.
    package init(configuration: PrivateClusterConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Makes the cluster if there is none, starts the server, and makes the roles and the database.
    package func start() async throws {
        guard state.withLock({ $0.server == nil }) else { return }
        let (configuration, logger) = (configuration, logger)
        let server = try await onOwnThread { () throws(PrivateClusterError) in
            let server = try ClusterServer(configuration, logger: logger)
            try server.prepare()
            try server.launch()
            return server
        }
        state.withLock { state in
            state.server = server
            state.isStopping = false
        }
        do {
            try await makeDatabase()
        } catch {
            await stop()
            throw error
        }
    }

    /// Watches over the server: starts it again when it dies. Returns when the task is cancelled, after it has stopped the
    /// server; throws when the server cannot be started again.
    package func run() async throws {
        try await start()
        do {
            try await supervise()
        } catch is CancellationError {
            await stop()
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops the server: waits for clients to leave, then cuts them off. Everything acknowledged is on disk in each case.
    package func stop() async {
        let server = state.withLock { state in
            state.isStopping = true
            defer { state.server = nil }
            return state.server
        }
        guard let server else { return }
        await onOwnThread { server.stop() }
    }

    /// Where a role connects. The superuser of the cluster is `postgres`.
    /// - Parameter database: The cluster's own when nil.
    package func url(role: String, database: String? = nil) -> String {
        // Where the cluster cannot be, no other server may answer: an empty folder would mean the system's own.
        let folder = (try? ClusterServer.directory(of: configuration))?.socket ?? "/nonexistent"
        let name = percentEncoded(database ?? configuration.database)
        return "postgresql:///\(name)?host=\(percentEncoded(folder))&port=\(ClusterDirectory.port)&user=\(percentEncoded(role))"
    }

    /// The server's process, for tests that kill it and for diagnosis; nil when it does not run.
    package var processID: Int32? { state.withLock { $0.server?.processID } }

    /// Where the server writes what it has to say.
    package var logPath: String { "\(configuration.directory)/postgres.log" }

    private func supervise() async throws {
        var pause = Duration.milliseconds(100)
        while let server = state.withLock({ $0.server }) {
            let began = ContinuousClock.now
            let status = try await server.ended()
            guard state.withLock({ !$0.isStopping }) else { return }
            try Task.checkCancellation()
            if ContinuousClock.now - began > .seconds(60) { pause = .milliseconds(100) }
            logger.warning(
                "the private postgres ended; starting it again",
                metadata: ["how": "\(ChildProcess.describe(status))", "log": "\(logPath)", "pause": "\(pause)"])
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(10))
            guard state.withLock({ !$0.isStopping }) else { return }
            try await onOwnThread { () throws(PrivateClusterError) in try server.launch() }
            // Whoever stopped meanwhile found no process to stop.
            guard state.withLock({ !$0.isStopping }) else { return await onOwnThread { server.stop() } }
            logger.info("the private postgres is back", metadata: ["process": "\(server.processID ?? 0)"])
        }
    }

    private func makeDatabase() async throws {
        var settings = PostgresConfiguration(url: url(role: "postgres", database: "postgres"))
        settings.maximumConnections = 1
        let pool = PostgresPool(configuration: settings, logger: logger)
        do {
            try await makeDatabase(with: pool)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    private func makeDatabase(with pool: PostgresPool) async throws {
        for role in configuration.roles {
            let exists = try await pool.query("SELECT FROM pg_roles WHERE rolname = $1", [.text(role)]).rows.count > 0
            if !exists { try await pool.withConnection { try await $0.script("CREATE ROLE \(quoted(role)) LOGIN") } }
        }
        let name = configuration.database
        let exists = try await pool.query("SELECT FROM pg_database WHERE datname = $1", [.text(name)]).rows.count > 0
        let owner = configuration.roles[0]
        try await pool.withConnection { connection in
            if !exists { try await connection.script("CREATE DATABASE \(quoted(name)) OWNER \(quoted(owner))") }
            try await connection.script("REVOKE CONNECT, TEMPORARY ON DATABASE \(quoted(name)) FROM PUBLIC")
            for role in configuration.roles {
                try await connection.script("GRANT CONNECT, TEMPORARY ON DATABASE \(quoted(name)) TO \(quoted(role))")
            }
        }
    }
}

private func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// Escapes what a URL's query cannot hold.
private func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
        let isPlain = byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
        if isPlain || "-._~".utf8.contains(byte) {
            result.unicodeScalars.append(UnicodeScalar(byte))
        } else {
            result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}
