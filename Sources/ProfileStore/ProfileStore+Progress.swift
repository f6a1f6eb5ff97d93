package import Contracts
internal import Postgres

/// Where a partition's consumer stands and what it has done so far.
package struct PartitionProgress: Hashable, Sendable {
    package var partition: Int
    /// The last offset whose record has been counted; 0: none.
    package var processedOffset: Int64
    package var counts: Commit.Counts
}

/// What has been done with a project's batches in a partition.
package struct ProjectProgress: Hashable, Sendable {
    package var partition: Int
    /// The last offset of the partition, whosoever's, that has been counted.
    package var processedOffset: Int64
    package var counts: ProjectCounts
}

extension ProfileStore {
    /// Where a partition stands; one that has never been worked on is entered at offset 0.
    package func openPartition(_ partition: Int, at time: Timestamp) async throws -> PartitionProgress {
        try await pool.transaction(project: nil) { connection in
            try await connection.query(
                """
                INSERT INTO consumer_offsets (partition, processed_offset, updated_at_nanos) VALUES ($1, 0, $2)
                ON CONFLICT DO NOTHING
                """, [.int8(Int64(partition)), .int8(time.nanos)])
            let rows = try await connection.query(selectProgress + " WHERE partition = $1", [.int8(Int64(partition))]).rows
            guard let row = rows.first else { throw ProfileStoreError.conflict(what: "the offset of partition \(partition)") }
            return try PartitionProgress(row)
        }
    }

    /// What has been done with a project's batches in every partition, and where the partition stands, at one moment.
    package func progress(of project: ProjectID) async throws -> [ProjectProgress] {
        try await pool.query(selectProjectProgress, [.text(project.rawValue)]).rows.map { row in
            var counts = ProjectCounts(project: project)
            counts.processedBatches = try row.int8(2)
            counts.suppressedBatches = try row.int8(3)
            counts.suppressedEvents = try row.int8(4)
            return ProjectProgress(partition: try row.int(0), processedOffset: try row.int8(1), counts: counts)
        }
    }

    /// Where every partition stands.
    package func progress() async throws -> [PartitionProgress] {
        try await pool.query(selectProgress + " ORDER BY partition").rows.map { try PartitionProgress($0) }
    }
}

private let selectProjectProgress = """
    SELECT c.partition, c.processed_offset, coalesce(p.processed_batches, 0), coalesce(p.suppressed_batches, 0),
        coalesce(p.suppressed_events, 0)
    FROM consumer_offsets c LEFT JOIN project_progress p ON p.partition = c.partition AND p.project_id = $1
    ORDER BY c.partition
    """

private let selectProgress = """
    SELECT partition, processed_offset, processed_batches, processed_events, suppressed_batches, suppressed_events,
        refused_events, unreadable_batches
    FROM consumer_offsets
    """

extension PartitionProgress {
    fileprivate init(_ row: PostgresRow) throws {
        partition = try row.int(0)
        processedOffset = try row.int8(1)
        counts = Commit.Counts()
        counts.processedBatches = try row.int8(2)
        counts.processedEvents = try row.int8(3)
        counts.suppressedBatches = try row.int8(4)
        counts.suppressedEvents = try row.int8(5)
        counts.refusedEvents = try row.int8(6)
        counts.unreadableBatches = try row.int8(7)
    }
}
