package import Contracts
internal import Postgres

extension PostgresEventLog {
    /// Records of a partition behind an offset, in order: at most `maxRecords`, and no more once they hold `maxBytes` of payload,
    /// but always one if there is one. Offsets that retention has dropped are passed over.
    ///
    /// The role `driftwatch_stream` sees every project.
    package func read(
        partition: Int, after offset: Int64, maxRecords: Int = 256, maxBytes: Int = 8 << 20
    ) async throws -> [StoredRecord] {
        try await wrapped("read the log") {
            try await pool.query(
                page, [.init(partition), .int8(offset), .init(max(maxRecords, 1)), .init(max(maxBytes, 1))]
            ).rows.map(storedRecord)
        }
    }

    /// How many records of a project lie behind an offset in each partition; 0 where none is given. As `driftwatch_stream`.
    package func count(of project: ProjectID, after offsets: [Int: Int64]) async throws -> Int64 {
        try await open()
        let read = offsets.sorted { $0.key < $1.key }
        return try await wrapped("count what waits in the log") {
            try await pool.query(
                countAfter,
                [.text(project.rawValue), .int4Array(read.map { Int32($0.key) }), .int8Array(read.map(\.value))]
            ).onlyRow().int8(0)
        }
    }

    /// The newest records of a deployment, newest first: as many as hold `limit` rows that were not refused, within the
    /// bounds of the configuration.
    ///
    /// With a request id, those among the newest whose payload holds its bytes: candidates, which the caller decodes and
    /// checks.
    package func recent(
        project: ProjectID, deployment: DeploymentID, limit: Int, requestID: String? = nil
    ) async throws -> [StoredRecord] {
        guard limit > 0 else { return [] }
        let parameters: [PostgresValue] = [
            .text(project.rawValue), .text(deployment.rawValue), .init(limit), .init(configuration.recentBytes),
        ]
        return try await wrapped("read recent events") {
            try await pool.transaction(project: project) { connection in
                if let requestID {
                    try await connection.query(
                        newestHolding, parameters + [.init(configuration.recentSearchRecords), .bytes(Array(requestID.utf8))]
                    ).rows.map(storedRecord)
                } else {
                    try await connection.query(newest, parameters).rows.map(storedRecord)
                }
            }
        }
    }
}

private let columns = """
    partition, record_offset, project_id, deployment_id, client_id, sequence, deduplication, row_count, refused_rows, \
    received_at_nanos, payload
    """

// The length of a payload is known without reading it: it is stored out of line and not compressed.
private let page = """
    SELECT \(columns) FROM (
        SELECT *, sum(octet_length(payload)) OVER (ORDER BY record_offset) - octet_length(payload) AS bytes_before FROM (
            SELECT \(columns) FROM event_log WHERE partition = $1 AND record_offset > $2 ORDER BY record_offset LIMIT $3
        ) AS page
    ) AS sized WHERE bytes_before < $4 ORDER BY record_offset
    """

private let countAfter = """
    SELECT count(*)
    FROM event_log_partitions p
    LEFT JOIN unnest($2::int4[], $3::int8[]) AS read (partition, record_offset) USING (partition)
    JOIN event_log e ON e.partition = p.partition AND e.record_offset > coalesce(read.record_offset, 0)
    WHERE e.project_id = $1
    """

private let newest = """
    SELECT \(columns) FROM (
        SELECT *, sum(octet_length(payload)) OVER newest - octet_length(payload) AS bytes_before,
            sum(row_count - cardinality(refused_rows)) OVER newest - (row_count - cardinality(refused_rows)) AS rows_before
        FROM (
            SELECT \(columns) FROM event_log WHERE project_id = $1 AND deployment_id = $2 ORDER BY record_offset DESC LIMIT $3
        ) AS page WINDOW newest AS (ORDER BY record_offset DESC)
    ) AS sized WHERE bytes_before < $4 AND rows_before < $3 ORDER BY record_offset DESC
    """

private let newestHolding = """
    SELECT \(columns) FROM (
        SELECT *, sum(octet_length(payload)) OVER (ORDER BY record_offset DESC) - octet_length(payload) AS bytes_before FROM (
            SELECT \(columns) FROM (
                SELECT \(columns) FROM event_log WHERE project_id = $1 AND deployment_id = $2 ORDER BY record_offset DESC LIMIT $5
            ) AS newest WHERE position($6 IN payload) > 0 ORDER BY record_offset DESC LIMIT $3
        ) AS page
    ) AS sized WHERE bytes_before < $4 ORDER BY record_offset DESC
    """

private func storedRecord(_ row: PostgresRow) throws -> StoredRecord {
    guard let project = ProjectID(try row.text(2)), let deployment = DeploymentID(try row.text(3)),
        let client = ClientID(try row.text(4)), let deduplication = LogRecord.Deduplication(rawValue: try row.int(6))
    else {
        throw EventLogError(
            code: .invalidRecord,
            message: "the record at offset \(try row.int8(1)) of partition \(try row.int8(0)) was not written by this program")
    }
    return StoredRecord(
        position: LogPosition(partition: try row.int(0), offset: try row.int8(1)),
        record: LogRecord(
            project: project, deployment: deployment, clientID: client, sequence: UInt64(bitPattern: try row.int8(5)),
            deduplication: deduplication, rowCount: try row.int(7), refusedRows: try row.int4Array(8),
            receivedAtNanos: try row.int8(9), payload: try row.bytes(10)))
}
