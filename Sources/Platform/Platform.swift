internal import AuthService
internal import EventLog
internal import Foundation
internal import GRPCCore
internal import GatewayService
internal import Identity
internal import IngestService
internal import Logging
internal import MetricsService
internal import Postgres
internal import PostgresCluster
internal import Protos
internal import RPC
internal import Schema
package import ServiceLifecycle
package import ServiceRuntime
internal import StreamService
internal import Wiring

/// Every service in this process, over a private Postgres, wired as they are apart: through RPCs with keys.
package struct Platform: Sendable {
    /// Everything that runs, in the order in which it starts; it stops in reverse.
    package let services: [any Service]
    /// Where ingest takes events: `127.0.0.1:7461`, with the port that it got.
    package let eventsAddress: String
    /// Where everything is kept.
    package let directory: DataDirectory
    /// The administrator's token.
    package let administratorToken: String
    private let gateway: Gateway<CoreClientTransport>
    private let listen: ListenAddress

    /// The dashboard's address, as soon as the gateway listens: `http://127.0.0.1:7460/`.
    package var dashboardAddress: String {
        get async throws {
            guard case .host(let host, _) = listen else { return listen.settingText }
            return "http://\(ListenAddress.host(host, port: try await gateway.boundPort).settingText)/"
        }
    }

    /// Makes or starts the private cluster, brings its tables up to date, and binds every server.
    ///
    /// - Throws: `PlatformError`, `ConfigurationError`, `PrivateClusterError`, `PostgresError`.
    package static func start(_ runtime: Runtime, settings: PlatformSettings) async throws -> Platform {
        let directory = settings.directory
        let token = try directory.prepare()
        let cluster = PrivateCluster(
            configuration: .init(directory: directory.postgres, roles: Schema.Role.allCases.map(\.rawValue)),
            logger: runtime.logger)
        try await cluster.start()
        do {
            try await migrate(cluster, logger: runtime.logger)
            return try Platform(runtime, settings: settings, cluster: cluster, token: token)
        } catch {
            await cluster.stop()
            throw error
        }
    }

    private static func migrate(_ cluster: PrivateCluster, logger: Logger) async throws {
        var configuration = PostgresConfiguration(url: cluster.url(role: Schema.Role.owner.rawValue))
        configuration.maximumConnections = 1
        let pool = PostgresPool(configuration: configuration, logger: logger)
        do {
            try await Schema.migrate(pool, logger: logger)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    private init(_ runtime: Runtime, settings: PlatformSettings, cluster: PrivateCluster, token: String) throws {
        let directory = settings.directory
        let logger = runtime.logger
        func pool(_ role: Schema.Role, _ connections: Int, name: String? = nil) -> PostgresPool {
            Connections.pool(
                runtime, url: cluster.url(role: role.rawValue), connections: connections, name: name ?? role.rawValue)
        }
        let authPool = pool(.auth, 2)
        let servicePool = pool(.service, 8)
        // Reads have connections of their own: however long they take, what arrives is stored.
        let readPool = pool(.service, 4, name: "driftwatch_service_reads")
        let streamPool = pool(.stream, 8)

        let auth = Auth(
            configuration: AuthConfiguration(administrator: AdministratorToken(token)), pool: authPool, logger: logger)
        let authServer = try Connections.server(
            runtime, configuration: Connections.socketConfiguration(directory.authSocket), services: [auth])
        let authClient = try RPCClient.make("unix:\(directory.authSocket)")
        let authenticator = Authenticator(auth: Driftwatch_V1_Auth.Client(wrapping: authClient))

        let ingestLog = PostgresEventLog(pool: servicePool)
        let ingestMetrics = IngestMetrics(registry: runtime.metrics)
        let deadLetters = DeadLetterQueue(pool: servicePool, logger: logger)
        let ingest = Ingest(
            log: ingestLog, pool: servicePool, deadLetters: deadLetters, metrics: ingestMetrics, logger: logger)
        var ingestConfiguration = try Connections.serverConfiguration(runtime)
        ingestConfiguration.receiveBytesMax = IngestConfiguration.receiveBytesMax
        ingestConfiguration.addresses.append(try RPCAddress("unix:\(directory.ingestSocket)"))
        let ingestServer = try Connections.server(
            runtime, configuration: ingestConfiguration, services: [ingest], interceptors: [authenticator])
        guard let publicAddress = ingestServer.addresses.first else { throw PlatformError("ingest has no address") }

        let streamLog = PostgresEventLog(pool: streamPool)
        let streamServer = try Connections.server(
            runtime, configuration: Connections.socketConfiguration(directory.streamSocket),
            services: [StreamRPC(log: streamLog, pool: streamPool, logger: logger)], interceptors: [authenticator])
        let metricsServer = try Connections.server(
            runtime, configuration: Connections.socketConfiguration(directory.metricsSocket),
            services: [MetricsRPC(log: PostgresEventLog(pool: readPool), pool: readPool, logger: logger)],
            interceptors: [authenticator])

        let ingestClient = try RPCClient.make("unix:\(directory.ingestSocket)")
        let streamClient = try RPCClient.make("unix:\(directory.streamSocket)")
        let metricsClient = try RPCClient.make("unix:\(directory.metricsSocket)")
        gateway = try Gateway(
            configuration: settings.gateway,
            backends: Backends(ingest: ingestClient, stream: streamClient, metrics: metricsClient, auth: authClient),
            metrics: runtime.metrics, logger: logger)
        listen = settings.gateway.listen
        eventsAddress = publicAddress.description
        self.directory = directory
        administratorToken = token
        services = [
            ClusterComponent(cluster: cluster), PoolComponent(authPool), PoolComponent(servicePool), PoolComponent(readPool),
            PoolComponent(streamPool),
            RPCServerComponent(authServer), RPCClientService(authClient),
            StreamWorker(log: streamLog, pool: streamPool, logger: logger), RPCServerComponent(streamServer),
            RPCServerComponent(metricsServer), deadLetters, RPCServerComponent(ingestServer), RPCClientService(ingestClient),
            RPCClientService(streamClient), RPCClientService(metricsClient), gateway,
        ]
    }
}
