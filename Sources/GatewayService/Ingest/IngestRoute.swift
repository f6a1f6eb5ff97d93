internal import Contracts
internal import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Protos
internal import ServiceRuntime
internal import SwiftProtobuf
internal import Synchronization

/// `POST /v1/ingest/metrics`: one event or an array of them.
///
/// A wrong event is refused by its index and the rest is taken. The answer is 200 when all or some were taken, 422 when none was.
struct IngestRoute<Transport: ClientTransport>: Sendable {
    private let ingest: Driftwatch_V1_Ingest.Client<Transport>
    private let bodyBytesMax: Int
    private let gate: IngestGate
    private let events: MetricFamily<Counter>

    init(
        ingest: Driftwatch_V1_Ingest.Client<Transport>, configuration: GatewayConfiguration, metrics: MetricsRegistry
    ) {
        self.ingest = ingest
        bodyBytesMax = configuration.bodyBytesMax
        gate = IngestGate(limit: configuration.ingestsMax)
        events = metrics.counter(
            "driftwatch_gateway_events_total", help: "Events that came as JSON, by what became of them", labels: ["outcome"])
    }

    func handle(_ call: APICall) async throws -> Response {
        guard gate.enter() else { throw Problem.busy }
        defer { gate.leave() }
        let key = try IdempotencyKey(call.request)
        let (body, bytes) = try await BodyReader.json(call.request, limit: bodyBytesMax)
        let elements: [JSONValue]
        if case .array(let list) = body { elements = list } else { elements = [body] }
        guard !elements.isEmpty else { throw Problem.badRequest("the array is empty; send at least one event") }
        guard elements.count <= Limits.standard.batchRows else {
            throw Problem.badRequest("more than \(Limits.standard.batchRows) events; send them in parts")
        }
        var outcome = IngestOutcome()
        let parts = IngestPart.parts(of: elements, bodyBytes: bytes, outcome: &outcome)
        for (number, part) in parts.enumerated() {
            try await send(part, number: number, key: key, call: call, outcome: &outcome)
        }
        events.with("accepted").add(UInt64(outcome.accepted))
        events.with("refused").add(UInt64(outcome.refused.count))
        return try outcome.response()
    }

    private func send(
        _ part: IngestPart, number: Int, key: IdempotencyKey?, call: APICall, outcome: inout IngestOutcome
    ) async throws {
        var metadata = call.metadata
        var request = Driftwatch_V1_LogEventsRequest()
        request.events = part.events
        if let key {
            // The same events give the same bytes, however their JSON was spelled.
            var options = BinaryEncodingOptions()
            options.useDeterministicOrdering = true
            let bytes: [UInt8] = try request.serializedBytes(options: options)
            metadata.addString(
                key.clientID(project: call.caller.project, part: number, events: bytes), forKey: "driftwatch-client-id")
        }
        let answer = try await ingest.logEvents(request, metadata: metadata, options: call.options)
        outcome.accepted += Int(answer.accepted)
        for refused in answer.refused where Int(refused.row) < part.indexes.count {
            outcome.refuse(part.indexes[Int(refused.row)], RowFault(code: refused.code, message: refused.message))
        }
    }
}

/// Lets so many bodies be worked on at once: each may take memory many times its size.
final class IngestGate: Sendable {
    private let limit: Int
    private let inside = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    func enter() -> Bool {
        guard inside.add(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        return true
    }

    func leave() { inside.subtract(1, ordering: .relaxed) }
}
