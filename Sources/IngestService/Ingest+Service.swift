package import GRPCCore
internal import GRPCProtobuf
internal import Protos
internal import RPC

/// The RPCs, each in a file of its own. Those of the event path get their requests as bytes, and read them where they lie.
extension Ingest: RegistrableRPCService {
    /// Adds the RPCs to a server.
    package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(
            forMethod: Driftwatch_V1_Ingest.Method.Append.descriptor, deserializer: BytesDeserializer(),
            serializer: ProtobufSerializer<Driftwatch_V1_AppendResponse>()
        ) { request, context in try await append(request, context) }
        router.registerHandler(
            forMethod: Driftwatch_V1_Ingest.Method.AppendOnce.descriptor, deserializer: BytesDeserializer(),
            serializer: ProtobufSerializer<Driftwatch_V1_AppendResponse>()
        ) { request, _ in
            StreamingServerResponse(single: try await appendOnce(try await ServerRequest(stream: request)))
        }
        router.registerHandler(
            forMethod: Driftwatch_V1_Ingest.Method.LogEvents.descriptor,
            deserializer: BytesDeserializer(), serializer: ProtobufSerializer<Driftwatch_V1_LogEventsResponse>()
        ) { request, _ in
            StreamingServerResponse(single: try await logEvents(try await ServerRequest(stream: request)))
        }
    }
}
