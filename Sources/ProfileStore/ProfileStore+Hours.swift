package import Contracts
internal import Postgres

/// An hour whose sums and numbers must be computed.
package struct DirtyHour: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var start: Int64
    /// What it stood at when it was read; any later change raises it.
    package var revision: Int64
}

/// The sum of an hour's cells of one slice and model version.
package struct HourSum: Sendable {
    package var slice: String
    package var modelVersion: String
    /// 0: plain counters of every event.
    package var referenceVersion: Int
    package var events: Int64
    /// A `Statistics.Profile`, encoded.
    package var profile: [UInt8]

    package init(slice: String, modelVersion: String, referenceVersion: Int, events: Int64, profile: [UInt8]) {
        self.slice = slice
        self.modelVersion = modelVersion
        self.referenceVersion = referenceVersion
        self.events = events
        self.profile = profile
    }
}

/// A number of a closed hour.
package struct SeriesValue: Hashable, Sendable {
    package var metric: String
    /// Empty: of the whole deployment.
    package var feature: String
    package var slice: String
    package var modelVersion: String
    /// 0: needs no reference.
    package var referenceVersion: Int
    package var hour: Int64
    /// Nil unless `state` is `ok`.
    package var value: Double?
    package var events: Int64
    package var state: String
    package var errorBound: Double
    package var noiseFloor: Double

    package init(
        metric: String, feature: String, slice: String, modelVersion: String, referenceVersion: Int, hour: Int64, value: Double?,
        events: Int64, state: String, errorBound: Double = 0, noiseFloor: Double = 0
    ) {
        self.metric = metric
        self.feature = feature
        self.slice = slice
        self.modelVersion = modelVersion
        self.referenceVersion = referenceVersion
        self.hour = hour
        self.value = value
        self.events = events
        self.state = state
        self.errorBound = errorBound
        self.noiseFloor = noiseFloor
    }
}

extension ProfileStore {
    /// Hours of a partition that ended before `endedBefore` and have been quiet since `quietSince`, or dirty since `dirtySince`: the
    /// oldest first.
    package func hoursToClose(
        partition: Int, endedBefore: Timestamp, quietSince: Timestamp, dirtySince: Timestamp, limit: Int
    ) async throws -> [DirtyHour] {
        let rows = try await pool.query(
            """
            SELECT project_id, deployment_id, hour_nanos, revision FROM dirty_hours
            WHERE partition = $1 AND hour_nanos <= $2 AND (updated_at_nanos <= $3 OR first_at_nanos <= $4)
            ORDER BY updated_at_nanos LIMIT $5
            """,
            [
                .int8(Int64(partition)), .int8(endedBefore.nanos - Timestamp.nanosPerHour), .int8(quietSince.nanos),
                .int8(dirtySince.nanos), .int8(Int64(limit)),
            ]
        ).rows
        return try rows.compactMap { row in
            guard let project = ProjectID(try row.text(0)), let deployment = DeploymentID(try row.text(1)) else { return nil }
            return DirtyHour(
                deployment: DeploymentKey(project, deployment), start: try row.int8(2), revision: try row.int8(3))
        }
    }

    /// Every cell of an hour, and whether the hour has been folded into its day (then its numbers are final).
    package func contents(of hour: DirtyHour) async throws -> (cells: [StoredCell], isFinal: Bool) {
        try await pool.transaction(project: nil, isolation: .repeatableRead) { connection in
            let range = hour.start..<hour.start + Timestamp.nanosPerHour
            var selection = CellSelection(
                deployment: hour.deployment, ranges: [range], slice: nil, modelVersion: nil, referenceVersion: nil)
            var cells: [StoredCell] = []
            let rows = try await connection.query(
                """
                SELECT slice, model_version, start_nanos, reference_version, backfilled, events, profile FROM profile_cells
                WHERE project_id = $1 AND deployment_id = $2 AND start_nanos >= $3 AND start_nanos < $4 AND resolution < 86400
                ORDER BY start_nanos, cell_id
                """, hour.deployment.parameters + [.int8(range.lowerBound), .int8(range.upperBound)]
            ).rows
            for row in rows {
                cells.append(
                    StoredCell(
                        slice: try row.text(0), modelVersion: try row.text(1), start: try row.int8(2),
                        referenceVersion: try row.int(3), isBackfilled: try row.bool(4), events: try row.int8(5),
                        encodedProfile: try row.bytes(6)))
            }
            let day = Timestamp(nanos: hour.start).floored(toNanos: Timestamp.nanosPerDay).nanos
            selection.ranges = [day..<day + 1]
            selection.withProfiles = false
            return (cells, try await !days(selection, on: connection).isEmpty)
        }
    }

    /// Stores an hour's sums and numbers and marks it clean, unless it has changed since it was read. Says whether it did.
    package func close(_ hour: DirtyHour, sums: [HourSum], series: [SeriesValue]) async throws -> Bool {
        try await pool.transaction(project: nil) { connection in
            let key = hour.deployment.parameters + [.int8(hour.start)]
            let taken = try await connection.query(
                """
                DELETE FROM dirty_hours WHERE project_id = $1 AND deployment_id = $2 AND hour_nanos = $3 AND revision = $4
                RETURNING 1
                """, key + [.int8(hour.revision)])
            guard taken.rows.count == 1 else { return false }
            var statements = [
                PostgresStatement(
                    "DELETE FROM profile_hours WHERE project_id = $1 AND deployment_id = $2 AND hour_nanos = $3", key)
            ]
            statements += sums.chunked(256).map { HourSum.insert($0, key: key) }
            statements += series.chunked(2_048).map { SeriesValue.upsert($0, key: key) }
            try await connection.pipeline(statements)
            return true
        }
    }
}

extension HourSum {
    fileprivate static func insert(_ sums: ArraySlice<HourSum>, key: [PostgresValue]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO profile_hours (project_id, deployment_id, hour_nanos, slice, model_version, reference_version, events, profile)
            SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::int4[], $7::int8[], $8::bytea[])
            """,
            key + [
                .textArray(sums.map(\.slice)), .textArray(sums.map(\.modelVersion)),
                .int4Array(sums.map { Int32($0.referenceVersion) }), .int8Array(sums.map(\.events)),
                .bytesArray(sums.map(\.profile)),
            ])
    }
}

extension SeriesValue {
    fileprivate static func upsert(_ values: ArraySlice<SeriesValue>, key: [PostgresValue]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO metric_series (project_id, deployment_id, hour_nanos, metric, feature, slice, model_version,
                reference_version, value, events, state, error_bound, noise_floor)
            SELECT $1, $2, $3, m, f, s, v, r, CASE WHEN state = 'ok' THEN x END, n, state, e, b
            FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int4[], $9::float8[], $10::int8[], $11::text[],
                $12::float8[], $13::float8[]) AS u(m, f, s, v, r, x, n, state, e, b)
            ON CONFLICT (project_id, deployment_id, metric, feature, model_version, reference_version, hour_nanos, slice)
            DO UPDATE SET value = EXCLUDED.value, events = EXCLUDED.events, state = EXCLUDED.state,
                error_bound = EXCLUDED.error_bound, noise_floor = EXCLUDED.noise_floor
            """,
            key + [
                .textArray(values.map(\.metric)), .textArray(values.map(\.feature)), .textArray(values.map(\.slice)),
                .textArray(values.map(\.modelVersion)), .int4Array(values.map { Int32($0.referenceVersion) }),
                .float8Array(values.map { $0.value ?? 0 }), .int8Array(values.map(\.events)), .textArray(values.map(\.state)),
                .float8Array(values.map(\.errorBound)), .float8Array(values.map(\.noiseFloor)),
            ])
    }
}
