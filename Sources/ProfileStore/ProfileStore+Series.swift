internal import Contracts
package import Postgres

extension ProfileStore {
    /// Numbers of a metric in closed hours, by time. `slice` nil: all slices and the whole.
    package func series(
        of deployment: DeploymentKey, metric: String, feature: String, slice: String?, modelVersion: String,
        referenceVersion: Int, ranges: [Range<Int64>], on connection: PostgresConnection
    ) async throws -> [SeriesValue] {
        guard !ranges.isEmpty else { return [] }
        return try await connection.query(
            """
            SELECT m.slice, m.hour_nanos, m.value, m.events, m.state, m.error_bound, m.noise_floor
            FROM unnest($3::int8[], $4::int8[]) AS r(lower, upper)
            JOIN metric_series m ON m.hour_nanos >= r.lower AND m.hour_nanos < r.upper
            WHERE m.project_id = $1 AND m.deployment_id = $2 AND m.metric = $5 AND m.feature = $6 AND m.model_version = $7
                AND m.reference_version = $8 AND ($9::text IS NULL OR m.slice = $9)
            ORDER BY m.hour_nanos
            """,
            deployment.parameters + [
                .int8Array(ranges.map(\.lowerBound)), .int8Array(ranges.map(\.upperBound)), .text(metric), .text(feature),
                .text(modelVersion), .int8(Int64(referenceVersion)), PostgresValue(slice),
            ]
        ).rows.map { row in
            SeriesValue(
                metric: metric, feature: feature, slice: try row.text(0), modelVersion: modelVersion,
                referenceVersion: referenceVersion, hour: try row.int8(1), value: try row.float8OrNil(2), events: try row.int8(3),
                state: try row.text(4), errorBound: try row.float8(5), noiseFloor: try row.float8(6))
        }
    }
}
