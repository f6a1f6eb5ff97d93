internal import Contracts
package import Postgres
package import Statistics

/// What is stored of a cell: a part of its counters, or an hour's sum of them.
package struct StoredCell: Sendable {
    package var slice: String
    package var modelVersion: String
    package var start: Int64
    package var referenceVersion: Int
    /// Its events are counted by other cells too, in other bins.
    package var isBackfilled: Bool
    package var events: Int64
    /// Empty when only events were asked for.
    package var encodedProfile: [UInt8]

    /// The counters.
    package func profile() throws(ProfileStoreError) -> Profile {
        do {
            return try Profile(decoding: encodedProfile)
        } catch {
            throw ProfileStoreError.corrupt(what: "cell of \(Timestamp(nanos: start))", reason: error.message)
        }
    }
}

/// Which cells to read.
package struct CellSelection: Sendable {
    package var deployment: DeploymentKey
    /// Ranges of event time, disjoint.
    package var ranges: [Range<Int64>]
    /// One slice; nil: all of them and the whole.
    package var slice: String?
    /// One model version; nil: all.
    package var modelVersion: String?
    /// Cells in the bins of this reference, backfilled ones included; nil: each event once, in whatever bins.
    package var referenceVersion: Int?
    /// Whether the counters are wanted, or only the number of events.
    package var withProfiles = true

    package init(
        deployment: DeploymentKey, ranges: [Range<Int64>], slice: String?, modelVersion: String?, referenceVersion: Int?,
        withProfiles: Bool = true
    ) {
        self.deployment = deployment
        self.ranges = ranges
        self.slice = slice
        self.modelVersion = modelVersion
        self.referenceVersion = referenceVersion
        self.withProfiles = withProfiles
    }
}

extension ProfileStore {
    /// The cells of a selection, by time.
    package func cells(_ selection: CellSelection, on connection: PostgresConnection) async throws -> [StoredCell] {
        guard !selection.ranges.isEmpty else { return [] }
        return try await connection.query(
            """
            SELECT c.slice, c.model_version, c.start_nanos, c.reference_version, c.backfilled, c.events,
                CASE WHEN $8 THEN c.profile ELSE ''::bytea END
            FROM unnest($3::int8[], $4::int8[]) AS r(lower, upper)
            JOIN profile_cells c ON c.start_nanos >= r.lower AND c.start_nanos < r.upper
            WHERE c.project_id = $1 AND c.deployment_id = $2
                AND ($5::text IS NULL OR c.slice = $5) AND ($6::text IS NULL OR c.model_version = $6)
                AND (CASE WHEN $7::int4 IS NULL THEN NOT c.backfilled ELSE c.reference_version = $7 END)
            ORDER BY c.start_nanos, c.cell_id
            """, selection.parameters
        ).rows.map { try StoredCell($0) }
    }

    /// The sums of whole hours of a selection, by time. They are worth nothing for dirty hours.
    package func hours(_ selection: CellSelection, on connection: PostgresConnection) async throws -> [StoredCell] {
        guard !selection.ranges.isEmpty else { return [] }
        return try await connection.query(
            """
            SELECT h.slice, h.model_version, h.hour_nanos, h.reference_version, false, h.events,
                CASE WHEN $8 THEN h.profile ELSE ''::bytea END
            FROM unnest($3::int8[], $4::int8[]) AS r(lower, upper)
            JOIN profile_hours h ON h.hour_nanos >= r.lower AND h.hour_nanos < r.upper
            WHERE h.project_id = $1 AND h.deployment_id = $2
                AND ($5::text IS NULL OR h.slice = $5) AND ($6::text IS NULL OR h.model_version = $6)
                AND h.reference_version = coalesce($7::int4, 0)
            ORDER BY h.hour_nanos
            """, selection.parameters
        ).rows.map { try StoredCell($0) }
    }

    /// Cells of whole days that lie in ranges: what is left of hours 90 days after.
    package func days(_ selection: CellSelection, on connection: PostgresConnection) async throws -> [StoredCell] {
        guard !selection.ranges.isEmpty else { return [] }
        return try await connection.query(
            """
            SELECT c.slice, c.model_version, c.start_nanos, c.reference_version, c.backfilled, c.events,
                CASE WHEN $8 THEN c.profile ELSE ''::bytea END
            FROM unnest($3::int8[], $4::int8[]) AS r(lower, upper)
            JOIN profile_cells c ON c.start_nanos >= r.lower AND c.start_nanos < r.upper AND c.resolution = 86400
            WHERE c.project_id = $1 AND c.deployment_id = $2
                AND ($5::text IS NULL OR c.slice = $5) AND ($6::text IS NULL OR c.model_version = $6)
                AND (CASE WHEN $7::int4 IS NULL THEN NOT c.backfilled ELSE c.reference_version = $7 END)
            ORDER BY c.start_nanos, c.cell_id
            """, selection.parameters
        ).rows.map { try StoredCell($0) }
    }

    /// Starts of the hours in a range whose sums are not up to date.
    package func dirtyHours(
        of deployment: DeploymentKey, in range: Range<Int64>, on connection: PostgresConnection
    ) async throws -> Set<Int64> {
        let rows = try await connection.query(
            """
            SELECT hour_nanos FROM dirty_hours
            WHERE project_id = $1 AND deployment_id = $2 AND hour_nanos >= $3 AND hour_nanos < $4
            """, deployment.parameters + [.int8(range.lowerBound), .int8(range.upperBound)]
        ).rows
        return Set(try rows.map { try $0.int8(0) })
    }
}

extension CellSelection {
    fileprivate var parameters: [PostgresValue] {
        deployment.parameters + [
            .int8Array(ranges.map(\.lowerBound)), .int8Array(ranges.map(\.upperBound)), PostgresValue(slice),
            PostgresValue(modelVersion), PostgresValue(referenceVersion), .bool(withProfiles),
        ]
    }
}

extension StoredCell {
    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            slice: try row.text(0), modelVersion: try row.text(1), start: try row.int8(2), referenceVersion: try row.int(3),
            isBackfilled: try row.bool(4), events: try row.int8(5), encodedProfile: try row.bytes(6))
    }
}
