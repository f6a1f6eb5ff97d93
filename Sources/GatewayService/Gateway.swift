package import Contracts
package import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Identity
package import Logging
package import ServiceRuntime
internal import ServiceLifecycle

/// The REST API and the web UI: the only place that knows HTTP and JSON.
///
/// It keeps no state: every request becomes calls to services, with the caller's own key.
package struct Gateway<Transport: ClientTransport>: Service {
    private let server: HTTPServer

    /// Makes a gateway that `run` starts.
    ///
    /// - Throws: `ConfigurationError` when the web UI's folder cannot be used.
    package init(
        configuration: GatewayConfiguration, backends: Backends<Transport>, metrics: MetricsRegistry, logger: Logger,
        clock: WallClock = .system
    ) throws {
        let ingest = IngestRoute(ingest: backends.ingest, configuration: configuration, metrics: metrics)
        let reads = ReadRoutes(metrics: backends.metrics, clock: clock)
        let references = ReferenceRoute(stream: backends.stream, clock: clock)
        let state = StateRoutes(stream: backends.stream)
        let routes =
            [Route(.post, "/v1/ingest/metrics", handler: { try await ingest.handle($0) })] + reads.routes + references.routes
            + state.routes
        let responder = APIResponder(
            table: RouteTable(routes: routes), authenticator: Authenticator(auth: backends.auth),
            web: try configuration.webDirectory.map { try WebFiles(directory: $0) },
            callTimeout: configuration.callTimeout, metrics: metrics, logger: logger)
        var server = HTTPServer.Configuration(listen: configuration.listen, settingName: GatewaySettings.listen.name)
        server.connectionsMax = configuration.connectionsMax
        server.idleTimeout = configuration.idleTimeout
        server.requestTimeout = configuration.requestTimeout
        self.server = HTTPServer(configuration: server, logger: logger) { await responder.respond(to: $0) }
    }

    /// The port that the gateway got, as soon as it listens.
    package var boundPort: Int {
        get async throws { try await server.boundPort }
    }

    /// Serves until it is shut down gracefully; requests in flight finish.
    package func run() async throws {
        try await server.run()
    }
}
