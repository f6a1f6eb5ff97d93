import Contracts
import EventLog
import Foundation
import GRPCCore
import Identity
import IngestService
import Postgres
import Protos
import RPC
import Schema
import ServiceRuntime
import SwiftProtobuf
import TestPostgres

/// Ingest over a real database, behind a real server on a Unix socket, with a client that has a key.
struct IngestFixture: Sendable {
    static let now = Timestamp(nanos: 1_764_064_951_000_000_000)
    static let organisation = OrganisationID("org_00000000000000000000")!

    let database: TestDatabase
    let project: ProjectID
    let pool: PostgresPool
    let log: PostgresEventLog
    let letters: DeadLetterQueue
    let registry: MetricsRegistry
    let server: RPCServer
    let client: Driftwatch_V1_Ingest.Client<CoreClientTransport>
    /// The keys of a writer, a reader, and a writer whose project refuses unknown deployments.
    let writer = APIKeySecret.random()
    let reader = APIKeySecret.random()
    let refusing = APIKeySecret.random()

    /// Starts everything, runs a test on it, and stops it.
    static func run(
        configuration: IngestConfiguration = IngestConfiguration(), _ body: (IngestFixture) async throws -> Void
    ) async throws {
        let fixture = try await IngestFixture(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fixture.server.run() }
            do {
                try await body(fixture)
            } catch {
                group.cancelAll()
                throw error
            }
            fixture.server.beginGracefulShutdown()
            try await group.waitForAll()
        }
        await fixture.pool.close()
    }

    private init(_ configuration: IngestConfiguration) async throws {
        database = try await TestPostgres.makeDatabase()
        project = try await database.makeProject()
        pool = database.pool(.service, connections: 4)
        log = PostgresEventLog(pool: pool)
        registry = MetricsRegistry()
        let metrics = IngestMetrics(registry: registry)
        letters = DeadLetterQueue(pool: pool, logger: TestPostgres.logger)
        let ingest = Ingest(
            configuration: configuration, log: log, pool: pool, deadLetters: letters, metrics: metrics,
            clock: WallClock { Self.now }, logger: TestPostgres.logger)
        let socket = "unix:/tmp/dw-ingest-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max)).sock"
        var serverConfiguration = ServerConfiguration(addresses: [try RPCAddress(socket)])
        serverConfiguration.shutdownGracePeriod = .seconds(120)
        serverConfiguration.receiveBytesMax = IngestConfiguration.receiveBytesMax
        let identities = Self.identities(project, writer: writer, reader: reader, refusing: refusing)
        let authenticator = Authenticator { secret in
            guard let identity = identities[secret] else { throw RPCError(code: .unauthenticated, message: "unknown key") }
            return identity
        }
        server = try RPCServer(
            configuration: serverConfiguration, services: [ingest], interceptors: [authenticator], logger: TestPostgres.logger)
        var clientConfiguration = ClientConfiguration()
        clientConfiguration.sendBytesMax = nil
        client = Driftwatch_V1_Ingest.Client(wrapping: try RPCClient.make(socket, configuration: clientConfiguration))
    }

    private static func identities(
        _ project: ProjectID, writer: APIKeySecret, reader: APIKeySecret, refusing: APIKeySecret
    ) -> [String: Driftwatch_V1_Identity] {
        func identity(_ role: String, refuses: Bool = false) -> Driftwatch_V1_Identity {
            .with {
                $0.organisationID = organisation.rawValue
                $0.projectID = project.rawValue
                $0.keyID = KeyID.random().rawValue
                $0.role = role
                $0.unknownDeployments = refuses ? .refuse : .register
            }
        }
        return [
            writer.rawValue: identity("writer"), reader.rawValue: identity("reader"),
            refusing.rawValue: identity("editor", refuses: true),
        ]
    }

    /// The metadata of a call.
    func metadata(_ key: APIKeySecret? = nil, client: String? = "client-1") -> Metadata {
        var metadata: Metadata = ["authorization": "Bearer \((key ?? writer).rawValue)"]
        if let client { metadata.addString(client, forKey: "driftwatch-client-id") }
        return metadata
    }

    /// A request with a batch of so many events.
    static func request(_ sequence: UInt64, deployment: String = "dep_1", ids: [String] = ["a", "b"])
        -> Driftwatch_V1_AppendRequest
    {
        .with {
            $0.sequence = sequence
            $0.batch.formatVersion = 1
            $0.batch.deploymentID = deployment
            $0.batch.count = UInt32(ids.count)
            $0.batch.baseTimeUnixNanos = now.nanos
            $0.batch.requestID.data = Data(ids.joined().utf8)
            $0.batch.requestID.lengths = ids.map { $0.isEmpty ? 0 : UInt32($0.utf8.count + 1) }
        }
    }

    static func event(_ id: String, deployment: String = "dep_1") -> Driftwatch_V1_InferenceEvent {
        .with {
            $0.deploymentID = deployment
            $0.requestID = id
            $0.features["age"] = .with { $0.number = 42 }
        }
    }

    /// Everything in the log, by partition and offset.
    func records() async throws -> [LogRecord] {
        let pool = database.pool(.stream, connections: 1)
        let log = PostgresEventLog(pool: pool)
        var records: [LogRecord] = []
        for partition in 0..<log.partitionCount {
            records += try await log.read(partition: partition, after: 0, maxRecords: 10_000, maxBytes: 1 << 30).map(\.record)
        }
        await pool.close()
        return records
    }

    /// The codes of the dead letters, with the row.
    func deadLetters(project: ProjectID? = nil) async throws -> [(code: String, row: Int?, payload: [UInt8], deployment: String)]
    {
        await letters.flush()
        return try await pool.transaction(project: project ?? self.project) { connection in
            try await connection.query(
                "SELECT code, row_index, payload, deployment_id FROM dead_letters ORDER BY letter_id"
            ).rows.map { row in
                (try row.text(0), try row.intOrNil(1), try row.bytes(2), try row.text(3))
            }
        }
    }

    /// The names of the project's deployments.
    func deployments() async throws -> [String] {
        try await pool.transaction(project: project) { connection in
            try await connection.query("SELECT deployment_id FROM deployments ORDER BY 1").rows.map { try $0.text(0) }
        }
    }

    /// The code of the RPCError that a call throws.
    static func code(_ body: () async throws -> Void) async throws -> RPCError.Code? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.code
        }
    }
}
