internal import Contracts
internal import Protos
internal import SwiftProtobuf
internal import Wire

/// A row or batch that was refused, for people to look at.
struct DeadLetter: Sendable {
    let project: ProjectID
    /// Nil when the sender named none that is valid.
    let deployment: DeploymentID?
    let receivedAt: Timestamp
    let client: ClientID?
    let sequence: UInt64
    /// The index in the batch or request; nil when the whole batch was refused.
    let row: Int?
    let code: String
    let message: String
    /// The batch as it came, or the row as an encoded `InferenceEvent`; the first `payloadBytesMax` bytes.
    let payload: [UInt8]

    /// How much of a payload is kept: 64 KiB.
    static let payloadBytesMax = 64 << 10
    /// How many rows of one batch are kept.
    static let perBatchMax = RefusedRow.messagesMax

    init(
        project: ProjectID, deployment: DeploymentID?, receivedAt: Timestamp, client: ClientID?, sequence: UInt64, row: Int?,
        code: String, message: String, payload: [UInt8]
    ) {
        self.project = project
        self.deployment = deployment
        self.receivedAt = receivedAt
        self.client = client
        self.sequence = sequence
        self.row = row
        self.code = code
        self.message = message
        self.payload = payload.count <= Self.payloadBytesMax ? payload : Array(payload.prefix(Self.payloadBytesMax))
    }
}

extension DeadLetterQueue {
    /// Keeps the first refused rows of a batch.
    func add(rowsOf batch: ColumnarBatch, project: ProjectID, receivedAt: Timestamp, client: ClientID, sequence: UInt64) {
        add(
            batch.refused.prefix(DeadLetter.perBatchMax).map { row in
                DeadLetter(
                    project: project, deployment: batch.deploymentID, receivedAt: receivedAt, client: client, sequence: sequence,
                    row: row.row, code: row.code, message: row.message,
                    payload: (try? batch.event(at: row.row).serializedBytes()) ?? [])
            })
    }
}
