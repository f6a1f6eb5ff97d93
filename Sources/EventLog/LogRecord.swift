package import Contracts

/// One batch of inference events as ingest has taken it: the bytes that came, in an envelope.
package struct LogRecord: Hashable, Sendable {
    /// Whose events they are.
    package var project: ProjectID
    /// What the events are of.
    package var deployment: DeploymentID
    /// Who sent the batch; with `sequence` it tells a batch sent again from a new one.
    package var clientID: ClientID
    /// Counts from 1 for each client and deployment.
    package var sequence: UInt64
    /// How its readers suppress what comes twice.
    package var deduplication: Deduplication
    /// Rows of the payload, the refused ones included.
    package var rowCount: Int
    /// Indexes of the rows that were refused, ascending: readers skip them.
    package var refusedRows: [Int32]
    /// When ingest received it, by its clock: nanoseconds since the Unix epoch.
    package var receivedAtNanos: Int64
    /// An encoded `InferenceBatch`.
    package var payload: [UInt8]

    /// A record to append.
    package init(
        project: ProjectID, deployment: DeploymentID, clientID: ClientID, sequence: UInt64, deduplication: Deduplication,
        rowCount: Int, refusedRows: [Int32], receivedAtNanos: Int64, payload: [UInt8]
    ) {
        self.project = project
        self.deployment = deployment
        self.clientID = clientID
        self.sequence = sequence
        self.deduplication = deduplication
        self.rowCount = rowCount
        self.refusedRows = refusedRows
        self.receivedAtNanos = receivedAtNanos
        self.payload = payload
    }

    /// How a reader finds out that it has seen a record or row before.
    package enum Deduplication: Int, Hashable, Sendable {
        /// By client, deployment and sequence.
        case sequence = 0
        /// By deployment and request id of each row.
        case requestID = 1
    }
}

/// Where a record stands in the log. Offsets of a partition count from 1 without gaps, in the order of commits.
package struct LogPosition: Hashable, Sendable {
    /// From 0.
    package var partition: Int
    /// From 1.
    package var offset: Int64

    /// A place.
    package init(partition: Int, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}

/// A record that was read.
package struct StoredRecord: Hashable, Sendable {
    /// Where it stands.
    package var position: LogPosition
    /// What was appended.
    package var record: LogRecord

    /// A record at its place.
    package init(position: LogPosition, record: LogRecord) {
        self.position = position
        self.record = record
    }
}
