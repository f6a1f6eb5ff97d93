internal import Contracts
internal import Postgres

extension ProfileStore {
    /// Stores a commit in one transaction.
    ///
    /// Throws `ProfileStoreError.fenced` when the partition does not stand at `expectedOffset`. When a `PostgresError` is
    /// thrown the commit may have happened: load the offset again before going on.
    package func store(_ commit: Commit) async throws {
        try await pool.transaction(project: nil) { connection in
            let moved = try await connection.query(advanceOffset, commit.offsetParameters)
            guard moved.rows.count == 1 else {
                throw ProfileStoreError.fenced(partition: commit.partition, expectedOffset: commit.expectedOffset)
            }
            _ = try await connection.pipeline(commit.statements)
        }
    }
}

/// Rows of one INSERT at most, so that no message to the server grows without bound.
private let insertRows = 512

private let advanceOffset = """
    UPDATE consumer_offsets SET processed_offset = $2, processed_batches = processed_batches + $4,
        processed_events = processed_events + $5, suppressed_batches = suppressed_batches + $6,
        suppressed_events = suppressed_events + $7, refused_events = refused_events + $8,
        unreadable_batches = unreadable_batches + $9, updated_at_nanos = $10
    WHERE partition = $1 AND processed_offset = $3 RETURNING partition
    """

extension Commit {
    fileprivate var offsetParameters: [PostgresValue] {
        [
            .int8(Int64(partition)), .int8(processedOffset), .int8(expectedOffset), .int8(counts.processedBatches),
            .int8(counts.processedEvents), .int8(counts.suppressedBatches), .int8(counts.suppressedEvents),
            .int8(counts.refusedEvents), .int8(counts.unreadableBatches), .int8(storedAt.nanos),
        ]
    }

    fileprivate var statements: [PostgresStatement] {
        NewCell.inserts(cells, storedAt: storedAt) + NewCell.dirtyHours(of: cells, partition: partition, at: storedAt)
            + sketchInserts + sequenceUpserts + requestUpserts + suppressedInserts + unreadableInserts + featureInserts
            + valueInserts + activityUpserts + projectUpserts
    }

    private var projectUpserts: [PostgresStatement] {
        projects.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO project_progress
                    (project_id, processed_batches, suppressed_batches, suppressed_events, partition)
                SELECT *, $5 FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[])
                ON CONFLICT (project_id, partition) DO UPDATE
                SET processed_batches = project_progress.processed_batches + EXCLUDED.processed_batches,
                    suppressed_batches = project_progress.suppressed_batches + EXCLUDED.suppressed_batches,
                    suppressed_events = project_progress.suppressed_events + EXCLUDED.suppressed_events
                """,
                [
                    .textArray(chunk.map(\.project.rawValue)), .int8Array(chunk.map(\.processedBatches)),
                    .int8Array(chunk.map(\.suppressedBatches)), .int8Array(chunk.map(\.suppressedEvents)),
                    .int8(Int64(partition)),
                ])
        }
    }

    private var sketchInserts: [PostgresStatement] {
        sketches.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO quantile_sketches (project_id, deployment_id, feature, hour_nanos, sketch, stored_at_nanos)
                SELECT *, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::bytea[])
                """,
                chunk.map(\.deployment).columns + [
                    .textArray(chunk.map(\.feature)), .int8Array(chunk.map(\.hour)), .bytesArray(chunk.map(\.sketch)),
                    .int8(storedAt.nanos),
                ])
        }
    }

    private var sequenceUpserts: [PostgresStatement] {
        sequences.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO client_sequences (project_id, deployment_id, client_id, floor, bitmap, updated_at_nanos)
                SELECT *, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::bytea[])
                ON CONFLICT (project_id, deployment_id, client_id) DO UPDATE
                SET floor = EXCLUDED.floor, bitmap = EXCLUDED.bitmap, updated_at_nanos = EXCLUDED.updated_at_nanos
                """,
                chunk.map(\.sender.deployment).columns + [
                    .textArray(chunk.map(\.sender.client)), .int8Array(chunk.map { Int64(bitPattern: $0.window.floor) }),
                    .bytesArray(chunk.map(\.window.bitmap)), .int8(storedAt.nanos),
                ])
        }
    }

    private var requestUpserts: [PostgresStatement] {
        requests.chunked(insertRows * 8).map { chunk in
            PostgresStatement(
                """
                INSERT INTO recent_request_ids (project_id, deployment_id, request_hash, received_at_nanos)
                SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int8[])
                ON CONFLICT (project_id, deployment_id, request_hash) DO UPDATE
                SET received_at_nanos = EXCLUDED.received_at_nanos
                """,
                chunk.map(\.deployment).columns + [
                    .bytesArray(chunk.map(\.hash.bytes)), .int8Array(chunk.map(\.receivedAt.nanos)),
                ])
        }
    }

    private var suppressedInserts: [PostgresStatement] {
        suppressed.map { record in
            PostgresStatement(
                """
                INSERT INTO suppressed_records
                    (project_id, deployment_id, partition, log_offset, suppressed_rows, received_at_nanos)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                record.deployment.parameters + [
                    .int8(Int64(record.partition)), .int8(record.offset), PostgresValue(record.rows.map(RowIndexes.encode)),
                    .int8(record.receivedAt.nanos),
                ])
        }
    }

    private var unreadableInserts: [PostgresStatement] {
        unreadable.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO unreadable_records
                    (project_id, deployment_id, partition, log_offset, code, message, received_at_nanos)
                SELECT * FROM unnest($1::text[], $2::text[], $3::int4[], $4::int8[], $5::text[], $6::text[], $7::int8[])
                """,
                chunk.map(\.deployment).columns + [
                    .int4Array(chunk.map { Int32($0.partition) }), .int8Array(chunk.map(\.offset)), .textArray(chunk.map(\.code)),
                    .textArray(chunk.map(\.message)), .int8Array(chunk.map(\.receivedAt.nanos)),
                ])
        }
    }

    private var featureInserts: [PostgresStatement] {
        features.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO deployment_features (project_id, deployment_id, feature, type, first_seen_at_nanos)
                SELECT *, $5 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
                """,
                chunk.map(\.deployment).columns + [
                    .textArray(chunk.map(\.name)), .textArray(chunk.map(\.type)), .int8(storedAt.nanos),
                ])
        }
    }

    private var valueInserts: [PostgresStatement] {
        values.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO deployment_values (project_id, deployment_id, dimension, value, first_seen_at_nanos)
                SELECT *, $5 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
                """,
                chunk.map(\.deployment).columns + [
                    .textArray(chunk.map(\.dimension)), .textArray(chunk.map(\.value)), .int8(storedAt.nanos),
                ])
        }
    }

    private var activityUpserts: [PostgresStatement] {
        activity.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO deployment_activity (project_id, deployment_id, first_event_nanos, last_event_nanos, events)
                SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[])
                ON CONFLICT (project_id, deployment_id) DO UPDATE
                SET first_event_nanos = least(deployment_activity.first_event_nanos, EXCLUDED.first_event_nanos),
                    last_event_nanos = greatest(deployment_activity.last_event_nanos, EXCLUDED.last_event_nanos),
                    events = deployment_activity.events + EXCLUDED.events
                """,
                chunk.map(\.deployment).columns + [
                    .int8Array(chunk.map(\.firstEvent)), .int8Array(chunk.map(\.lastEvent)), .int8Array(chunk.map(\.events)),
                ])
        }
    }
}

extension NewCell {
    /// Statements that add cells.
    static func inserts(_ cells: [NewCell], storedAt: Timestamp) -> [PostgresStatement] {
        cells.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO profile_cells (project_id, deployment_id, model_version, slice, start_nanos, resolution,
                    reference_version, backfilled, events, profile, stored_at_nanos)
                SELECT *, $11 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int4[], $7::int4[],
                    $8::bool[], $9::int8[], $10::bytea[])
                """,
                chunk.map(\.key.deployment).columns + [
                    .textArray(chunk.map(\.key.modelVersion)), .textArray(chunk.map(\.key.slice)),
                    .int8Array(chunk.map(\.key.start)), .int4Array(chunk.map(\.key.resolution.rawValue)),
                    .int4Array(chunk.map { Int32($0.referenceVersion) }), .boolArray(chunk.map(\.isBackfilled)),
                    .int8Array(chunk.map(\.events)), .bytesArray(chunk.map(\.profile)), .int8(storedAt.nanos),
                ])
        }
    }

    /// Statements that mark the hours that cells lie in as dirty.
    static func dirtyHours(of cells: [NewCell], partition: Int, at time: Timestamp) -> [PostgresStatement] {
        struct Hour: Hashable {
            let deployment: DeploymentKey
            let start: Int64
        }
        let hours = Set(
            cells.map { cell in
                Hour(
                    deployment: cell.key.deployment,
                    start: Timestamp(nanos: cell.key.start).floored(toNanos: Timestamp.nanosPerHour).nanos)
            })
        let sorted = hours.sorted { ($0.deployment.description, $0.start) < ($1.deployment.description, $1.start) }
        return sorted.chunked(insertRows).map { chunk in
            PostgresStatement(
                """
                INSERT INTO dirty_hours (project_id, deployment_id, hour_nanos, partition, first_at_nanos, updated_at_nanos)
                SELECT *, $4, $5, $5 FROM unnest($1::text[], $2::text[], $3::int8[])
                ON CONFLICT (project_id, deployment_id, hour_nanos) DO UPDATE
                SET revision = EXCLUDED.revision, partition = EXCLUDED.partition, updated_at_nanos = EXCLUDED.updated_at_nanos
                """,
                chunk.map(\.deployment).columns + [
                    .int8Array(chunk.map(\.start)), .int8(Int64(partition)), .int8(time.nanos),
                ])
        }
    }
}
