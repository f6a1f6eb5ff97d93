import Contracts
import GRPCCore
import Identity
import Protos
import Synchronization

/// An ingest service of the tests' own that takes everything down and answers as the events' request ids say: one that begins
/// with `refuse` is refused, one that is `busy` fails the call.
final class RecordingIngest: Driftwatch_V1_Ingest.ServiceProtocol {
    struct Call: Sendable {
        let clientID: String?
        let project: String?
        let events: [Driftwatch_V1_InferenceEvent]
    }

    private let recorded = Mutex<[Call]>([])

    var calls: [Call] { recorded.withLock { $0 } }

    func logEvents(
        request: ServerRequest<Driftwatch_V1_LogEventsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_LogEventsResponse> {
        let caller = try Caller.require(.write)
        var clients = request.metadata[stringValues: "driftwatch-client-id"].makeIterator()
        let call = Call(clientID: clients.next(), project: caller.project.rawValue, events: request.message.events)
        recorded.withLock { $0.append(call) }
        if call.events.contains(where: { $0.requestID == "busy" }) {
            throw RPCError(code: .unavailable, message: "secret inner detail")
        }
        var response = Driftwatch_V1_LogEventsResponse()
        for (index, event) in call.events.enumerated() where event.requestID.hasPrefix("refuse") {
            var refused = Driftwatch_V1_RefusedRow()
            refused.row = UInt32(index)
            refused.code = "timestamp_in_future"
            refused.message = "timestamp is too far ahead"
            response.refused.append(refused)
        }
        response.accepted = UInt32(call.events.count - response.refused.count)
        return ServerResponse(message: response)
    }

    func append(
        request: StreamingServerRequest<Driftwatch_V1_AppendRequest>, context: ServerContext
    ) async throws -> StreamingServerResponse<Driftwatch_V1_AppendResponse> {
        throw RPCError(code: .unimplemented, message: "the gateway logs rows")
    }

    func appendOnce(
        request: ServerRequest<Driftwatch_V1_AppendRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_AppendResponse> {
        throw RPCError(code: .unimplemented, message: "the gateway logs rows")
    }
}
