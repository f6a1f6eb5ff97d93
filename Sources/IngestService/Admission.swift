internal import Contracts
internal import EventLog
internal import Identity
internal import Protos
internal import RPC
internal import ServiceRuntime
internal import Wire

/// A request that has been read and checked.
struct Admission: Sendable {
    /// What goes to the log; nil when nothing of the batch is taken.
    var record: LogRecord?
    /// What the sender is told, once the record is durable.
    var response: Driftwatch_V1_AppendResponse
    /// When the request arrived, by a clock that does not jump.
    let start: ContinuousClock.Instant
}

extension Ingest {
    /// Reads a request and checks its batch. What is refused goes to the dead letters.
    func admit(
        _ request: RPCBytes, client: ClientID, caller: Caller, reader: inout InferenceBatchReader
    ) -> Admission {
        var admission = Admission(record: nil, response: Driftwatch_V1_AppendResponse(), start: ContinuousClock.now)
        let now = clock.now
        var envelope: AppendEnvelope?
        do throws(BatchFault) {
            let found = try request.withUnsafeBytes { bytes in Result { () throws(BatchFault) in try AppendEnvelope(bytes) } }
                .get()
            envelope = found
            admission.response.sequence = found.sequence
            let deduplication = try found.deduplication()
            guard let batch = found.batch else {
                throw BatchFault(code: "missing_batch", message: "the request has no batch")
            }
            try reader.read(batch, now: now)
            take(
                reader.batch, bytes: batch, deduplication: deduplication, client: client, caller: caller, now: now,
                into: &admission)
        } catch {
            admission.response.error = Driftwatch_V1_BatchError(error)
            metrics.batchesRefused.add()
            deadLetters.add(
                DeadLetter(
                    project: caller.project, deployment: envelope == nil ? nil : reader.deploymentID, receivedAt: now,
                    client: client,
                    sequence: admission.response.sequence, row: nil, code: error.code, message: error.message,
                    payload: envelope?.batch ?? Array(request)))
        }
        return admission
    }

    /// Stores what was admitted, and completes the answer.
    func complete(_ admission: Admission, caller: Caller) async -> Driftwatch_V1_AppendResponse {
        guard let record = admission.record else { return admission.response }
        if let error = await store([record], caller: caller) {
            return failed(admission.response, record: record, error: error)
        }
        metrics.appendTime.observe(ContinuousClock.now - admission.start)
        metrics.batchesAccepted.add()
        metrics.bytes.add(UInt64(record.payload.count))
        metrics.eventsAccepted.add(UInt64(admission.response.accepted))
        return admission.response
    }

    private func take(
        _ batch: ColumnarBatch, bytes: [UInt8], deduplication: Deduplication, client: ClientID, caller: Caller, now: Timestamp,
        into admission: inout Admission
    ) {
        admission.response.refused = batch.refused.map(Driftwatch_V1_RefusedRow.init)
        if !batch.refused.isEmpty {
            metrics.eventsRefused.add(UInt64(batch.refused.count))
            deadLetters.add(
                rowsOf: batch, project: caller.project, receivedAt: now, client: client, sequence: admission.response.sequence)
        }
        guard batch.acceptedCount > 0 else {
            metrics.batchesRefused.add()
            return
        }
        admission.response.accepted = UInt32(batch.acceptedCount)
        admission.record = LogRecord(
            project: caller.project, deployment: batch.deploymentID, clientID: client, sequence: admission.response.sequence,
            deduplication: LogRecord.Deduplication(deduplication), rowCount: batch.count,
            refusedRows: batch.refused.map { Int32($0.row) }, receivedAtNanos: now.nanos, payload: bytes)
    }

    private func failed(
        _ response: Driftwatch_V1_AppendResponse, record: LogRecord, error: Driftwatch_V1_BatchError
    ) -> Driftwatch_V1_AppendResponse {
        var answer = Driftwatch_V1_AppendResponse()
        answer.sequence = response.sequence
        answer.error = error
        guard !error.retriable else {
            metrics.batchesFailed.add()
            return answer
        }
        metrics.batchesRefused.add()
        deadLetters.add(
            DeadLetter(
                project: record.project, deployment: record.deployment, receivedAt: Timestamp(nanos: record.receivedAtNanos),
                client: record.clientID, sequence: record.sequence, row: nil, code: error.code, message: error.message,
                payload: record.payload))
        return answer
    }
}

extension LogRecord.Deduplication {
    /// The log's word for it.
    init(_ way: Deduplication) {
        switch way {
        case .sequence: self = .sequence
        case .requestID: self = .requestID
        }
    }
}
