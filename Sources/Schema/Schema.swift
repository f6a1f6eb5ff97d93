package import Logging
package import Postgres

/// What DriftWatch keeps in Postgres, and how a database gets there.
package enum Schema {
    /// The roles that own and use the tables. None bypasses row-level security.
    package enum Role: String, CaseIterable, Sendable {
        /// Owns every table, and migrates.
        case owner = "driftwatch_owner"
        /// Ingest and the read services: one project a transaction.
        case service = "driftwatch_service"
        /// Stream: the log and the profiles of every project.
        case stream = "driftwatch_stream"
        /// Auth: organisations, projects and keys of all.
        case auth = "driftwatch_auth"
    }

    /// Every migration, in order: one line for each file in `migrations/`.
    package static var migrations: [PostgresMigration] {
        [
            migration(1, "tenants", PackageResources._01_tenants_sql),
            migration(2, "event-log", PackageResources._02_event_log_sql),
            migration(3, "profiles", PackageResources._03_profiles_sql),
            migration(4, "dead-letters", PackageResources._04_dead_letters_sql),
            migration(5, "project-progress", PackageResources._05_project_progress_sql),
        ]
    }

    /// Makes the roles and applies the migrations that are missing. The pool's role may create roles, or is the owner and
    /// finds the others made.
    /// - Returns: How many migrations were applied.
    @discardableResult
    package static func migrate(_ pool: PostgresPool, logger: Logger) async throws -> Int {
        try await plan.run(on: pool, logger: logger).count
    }

    /// Throws unless the database has exactly the migrations that this program knows. Any role may ask.
    package static func verify(_ pool: PostgresPool) async throws { try await plan.verify(on: pool) }

    private static var plan: PostgresMigrations {
        PostgresMigrations(
            migrations, preparation: String(decoding: PackageResources.roles_sql, as: UTF8.self), role: Role.owner.rawValue)
    }

    private static func migration(_ version: Int, _ name: String, _ sql: [UInt8]) -> PostgresMigration {
        PostgresMigration(version: version, name: name, sql: String(decoding: sql, as: UTF8.self))
    }
}
