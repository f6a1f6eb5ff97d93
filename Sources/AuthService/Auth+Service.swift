package import GRPCCore
package import Protos

/// The RPCs, each in a file of its own.
extension Auth: Driftwatch_V1_Auth.ServiceProtocol {
    package func checkKey(
        request: ServerRequest<Driftwatch_V1_CheckKeyRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_Identity> {
        ServerResponse(message: try await identity(ofSecret: request.message.secret))
    }

    package func createOrganisation(
        request: ServerRequest<Driftwatch_V1_CreateOrganisationRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_Organisation> {
        try await administered(request, createOrganisation)
    }

    package func listOrganisations(
        request: ServerRequest<Driftwatch_V1_ListOrganisationsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_ListOrganisationsResponse> {
        try await administered(request, listOrganisations)
    }

    package func createProject(
        request: ServerRequest<Driftwatch_V1_CreateProjectRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_Project> {
        try await administered(request, createProject)
    }

    package func listProjects(
        request: ServerRequest<Driftwatch_V1_ListProjectsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_ListProjectsResponse> {
        try await administered(request, listProjects)
    }

    package func updateProject(
        request: ServerRequest<Driftwatch_V1_UpdateProjectRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_Project> {
        try await administered(request, updateProject)
    }

    package func createKey(
        request: ServerRequest<Driftwatch_V1_CreateKeyRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_CreatedKey> {
        try await administered(request, createKey)
    }

    package func listKeys(
        request: ServerRequest<Driftwatch_V1_ListKeysRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_ListKeysResponse> {
        try await administered(request, listKeys)
    }

    package func revokeKey(
        request: ServerRequest<Driftwatch_V1_RevokeKeyRequest>, context: ServerContext
    ) async throws -> ServerResponse<Driftwatch_V1_Key> {
        try await administered(request, revokeKey)
    }
}
