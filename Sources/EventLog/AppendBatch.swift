internal import Contracts
internal import Postgres

/// The statements of one commit, and what their results say.
///
/// Partitions come in ascending order in every transaction, so that two never wait for each other. Within a partition,
/// records of one project stand together, since row-level security wants the project set; each project's keep their order.
struct AppendBatch {
    private struct Entry {
        let call: Int
        let index: Int
        let partition: Int
        let record: LogRecord
    }

    let statements: [PostgresStatement]
    private let callSizes: [Int]
    /// For each statement that hands out offsets: its index, and the entries that get them in order.
    private let allocations: [(statement: Int, entries: ArraySlice<Entry>)]

    init(_ calls: [[LogRecord]], log: PostgresEventLog) {
        callSizes = calls.map(\.count)
        var entries: [Entry] = []
        for (call, records) in calls.enumerated() {
            for (index, record) in records.enumerated() {
                let partition = log.partition(project: record.project, deployment: record.deployment)
                entries.append(Entry(call: call, index: index, partition: partition, record: record))
            }
        }
        // The standard library's sort is stable.
        entries.sort { ($0.partition, $0.record.project) < ($1.partition, $1.record.project) }

        var statements: [PostgresStatement] = []
        var allocations: [(statement: Int, entries: ArraySlice<Entry>)] = []
        var start = 0
        while start < entries.count {
            let partition = entries[start].partition
            let end = entries[start...].firstIndex { $0.partition != partition } ?? entries.count
            allocations.append((statements.count, entries[start..<end]))
            statements.append(PostgresStatement(allocate, [.init(partition), .init(end - start)]))
            var project: ProjectID?
            for (index, entry) in entries[start..<end].enumerated() {
                if entry.record.project != project {
                    project = entry.record.project
                    statements.append(PostgresStatement(setProject, [.text(entry.record.project.rawValue)]))
                }
                statements.append(PostgresStatement(insert, parameters(entry.record, partition: partition, number: index + 1)))
            }
            start = end
        }
        self.statements = statements
        self.allocations = allocations
    }

    /// The positions of each call's records.
    func positions(_ results: [PostgresResult]) throws -> [[LogPosition]] {
        var positions = callSizes.map { [LogPosition](repeating: LogPosition(partition: 0, offset: 0), count: $0) }
        for (statement, entries) in allocations {
            let base = try results[statement].onlyRow().int8(0)
            for (number, entry) in entries.enumerated() {
                positions[entry.call][entry.index] = LogPosition(partition: entry.partition, offset: base + Int64(number) + 1)
            }
        }
        return positions
    }
}

/// Locks the partition until the commit and hands out offsets; the setting carries the first to the inserts behind it in the
/// pipeline, which are sent before its result is known.
private let allocate = """
    UPDATE event_log_partitions SET last_offset = last_offset + $2 WHERE partition = $1
    RETURNING last_offset - $2, set_config('driftwatch.log_offset', (last_offset - $2)::text, true)
    """

private let setProject = "SELECT set_config('driftwatch.project_id', $1, true)"

private let insert = """
    INSERT INTO event_log (partition, record_offset, project_id, deployment_id, client_id, sequence, deduplication, row_count,
        refused_rows, received_at_nanos, payload)
    VALUES ($1, current_setting('driftwatch.log_offset')::bigint + $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    """

private func parameters(_ record: LogRecord, partition: Int, number: Int) -> [PostgresValue] {
    [
        .init(partition), .init(number), .text(record.project.rawValue), .text(record.deployment.rawValue),
        .text(record.clientID.rawValue), .int8(Int64(bitPattern: record.sequence)), .init(record.deduplication.rawValue),
        .init(record.rowCount), .int4Array(record.refusedRows), .int8(record.receivedAtNanos), .bytes(record.payload),
    ]
}
