internal import GRPCCore
internal import Identity
internal import Protos
internal import RPC
internal import Wire

extension Ingest {
    /// `AppendOnce`: one batch.
    func appendOnce(_ request: ServerRequest<RPCBytes>) async throws -> ServerResponse<Driftwatch_V1_AppendResponse> {
        let caller = try Caller.require(.write)
        let client = try requiredClientID(request.metadata)
        var reader = InferenceBatchReader(limits: configuration.limits)
        let admission = admit(request.message, client: client, caller: caller, reader: &reader)
        return ServerResponse(message: await complete(admission, caller: caller))
    }
}
