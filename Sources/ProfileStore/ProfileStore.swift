internal import Contracts
package import Postgres

/// What `stream` has made of the event log, in Postgres: cells of counters, hour sums, series, references, and what it
/// needs to count each event once. docs/decisions/006-profiles.md explains the tables.
///
/// A read for a project goes through a transaction of that project and sees nothing else; `stream` itself works for all
/// projects and connects with its own role.
package struct ProfileStore: Sendable {
    package let pool: PostgresPool

    /// A store over a pool whose role is `driftwatch_service` (reads) or `driftwatch_stream` (everything).
    package init(pool: PostgresPool) {
        self.pool = pool
    }
}

/// What a profile store cannot do.
package enum ProfileStoreError: Error, Equatable, CustomStringConvertible {
    /// The partition does not stand where the consumer believed: another process works on it.
    case fenced(partition: Int, expectedOffset: Int64)
    /// Stored bytes cannot be read.
    case corrupt(what: String, reason: String)
    /// Somebody else changed the same rows first; nothing was changed.
    case conflict(what: String)

    package var description: String {
        switch self {
        case .fenced(let partition, let offset):
            "partition \(partition) is no longer at offset \(offset): another process has taken it over, nothing was stored"
        case .corrupt(let what, let reason): "the stored \(what) cannot be read: \(reason)"
        case .conflict(let what): "\(what) changed meanwhile; nothing was stored"
        }
    }
}
