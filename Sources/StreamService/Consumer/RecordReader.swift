internal import Contracts
internal import EventLog
internal import ProfileStore
package import Wire

/// Turns a record of the log back into the rows that ingest took.
package struct RecordReader: Sendable {
    private var reader = InferenceBatchReader()

    /// A reader with buffers of its own.
    package init() {}

    /// The batch of the last record read.
    package var batch: ColumnarBatch { reader.batch }

    /// Reads a record's payload, as of its arrival.
    mutating func read(_ record: LogRecord) throws(RecordFault) {
        do {
            try reader.read(record.payload, now: Timestamp(nanos: record.receivedAtNanos))
        } catch {
            throw RecordFault(error)
        }
        guard reader.batch.deploymentID == record.deployment else {
            throw RecordFault(code: "wrong_deployment", message: "the batch is of another deployment than its record says")
        }
    }

    /// The rows that are left out: those that ingest refused, and those that this version would refuse.
    func refusedRows(_ record: LogRecord) -> Set<Int> {
        guard !record.refusedRows.isEmpty || !reader.batch.refused.isEmpty else { return [] }
        return Set(record.refusedRows.map(Int.init)).union(reader.batch.refused.map(\.row))
    }

    /// The request id of each row that is not left out.
    func requestHashes(leavingOut refused: Set<Int>) -> [(row: Int, hash: RequestHash)] {
        (0..<reader.batch.count).compactMap { row in
            guard !refused.contains(row), let hash = reader.batch.requestIDs.withBytes(of: row, { RequestHash($0) }) else {
                return nil
            }
            return (row, hash)
        }
    }
}
