import AuthService
import Contracts
import GRPCCore
import Identity
import Postgres
import Protos
import RPC
import Schema
import TestPostgres

/// A real auth service over a real Postgres and the real transport, and clients of it.
struct AuthPeer: Sendable {
    static let token = "administrator-token-of-the-tests"

    let client: Driftwatch_V1_Auth.Client<CoreClientTransport>
    let database: TestDatabase

    /// Runs a service for the time of a test.
    static func with(
        token: String? = Self.token, checksPerSecond: Int = 5_000, _ body: @Sendable (AuthPeer) async throws -> Void
    ) async throws {
        let database = try await TestPostgres.makeDatabase()
        let pool = database.pool(.auth)
        var configuration = AuthConfiguration(administrator: token.flatMap { AdministratorToken($0) })
        configuration.checksPerSecond = checksPerSecond
        let auth = Auth(configuration: configuration, pool: pool, logger: TestPostgres.logger)
        let server = try RPCServer(
            configuration: ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")]), services: [auth],
            logger: TestPostgres.logger)
        let client = try RPCClient.make(server.addresses[0].description)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await body(AuthPeer(client: Driftwatch_V1_Auth.Client(wrapping: client), database: database))
            server.beginGracefulShutdown()
            try await group.waitForAll()
        }
        await pool.close()
    }

    var administrator: Metadata { BearerToken.metadata(Self.token) }

    func makeProject(_ name: String = "project") async throws -> Driftwatch_V1_Project {
        var organisation = Driftwatch_V1_CreateOrganisationRequest()
        organisation.name = "organisation of \(name)"
        var project = Driftwatch_V1_CreateProjectRequest()
        project.organisationID = try await client.createOrganisation(organisation, metadata: administrator).id
        project.name = name
        return try await client.createProject(project, metadata: administrator)
    }

    func makeKey(_ project: String, name: String = "key", role: String = "") async throws -> Driftwatch_V1_CreatedKey {
        var request = Driftwatch_V1_CreateKeyRequest()
        request.projectID = project
        request.name = name
        request.role = role
        return try await client.createKey(request, metadata: administrator)
    }

    func revoke(_ key: String) async throws -> Driftwatch_V1_Key {
        var request = Driftwatch_V1_RevokeKeyRequest()
        request.keyID = key
        return try await client.revokeKey(request, metadata: administrator)
    }

    func check(_ secret: String) async throws -> Driftwatch_V1_Identity {
        var request = Driftwatch_V1_CheckKeyRequest()
        request.secret = secret
        return try await client.checkKey(request)
    }

    /// The status that a call fails with, or nothing.
    static func code(_ call: () async throws -> some Any) async -> RPCError.Code? {
        do {
            _ = try await call()
            return nil
        } catch {
            return (error as? RPCError)?.code
        }
    }
}
