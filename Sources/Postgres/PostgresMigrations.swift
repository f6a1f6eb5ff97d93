package import Logging

/// One forward step of a database's schema.
package struct PostgresMigration: Sendable {
    /// 1, 2, 3, … without gaps.
    package let version: Int
    /// What it is about, as in its file's name.
    package let name: String
    /// Any number of statements, without BEGIN and COMMIT.
    package let sql: String

    /// A step.
    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}

/// Brings a database's schema forward.
///
/// All that is missing is applied in one transaction, under a lock that a second process which starts at the same time waits
/// for. The text of each migration is remembered by its SHA-256: one that was changed after it was applied is an error.
package struct PostgresMigrations: Sendable {
    private let migrations: [PostgresMigration]
    private let preparation: String
    private let role: String

    /// - Parameters:
    ///   - preparation: SQL that runs each time, before everything else: what makes the roles.
    ///   - role: The role that the migrations run as, so that it owns what they make.
    package init(_ migrations: [PostgresMigration], preparation: String, role: String) {
        precondition(migrations.map(\.version) == migrations.indices.map { $0 + 1 }, "migrations are numbered 1, 2, 3, …")
        self.migrations = migrations
        self.preparation = preparation
        self.role = role
    }

    /// Applies what is missing. The pool's role must be `role`, or be allowed to become it and to make roles.
    /// - Returns: The migrations that were applied.
    @discardableResult
    package func run(on pool: PostgresPool, logger: Logger) async throws -> [PostgresMigration] {
        try await pool.transaction(project: nil) { connection in
            try await connection.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '5min'")
            try await connection.query("SELECT pg_advisory_xact_lock($1)", [.int8(lockKey)])
            try await connection.script(preparation)
            try await connection.script("SET LOCAL ROLE \(role)")
            try await connection.script(historyTable)
            let missing = try await missingMigrations(connection)
            for migration in missing {
                try await connection.script(migration.sql)
                try await connection.query(
                    remember, [.int8(Int64(migration.version)), .text(migration.name), .text(migration.sql)])
                logger.info("applied a migration", metadata: ["migration": "\(label(migration))"])
            }
            return missing
        }
    }

    /// Throws unless the database is exactly what this program wants. Any role may ask.
    package func verify(on pool: PostgresPool) async throws {
        let missing: [PostgresMigration]
        do {
            missing = try await pool.withConnection { try await missingMigrations($0) }
        } catch let error as PostgresError where error.code == .undefinedTable {
            missing = migrations
        }
        guard let first = missing.first else { return }
        throw PostgresError(
            code: .migrationMismatch,
            message: "the database \(pool.configuration.address) lacks migration \(label(first)) and \(missing.count - 1) more; "
                + "migrate it first, as a role that may")
    }

    private func missingMigrations(_ connection: PostgresConnection) async throws -> [PostgresMigration] {
        let applied = try await connection.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version").rows
        if let unknown = try applied.first(where: { try $0.int(0) > migrations.count }) {
            throw PostgresError(
                code: .migrationMismatch,
                message:
                    "the database has migration \(try unknown.int(0)) (\(try unknown.text(1))), which this program does not know; "
                    + "start a newer one")
        }
        let checksums = try await connection.query(
            "SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM unnest($1::text[]) WITH ORDINALITY AS t(text, n) ORDER BY n",
            [.textArray(migrations.map(\.sql))])
        for row in applied {
            let migration = migrations[try row.int(0) - 1]
            guard try row.text(2) == checksums.rows[migration.version - 1].text(0) else {
                throw PostgresError(
                    code: .migrationMismatch,
                    message: "migration \(label(migration)) is not what was applied to this database; "
                        + "restore its text, and put the change into a new migration")
            }
        }
        let versions = try Set(applied.map { row in try row.int(0) })
        return migrations.filter { !versions.contains($0.version) }
    }

    private func label(_ migration: PostgresMigration) -> String { "\(migration.version) (\(migration.name))" }
}

/// "driftwat" in ASCII: the same for every DriftWatch, and unlikely to be another program's.
private let lockKey: Int64 = 0x6472_6966_7477_6174

private let historyTable = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    );
    GRANT SELECT ON schema_migrations TO PUBLIC
    """

private let remember = """
    INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))
    """
