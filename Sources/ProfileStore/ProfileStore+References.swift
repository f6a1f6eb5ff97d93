package import Contracts
internal import Postgres
package import Statistics

/// A frozen reference of a deployment, without its bins.
package struct ReferenceRecord: Hashable, Sendable {
    package var id: ReferenceID
    package var deployment: DeploymentKey
    /// 1, 2, 3, … of the deployment.
    package var version: Int
    /// Which partition of the log the deployment's events are in.
    package var partition: Int
    package var description: String
    package var events: Int64
    package var createdAt: Timestamp
    /// The last offset before the first record counted in its bins; nil: not taken up yet.
    package var activatedOffset: Int64?
    /// How far the backfill has come.
    package var backfilledOffset: Int64
    package var isBackfilled: Bool
}

extension ProfileStore {
    /// Stores a reference as the deployment's next version, to be taken up by the partition's consumer.
    package func add(
        _ reference: Reference, to deployment: DeploymentKey, partition: Int, description: String, at time: Timestamp
    ) async throws -> ReferenceRecord {
        let id = ReferenceID.random()
        return try await pool.transaction(project: deployment.project) { connection in
            // Two references at once get two versions.
            try await connection.query(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text("reference of \(deployment)")])
            let row = try await connection.query(
                """
                INSERT INTO deployment_references (project_id, deployment_id, reference_id, version, partition, description,
                    events, created_at_nanos, reference)
                SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8 FROM deployment_references
                WHERE project_id = $1 AND deployment_id = $2
                RETURNING \(referenceColumns)
                """,
                deployment.parameters + [
                    .text(id.rawValue), .int8(Int64(partition)), .text(description), .int8(Int64(reference.events)),
                    .int8(time.nanos), .bytes(reference.encode()),
                ]
            ).onlyRow()
            return try ReferenceRecord(row)
        }
    }

    /// The latest reference of a deployment. With `isActive` the latest that events are already counted in.
    package func latestReference(
        of deployment: DeploymentKey, isActive: Bool = false, project: ProjectID?
    ) async throws -> ReferenceRecord? {
        try await pool.transaction(project: project) { connection in
            try await connection.query(
                """
                SELECT \(referenceColumns) FROM deployment_references
                WHERE project_id = $1 AND deployment_id = $2 AND (NOT $3 OR activated_offset IS NOT NULL)
                ORDER BY version DESC LIMIT 1
                """, deployment.parameters + [.bool(isActive)]
            ).rows.first.map { try ReferenceRecord($0) }
        }
    }

    /// The bins and profile of a reference.
    package func reference(_ record: ReferenceRecord, project: ProjectID?) async throws -> Reference {
        let bytes = try await pool.transaction(project: project) { connection in
            try await connection.query(
                "SELECT reference FROM deployment_references WHERE project_id = $1 AND deployment_id = $2 AND reference_id = $3",
                record.deployment.parameters + [.text(record.id.rawValue)]
            ).onlyRow().bytes(0)
        }
        do {
            return try Reference(decoding: bytes)
        } catch {
            throw ProfileStoreError.corrupt(what: "reference \(record.id)", reason: error.message)
        }
    }

    /// References that a partition's consumer has yet to take up, or has yet to count earlier events for.
    package func referencesInWork(partition: Int) async throws -> [ReferenceRecord] {
        try await pool.query(
            """
            SELECT \(referenceColumns) FROM deployment_references
            WHERE partition = $1 AND NOT backfill_done ORDER BY project_id, deployment_id, version
            """, [.int8(Int64(partition))]
        ).rows.map { try ReferenceRecord($0) }
    }

    /// Records that events after `offset` are counted in these references' bins.
    ///
    /// Throws `fenced` when the partition does not stand at `offset`.
    package func activate(_ references: [ReferenceRecord], partition: Int, offset: Int64) async throws {
        try await pool.transaction(project: nil) { connection in
            let held = try await connection.query(
                "SELECT 1 FROM consumer_offsets WHERE partition = $1 AND processed_offset = $2 FOR UPDATE",
                [.int8(Int64(partition)), .int8(offset)])
            guard held.rows.count == 1 else { throw ProfileStoreError.fenced(partition: partition, expectedOffset: offset) }
            try await connection.query(
                """
                UPDATE deployment_references SET activated_offset = $2
                WHERE reference_id = ANY($1::text[]) AND activated_offset IS NULL
                """, [.textArray(references.map(\.id.rawValue)), .int8(offset)])
        }
    }

    /// Stores what a backfill has counted up to `offset`.
    ///
    /// Throws `conflict` when the backfill does not stand where the record says: another process works on it.
    package func storeBackfill(
        _ cells: [NewCell], of reference: ReferenceRecord, upTo offset: Int64, events: Int64, isDone: Bool, at time: Timestamp
    ) async throws {
        try await pool.transaction(project: nil) { connection in
            let moved = try await connection.query(
                """
                UPDATE deployment_references
                SET backfilled_offset = $2, backfilled_events = backfilled_events + $4, backfill_done = $5
                WHERE reference_id = $1 AND coalesce(backfilled_offset, 0) = $3 AND NOT backfill_done RETURNING 1
                """,
                [
                    .text(reference.id.rawValue), .int8(offset), .int8(reference.backfilledOffset), .int8(events), .bool(isDone),
                ])
            guard moved.rows.count == 1 else { throw ProfileStoreError.conflict(what: "the backfill of \(reference.id)") }
            let statements =
                NewCell.inserts(cells, storedAt: time) + NewCell.dirtyHours(of: cells, partition: reference.partition, at: time)
            guard !statements.isEmpty else { return }
            try await connection.pipeline(statements)
        }
    }
}

private let referenceColumns = """
    reference_id, project_id, deployment_id, version, partition, description, events, created_at_nanos, activated_offset, \
    coalesce(backfilled_offset, 0), backfill_done
    """

extension ReferenceRecord {
    fileprivate init(_ row: PostgresRow) throws {
        let texts = (try row.text(0), try row.text(1), try row.text(2))
        guard let id = ReferenceID(texts.0), let project = ProjectID(texts.1), let deployment = DeploymentID(texts.2) else {
            throw ProfileStoreError.corrupt(what: "reference \(texts.0)", reason: "invalid identifiers")
        }
        self.init(
            id: id, deployment: DeploymentKey(project, deployment), version: try row.int(3), partition: try row.int(4),
            description: try row.text(5), events: try row.int8(6), createdAt: Timestamp(nanos: try row.int8(7)),
            activatedOffset: try row.int8OrNil(8), backfilledOffset: try row.int8(9), isBackfilled: try row.bool(10))
    }
}
