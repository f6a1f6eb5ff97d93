package import Contracts
package import Protos

/// Turns rows of stored batches back into events, for people to read.
package struct EventMaterialiser: Sendable {
    private var reader = InferenceBatchReader()

    package init() {}

    /// The rows of a stored batch as events, with the number of the row in the batch; without the refused ones.
    ///
    /// `received` is when the batch arrived, which decided what was refused. With a request id, only the rows that have it.
    ///
    /// - Throws: `BatchFault` when the bytes are not a batch that could have been taken.
    package mutating func events(
        of message: [UInt8], received: Timestamp, requestID: String? = nil
    ) throws(BatchFault) -> [(row: Int, event: Driftwatch_V1_InferenceEvent)] {
        try reader.read(message, now: received)
        let batch = reader.batch
        let refused = Set(batch.refused.map(\.row))
        return (0..<batch.count).lazy
            .filter { !refused.contains($0) && (requestID == nil || batch.requestIDs[$0] == requestID) }
            .map { ($0, batch.event(at: $0)) }
    }
}
