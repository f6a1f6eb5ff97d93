internal import Contracts
internal import EventLog
internal import GRPCCore
internal import Identity
internal import ProfileStore
internal import Protos
internal import SwiftProtobuf
internal import Wire

extension MetricsRPC {
    /// Events of one answer when nobody says how many, and at most.
    private static let eventLimits = (usual: 100, most: 1_000)

    /// The newest events first, as they were counted: without duplicates and refused rows, and only those counted already.
    func handle(_ request: Driftwatch_V1_ListEventsRequest) async throws -> Driftwatch_V1_ListEventsResponse {
        let caller = try Caller.require(.read)
        guard request.limit <= Self.eventLimits.most else {
            throw QueryError.invalid("limit is \(request.limit): at most \(Self.eventLimits.most) events are answered")
        }
        guard request.requestID.utf8.count <= Limits.standard.requestIDBytes, !request.requestID.utf8.contains(0) else {
            throw QueryError.invalid("request_id must be at most \(Limits.standard.requestIDBytes) bytes, none U+0000")
        }
        let scope = try await scope(request.deploymentID, of: caller)
        let limit = request.limit == 0 ? Self.eventLimits.usual : Int(request.limit)
        let requestID = request.requestID.isEmpty ? nil : request.requestID
        let offsets = Dictionary(uniqueKeysWithValues: try await store.progress().map { ($0.partition, $0.processedOffset) })
        var response = Driftwatch_V1_ListEventsResponse()
        // Duplicates and what is not counted yet take up rows of the log: look further back until there is enough.
        for depth in [limit, 8 * limit, 64 * limit] {
            let records = try await log.recent(
                project: caller.project, deployment: scope.key.deployment, limit: depth, requestID: requestID)
            let counted = records.filter { $0.position.offset <= offsets[$0.position.partition] ?? 0 }
            response.events = events(of: counted, suppressed: try await suppressed(counted, scope.key), limit, requestID)
            let rows = records.reduce(0) { $0 + $1.record.rowCount - $1.record.refusedRows.count }
            if response.events.count == limit || rows < depth { break }
        }
        return response
    }

    /// The events of records, newest first, without the suppressed.
    private func events(
        of records: [StoredRecord], suppressed: [LogPosition: [Int32]?], _ limit: Int, _ requestID: String?
    ) -> [Driftwatch_V1_StoredEvent] {
        var materialiser = EventMaterialiser()
        var result: [Driftwatch_V1_StoredEvent] = []
        for record in records where result.count < limit {
            let rows = suppressed[record.position]
            if case .some(.none) = rows { continue }
            let received = Timestamp(nanos: record.record.receivedAtNanos)
            guard let events = try? materialiser.events(of: record.record.payload, received: received, requestID: requestID)
            else { continue }
            let skipped = Set(record.record.refusedRows).union(rows.flatMap { $0 } ?? [])
            // Rows of a batch are in the order in which they happened.
            for (row, event) in events.reversed() where !skipped.contains(Int32(row)) && result.count < limit {
                result.append(.with { ($0.event, $0.receivedUnixNanos) = (event, received.nanos) })
            }
        }
        return result
    }

    /// What of these records was suppressed; a nil value is the whole record.
    private func suppressed(_ records: [StoredRecord], _ deployment: DeploymentKey) async throws -> [LogPosition: [Int32]?] {
        var result: [LogPosition: [Int32]?] = [:]
        for (partition, records) in Dictionary(grouping: records, by: \.position.partition) {
            let offsets = records.map(\.position.offset)
            guard let first = offsets.min(), let last = offsets.max() else { continue }
            let found = try await store.suppressed(
                of: deployment, partition: partition, offsets: first...last, project: deployment.project)
            for (offset, rows) in found { result.updateValue(rows, forKey: LogPosition(partition: partition, offset: offset)) }
        }
        return result
    }
}
