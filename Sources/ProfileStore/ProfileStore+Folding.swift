package import Contracts
internal import Postgres
internal import Statistics

/// Rows that hold parts of one cell, to be made one.
package struct FoldGroup: Hashable, Sendable {
    package var key: CellKey
    package var referenceVersion: Int
    package var isBackfilled: Bool
}

extension ProfileStore {
    /// Folds the rows of cells that have been quiet since `quietSince` into one row each; at most `limit` cells. Says how many.
    ///
    /// Does nothing while another process folds.
    package func foldDeltas(quietSince: Timestamp, limit: Int) async throws -> Int {
        try await pool.transaction(project: nil) { connection in
            guard try await connection.holdsFoldLock() else { return 0 }
            let groups = try await connection.query(
                """
                SELECT project_id, deployment_id, model_version, slice, start_nanos, resolution, reference_version, backfilled
                FROM profile_cells WHERE NOT folded GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
                HAVING max(stored_at_nanos) <= $1 OR count(*) >= $3 LIMIT $2
                """, [.int8(quietSince.nanos), .int8(Int64(limit)), .int8(Int64(foldRows))]
            ).rows.map { try FoldGroup($0) }
            for group in groups { try await connection.fold(group) }
            return groups.count
        }
    }

    /// Folds the minutes of hours (or the hours of days) that were all stored before `storedBefore`; at most `limit` windows. Says
    /// how many.
    package func foldWindows(from fine: Resolution, to coarse: Resolution, storedBefore: Timestamp, limit: Int) async throws
        -> Int
    {
        try await pool.transaction(project: nil) { connection in
            guard try await connection.holdsFoldLock() else { return 0 }
            let windows = try await connection.query(
                """
                SELECT project_id, deployment_id, start FROM (
                    SELECT DISTINCT project_id, deployment_id, start_nanos - (start_nanos % $2 + $2) % $2 AS start
                    FROM profile_cells WHERE folded AND resolution = $1 AND stored_at_nanos <= $3) AS w
                WHERE NOT EXISTS (
                    SELECT 1 FROM profile_cells c
                    WHERE c.project_id = w.project_id AND c.deployment_id = w.deployment_id AND c.start_nanos >= w.start
                        AND c.start_nanos < w.start + $2 AND c.resolution < $4 AND (NOT c.folded OR c.stored_at_nanos > $3))
                LIMIT $5
                """,
                [
                    .int8(Int64(fine.rawValue)), .int8(coarse.nanos), .int8(storedBefore.nanos), .int8(Int64(coarse.rawValue)),
                    .int8(Int64(limit)),
                ]
            ).rows
            for window in windows {
                let key: [PostgresValue] = [
                    .text(try window.text(0)), .text(try window.text(1)), .int8(try window.int8(2)),
                    .int8(try window.int8(2) + coarse.nanos),
                ]
                try await connection.foldWindow(key, into: coarse)
            }
            return windows.count
        }
    }
}

/// Rows of one cell from which on it is folded even while more come.
let foldRows = 64

extension PostgresConnection {
    /// Lets one process fold at a time, until the transaction ends.
    func holdsFoldLock() async throws -> Bool {
        try await query(
            "SELECT pg_try_advisory_xact_lock($1, $2)", [.int8(Int64(AdvisoryLock.space)), .int8(Int64(AdvisoryLock.fold))]
        )
        .onlyRow().bool(0)
    }

    /// Replaces the rows of a cell by their sum.
    fileprivate func fold(_ group: FoldGroup) async throws {
        let rows = try await query(
            """
            DELETE FROM profile_cells WHERE project_id = $1 AND deployment_id = $2 AND model_version = $3 AND slice = $4
                AND start_nanos = $5 AND resolution = $6 AND reference_version = $7 AND backfilled = $8
            RETURNING profile, stored_at_nanos
            """, group.parameters(start: group.key.start, resolution: group.key.resolution)
        ).rows
        try await insertSum(of: rows, group, start: group.key.start, resolution: group.key.resolution)
    }

    /// Replaces the finer rows of a window (project, deployment, start, end) by one row a slice, version and reference.
    fileprivate func foldWindow(_ window: [PostgresValue], into coarse: Resolution) async throws {
        let groups = try await query(
            """
            SELECT DISTINCT project_id, deployment_id, model_version, slice, $3::int8, $5::int4, reference_version, backfilled
            FROM profile_cells WHERE project_id = $1 AND deployment_id = $2 AND start_nanos >= $3 AND start_nanos < $4
                AND resolution < $5
            """, window + [.int8(Int64(coarse.rawValue))]
        ).rows.map { try FoldGroup($0) }
        for group in groups {
            let rows = try await query(
                """
                DELETE FROM profile_cells WHERE project_id = $1 AND deployment_id = $2 AND model_version = $3 AND slice = $4
                    AND start_nanos >= $5 AND start_nanos < $9 AND resolution <= $6 AND reference_version = $7 AND backfilled = $8
                RETURNING profile, stored_at_nanos
                """, group.parameters(start: group.key.start, resolution: coarse) + [window[3]]
            ).rows
            try await insertSum(of: rows, group, start: group.key.start, resolution: coarse)
        }
        guard coarse == .day else { return }
        // The day's row stands for its hours from now on: their sums would count events twice, also one that is being computed.
        try await pipeline([
            PostgresStatement(
                "DELETE FROM profile_hours WHERE project_id = $1 AND deployment_id = $2 AND hour_nanos >= $3 AND hour_nanos < $4",
                window),
            PostgresStatement(
                """
                UPDATE dirty_hours SET revision = nextval('dirty_revisions')
                WHERE project_id = $1 AND deployment_id = $2 AND hour_nanos >= $3 AND hour_nanos < $4
                """, window),
        ])
    }

    private func insertSum(of rows: PostgresResult.Rows, _ group: FoldGroup, start: Int64, resolution: Resolution) async throws {
        guard !rows.isEmpty else { return }
        var sum: Profile?
        var storedAt: Int64 = .min
        for row in rows {
            let part: Profile
            do {
                part = try Profile(decoding: try row.bytes(0))
            } catch let error as StatisticsError {
                throw ProfileStoreError.corrupt(what: "cell of \(group.key.deployment)", reason: error.message)
            }
            storedAt = max(storedAt, try row.int8(1))
            if sum == nil { sum = part } else { try sum?.merge(part) }
        }
        guard let sum else { return }
        try await query(
            """
            INSERT INTO profile_cells (project_id, deployment_id, model_version, slice, start_nanos, resolution,
                reference_version, backfilled, folded, events, profile, stored_at_nanos)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $10, $11)
            """,
            group.parameters(start: start, resolution: resolution) + [
                .int8(Int64(sum.events)), .bytes(sum.encode()), .int8(storedAt),
            ])
    }
}

extension FoldGroup {
    fileprivate init(_ row: PostgresRow) throws {
        guard let project = ProjectID(try row.text(0)), let deployment = DeploymentID(try row.text(1)),
            let resolution = Resolution(rawValue: Int32(try row.int8(5)))
        else { throw ProfileStoreError.corrupt(what: "cell", reason: "invalid identifiers") }
        key = CellKey(
            deployment: DeploymentKey(project, deployment), modelVersion: try row.text(2), slice: try row.text(3),
            start: try row.int8(4), resolution: resolution)
        referenceVersion = try row.int(6)
        isBackfilled = try row.bool(7)
    }

    fileprivate func parameters(start: Int64, resolution: Resolution) -> [PostgresValue] {
        key.deployment.parameters + [
            .text(key.modelVersion), .text(key.slice), .int8(start), .int8(Int64(resolution.rawValue)),
            .int8(Int64(referenceVersion)), .bool(isBackfilled),
        ]
    }
}
