import GRPCCore
import Identity
import Protos

/// A stream service of the tests' own.
final class RecordingStream: Driftwatch_V1_Stream.SimpleServiceProtocol {
    let questions = Questions()

    func setReference(request: Driftwatch_V1_SetReferenceRequest, context: ServerContext) async throws -> Driftwatch_V1_Reference
    {
        try questions.take(request, request.deploymentID, .administer)
        var reference = Driftwatch_V1_Reference()
        reference.id = "ref_1"
        reference.version = 2
        return reference
    }

    func getProgress(request: Driftwatch_V1_GetProgressRequest, context: ServerContext) async throws -> Driftwatch_V1_Progress {
        try questions.take(request)
        return Driftwatch_V1_Progress()
    }
}
