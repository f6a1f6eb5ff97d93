package import Contracts
internal import Postgres
package import Statistics

extension ProfileStore {
    /// The quantile sketches of a feature in the hours of a range, by hour. They hold every event of the deployment.
    package func sketches(
        of deployment: DeploymentKey, feature: String, in range: Range<Int64>, project: ProjectID?
    ) async throws -> [(hour: Int64, sketch: QuantileSketch)] {
        let rows = try await pool.transaction(project: project) { connection in
            try await connection.query(
                """
                SELECT hour_nanos, sketch FROM quantile_sketches
                WHERE project_id = $1 AND deployment_id = $2 AND feature = $3 AND hour_nanos >= $4 AND hour_nanos < $5
                ORDER BY hour_nanos, sketch_id
                """, deployment.parameters + [.text(feature), .int8(range.lowerBound), .int8(range.upperBound)]
            ).rows.map { (try $0.int8(0), try $0.bytes(1)) }
        }
        return try rows.map { (hour: $0.0, sketch: try QuantileSketch(stored: $0.1, of: deployment)) }
    }

    /// Folds the sketches of hours that have been quiet since `quietSince` into one each; at most `limit` of them. Says how many.
    ///
    /// Does nothing while another process folds.
    package func foldSketches(quietSince: Timestamp, limit: Int) async throws -> Int {
        try await pool.transaction(project: nil) { connection in
            guard try await connection.holdsFoldLock() else { return 0 }
            let groups = try await connection.query(
                """
                SELECT project_id, deployment_id, feature, hour_nanos FROM quantile_sketches WHERE NOT folded
                GROUP BY 1, 2, 3, 4 HAVING max(stored_at_nanos) <= $1 OR count(*) >= $3 LIMIT $2
                """, [.int8(quietSince.nanos), .int8(Int64(limit)), .int8(Int64(foldRows))]
            ).rows
            for group in groups {
                try await connection.foldSketches([
                    .text(try group.text(0)), .text(try group.text(1)), .text(try group.text(2)), .int8(try group.int8(3)),
                ])
            }
            return groups.count
        }
    }
}

extension PostgresConnection {
    /// Replaces the sketches of (project, deployment, feature, hour) by one.
    fileprivate func foldSketches(_ key: [PostgresValue]) async throws {
        let rows = try await query(
            """
            DELETE FROM quantile_sketches WHERE project_id = $1 AND deployment_id = $2 AND feature = $3 AND hour_nanos = $4
            RETURNING sketch, stored_at_nanos
            """, key
        ).rows
        var sum = QuantileSketch()
        var storedAt: Int64 = .min
        for row in rows {
            try sum.merge(QuantileSketch(stored: try row.bytes(0), of: nil))
            storedAt = max(storedAt, try row.int8(1))
        }
        try await query(
            """
            INSERT INTO quantile_sketches (project_id, deployment_id, feature, hour_nanos, folded, sketch, stored_at_nanos)
            VALUES ($1, $2, $3, $4, true, $5, $6)
            """, key + [.bytes(sum.encode()), .int8(storedAt)])
    }
}

extension QuantileSketch {
    fileprivate init(stored bytes: [UInt8], of deployment: DeploymentKey?) throws(ProfileStoreError) {
        do {
            try self.init(decoding: bytes)
        } catch {
            throw ProfileStoreError.corrupt(what: "sketch\(deployment.map { " of \($0)" } ?? "")", reason: error.message)
        }
    }
}
