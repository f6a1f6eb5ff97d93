internal import Contracts
internal import EventLog
internal import GRPCCore
internal import Identity
internal import Logging
internal import Protos
internal import RPC
internal import ServiceRuntime
internal import SwiftProtobuf
internal import Wire

extension Ingest {
    /// `LogEvents`: events as rows. They become batches here, and then go the way of all batches; all of a request's are stored, or
    /// none.
    func logEvents(
        _ request: ServerRequest<RPCBytes>
    ) async throws -> ServerResponse<Driftwatch_V1_LogEventsResponse> {
        let caller = try Caller.require(.write)
        let intake = RowIntake(
            events: try events(of: request.message), client: try clientID(request.metadata), caller: caller,
            limits: configuration.limits,
            now: clock.now)
        let start = ContinuousClock.now
        var (records, refused) = intake.records()
        records = try await withoutUnknownDeployments(records, of: caller, refused: &refused)
        if !records.isEmpty, let error = await store(records.map(\.record), caller: caller) {
            metrics.batchesFailed.add(UInt64(records.count))
            throw RPCError(code: error.retriable ? .unavailable : .internalError, message: error.message)
        }
        let accepted = records.reduce(0) { $0 + $1.record.rowCount - $1.record.refusedRows.count }
        metrics.appendTime.observe(ContinuousClock.now - start)
        metrics.batchesAccepted.add(UInt64(records.count))
        metrics.bytes.add(UInt64(records.reduce(0) { $0 + $1.record.payload.count }))
        metrics.eventsAccepted.add(UInt64(accepted))
        metrics.eventsRefused.add(UInt64(refused.count))
        deadLetters.add(intake.letters(for: refused))
        var response = Driftwatch_V1_LogEventsResponse()
        response.accepted = UInt32(accepted)
        response.refused = refused.sorted { $0.row < $1.row }.map(Driftwatch_V1_RefusedRow.init)
        return ServerResponse(message: response)
    }

    /// Decodes a request, unless it has more events than a batch may: each needs some hundred bytes of memory, however small it is.
    private func events(of request: RPCBytes) throws -> [Driftwatch_V1_InferenceEvent] {
        let count = request.withUnsafeBytes { FieldWalk.count(1, in: $0) }
        guard count <= configuration.limits.batchRows else {
            throw RPCError(
                code: .invalidArgument,
                message:
                    "the request has \(count) events; at most \(configuration.limits.batchRows) are taken: send smaller requests")
        }
        do {
            return try Driftwatch_V1_LogEventsRequest(serializedBytes: Array(request)).events
        } catch {
            throw RPCError(
                code: .invalidArgument, message: "the request is not a valid driftwatch.v1.LogEventsRequest", cause: error)
        }
    }

    /// Takes out the batches of deployments that the project does not take; their events are refused one by one.
    private func withoutUnknownDeployments(
        _ records: [RowIntake.Entry], of caller: Caller, refused: inout [RefusedRow]
    ) async throws -> [RowIntake.Entry] {
        var kept: [RowIntake.Entry] = []
        for entry in records {
            let refusal: Driftwatch_V1_BatchError?
            do {
                refusal = try await deployments.refusal(of: entry.record.deployment, caller: caller)
            } catch {
                logger.warning("the database is unavailable", metadata: ["error": "\(error)"])
                throw RPCError(code: .unavailable, message: "the events could not be stored now: send them again", cause: error)
            }
            guard let refusal else {
                kept.append(entry)
                continue
            }
            let known = Set(refused.map(\.row))
            refused += entry.rows.filter { !known.contains($0) }.map {
                RefusedRow(row: $0, code: refusal.code, message: refusal.message)
            }
        }
        return kept
    }
}

/// The events of one request on their way to the log.
private struct RowIntake {
    let events: [Driftwatch_V1_InferenceEvent]
    let client: ClientID?
    let caller: Caller
    let limits: Limits
    let now: Timestamp

    /// A record, and the request's index of each of its rows.
    struct Entry {
        let record: LogRecord
        let rows: [Int]
    }

    /// The records to store, and the events that are refused, by their index in the request.
    ///
    /// With a client id, the batches of a deployment are numbered from 1 in the order of the request, so that the same request gives
    /// the same numbers. Without, events are told apart by their request ids.
    func records() -> (records: [Entry], refused: [RefusedRow]) {
        let built = BatchBuilder(limits: limits).build(events, now: now)
        var generator = SystemRandomNumberGenerator()
        let sender = client ?? ClientID.random(using: &generator)
        var sequences: [DeploymentID: UInt64] = [:]
        var reader = InferenceBatchReader(limits: limits)
        var refused = built.refused
        var records: [Entry] = []
        for batch in built.batches {
            let sequence = sequences[batch.deploymentID, default: 0] + 1
            sequences[batch.deploymentID] = sequence
            do throws(BatchFault) {
                try reader.read(batch.message, now: now)
            } catch {
                refused += batch.rows.map { RefusedRow(row: $0, code: error.code, message: error.message) }
                continue
            }
            refused += reader.batch.refused.map { RefusedRow(row: batch.rows[$0.row], code: $0.code, message: $0.message) }
            guard reader.batch.acceptedCount > 0 else { continue }
            let record = LogRecord(
                project: caller.project, deployment: batch.deploymentID, clientID: sender, sequence: sequence,
                deduplication: client == nil ? .requestID : .sequence, rowCount: batch.rows.count,
                refusedRows: reader.batch.refused.map { Int32($0.row) }, receivedAtNanos: now.nanos, payload: batch.message)
            records.append(Entry(record: record, rows: batch.rows))
        }
        return (records, refused)
    }

    /// The refused events as dead letters.
    func letters(for refused: [RefusedRow]) -> [DeadLetter] {
        refused.prefix(DeadLetter.perBatchMax).map { row in
            DeadLetter(
                project: caller.project, deployment: DeploymentID(events[row.row].deploymentID), receivedAt: now, client: client,
                sequence: 0, row: row.row, code: row.code, message: row.message,
                payload: (try? events[row.row].serializedBytes()) ?? [])
        }
    }
}
