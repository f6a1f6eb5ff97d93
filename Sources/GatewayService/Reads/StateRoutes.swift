internal import Contracts
internal import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Protos

/// `/v1/project` and `/v1/progress`: who calls, and how far the log has been processed.
struct StateRoutes<Transport: ClientTransport>: Sendable {
    private let stream: Driftwatch_V1_Stream.Client<Transport>

    init(stream: Driftwatch_V1_Stream.Client<Transport>) {
        self.stream = stream
    }

    var routes: [Route] {
        [Route(.get, "/v1/project", handler: project), Route(.get, "/v1/progress", handler: progress)]
    }

    @Sendable private func project(_ call: APICall) async throws -> Response {
        Answers.json(
            .object([
                "project_id": .string(call.caller.project.rawValue),
                "organisation_id": .string(call.caller.organisation.rawValue),
                "role": .string(call.caller.role.rawValue),
            ]))
    }

    @Sendable private func progress(_ call: APICall) async throws -> Response {
        Answers.json(.progress(try await stream.getProgress(.init(), metadata: call.metadata, options: call.options)))
    }
}
