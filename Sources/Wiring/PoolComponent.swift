package import Postgres
internal import ServiceLifecycle

/// Keeps a pool until the process stops, then closes it. List it before what uses it: it stops after them.
package struct PoolComponent: Service {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    package func run() async throws {
        try? await gracefulShutdown()
        await pool.close()
    }
}
