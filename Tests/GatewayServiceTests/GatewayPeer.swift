import AuthService
import Contracts
import Foundation
import FoundationNetworking
import GatewayService
import GRPCCore
import Identity
import Postgres
import Protos
import RPC
import Schema
import ServiceRuntime
import TestPostgres

/// A real gateway on a port of its own, before a real auth service over a real Postgres and the tests' own other services, all
/// through the real transport.
struct GatewayPeer: Sendable {
    static let token = "administrator-token-of-the-tests"
    /// What the gateway takes for now: 2025-11-25T10:02:31.5Z.
    static let now = Timestamp(nanos: 1_764_064_951_500_000_000)

    let port: Int
    let ingest: RecordingIngest
    let reads: RecordingReads
    let stream: RecordingStream
    let project: String
    /// A key with the role editor.
    let key: String
    private let auth: Driftwatch_V1_Auth.Client<CoreClientTransport>

    static func with(
        _ change: (inout GatewayConfiguration) -> Void = { _ in }, _ body: @Sendable (GatewayPeer) async throws -> Void
    ) async throws {
        let pool = try await Self.pool.value
        let auth = Auth(
            configuration: AuthConfiguration(administrator: AdministratorToken(token)), pool: pool, logger: TestPostgres.logger)
        let (ingest, reads, stream) = (RecordingIngest(), RecordingReads(), RecordingStream())
        let address = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        let authServer = try RPCServer(configuration: address, services: [auth], logger: TestPostgres.logger)
        let authClient = try RPCClient.make(authServer.addresses[0].description)
        let services = try RPCServer(
            configuration: address, services: [ingest, reads, stream],
            interceptors: [Authenticator(auth: Driftwatch_V1_Auth.Client(wrapping: authClient))], logger: TestPostgres.logger)
        let client = try RPCClient.make(services.addresses[0].description)
        var configuration = GatewayConfiguration()
        configuration.listen = .host("127.0.0.1", port: 0)
        change(&configuration)
        let gateway = try Gateway(
            configuration: configuration, backends: Backends(ingest: client, stream: client, metrics: client, auth: authClient),
            metrics: MetricsRegistry(), logger: TestPostgres.logger, clock: WallClock { now })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await authServer.run() }
            group.addTask { try await services.run() }
            group.addTask { try? await gateway.run() }
            try await body(
                try await GatewayPeer(
                    port: gateway.boundPort, ingest: ingest, reads: reads, stream: stream,
                    auth: Driftwatch_V1_Auth.Client(wrapping: authClient)))
            services.beginGracefulShutdown()
            authServer.beginGracefulShutdown()
            group.cancelAll()
            while (try? await group.next()) != nil {}
        }
    }

    /// One database for all: every peer has an organisation of its own.
    private static let pool = Task { try await TestPostgres.makeDatabase().pool(.auth, connections: 8) }

    private init(
        port: Int, ingest: RecordingIngest, reads: RecordingReads, stream: RecordingStream,
        auth: Driftwatch_V1_Auth.Client<CoreClientTransport>
    ) async throws {
        self.port = port
        self.ingest = ingest
        self.reads = reads
        self.stream = stream
        self.auth = auth
        let administrator = BearerToken.metadata(Self.token)
        var organisation = Driftwatch_V1_CreateOrganisationRequest()
        organisation.name = "organisation \(port) \(UUID())"
        var request = Driftwatch_V1_CreateProjectRequest()
        request.organisationID = try await auth.createOrganisation(organisation, metadata: administrator).id
        request.name = "project"
        project = try await auth.createProject(request, metadata: administrator).id
        key = try await Self.makeKey("editor", project: project, auth)
    }

    func makeKey(_ role: String) async throws -> String { try await Self.makeKey(role, project: project, auth) }

    private static func makeKey(
        _ role: String, project: String, _ auth: Driftwatch_V1_Auth.Client<CoreClientTransport>
    ) async throws -> String {
        var request = Driftwatch_V1_CreateKeyRequest()
        request.projectID = project
        request.name = role
        request.role = role
        return try await auth.createKey(request, metadata: BearerToken.metadata(token)).secret
    }

    /// What the gateway answered.
    struct Answer: @unchecked Sendable {  // the response object is never changed after it is made
        let status: Int
        let body: Data
        let response: HTTPURLResponse

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? { response.value(forHTTPHeaderField: name) }

        /// A problem's code, by the end of its type.
        var problem: String? { (json["type"] as? String)?.split(separator: ":").last.map(String.init) }
    }

    /// Sends one request; with the editor's key unless another authorization, or none, is given.
    func send(
        _ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:], key: String?? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = method
        request.httpBody = body
        request.cachePolicy = .reloadIgnoringLocalCacheData
        if let key = key ?? self.key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = response as! HTTPURLResponse
        return Answer(status: http.statusCode, body: data, response: http)
    }

    func get(_ path: String, key: String?? = nil) async throws -> Answer { try await send("GET", path, key: key) }

    func ingest(_ body: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("POST", "/v1/ingest/metrics", body: Data(body.utf8), headers: headers)
    }
}
