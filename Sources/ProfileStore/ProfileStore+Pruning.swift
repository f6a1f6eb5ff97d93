package import Contracts
internal import Postgres

extension ProfileStore {
    /// Deletes what nobody needs any more, a bounded number of rows of each kind, and says how many.
    package func prune(_ horizon: PruneHorizon, limit: Int = 10_000) async throws -> Int {
        var removed = 0
        for (table, column, before) in [
            ("client_sequences", "updated_at_nanos", horizon.sequences),
            ("recent_request_ids", "received_at_nanos", horizon.requests),
            ("suppressed_records", "received_at_nanos", horizon.log),
            ("unreadable_records", "received_at_nanos", horizon.unreadable),
            ("quantile_sketches", "stored_at_nanos", horizon.sketches),
        ] {
            let result = try await pool.query(
                "DELETE FROM \(table) WHERE ctid = ANY(ARRAY(SELECT ctid FROM \(table) WHERE \(column) < $1 LIMIT $2))",
                [.int8(before.nanos), .int8(Int64(limit))])
            removed += result.affectedRowCount
        }
        return removed
    }
}

/// Before when each kind of row may go.
package struct PruneHorizon: Sendable {
    /// Senders that have been silent since.
    package var sequences: Timestamp
    package var requests: Timestamp
    /// The oldest record that the log may still hold.
    package var log: Timestamp
    package var unreadable: Timestamp
    package var sketches: Timestamp

    /// What may go at `now`: senders after 7 days, request ids after 25 hours (they count for 24), suppressed records when
    /// the log has dropped theirs, unreadable records after 30 days, sketches after 90.
    package init(now: Timestamp, logRetention: Duration) {
        sequences = now.advanced(by: .seconds(-7 * 86_400))
        requests = now.advanced(by: .seconds(-25 * 3_600))
        log = now.advanced(by: .zero - logRetention - .seconds(86_400))
        unreadable = now.advanced(by: .seconds(-30 * 86_400))
        sketches = now.advanced(by: .seconds(-90 * 86_400))
    }
}
