package import GRPCCore
package import Logging
import Synchronization

/// A gRPC server: services, health, reflection, and a graceful end.
///
/// ```swift
/// let server = try RPCServer(configuration: .init(addresses: [RPCAddress("0.0.0.0:7461")]), services: [ingest], logger: logger)
/// print(server.addresses)      // bound already
/// try await server.run()       // until beginGracefulShutdown() or cancellation
/// ```
/// Interceptors apply to the services given here, and not to health and reflection: probes carry no key.
package final class RPCServer: Sendable {
    /// Where it listens, with the ports that it got.
    package let addresses: [RPCAddress]
    /// Tells probes how the services are.
    package let health: HealthService
    private let server: GRPCServer<CoreServerTransport>
    private let logger: Logger
    private let isStopping = Mutex(false)

    /// Binds the addresses; throws `RPCSetupError` when one cannot be.
    ///
    /// - Parameters:
    ///   - services: generated services, or others that register their methods by hand.
    ///   - interceptors: run in this order around every call of `services`.
    ///   - descriptors: a serialized `google.protobuf.FileDescriptorSet` with imports (`protoc --include_imports
    ///     --descriptor_set_out`); with it the server answers reflection tools. nil: no reflection.
    package init(
        configuration: ServerConfiguration, services: [any RegistrableRPCService], interceptors: [any ServerInterceptor] = [],
        descriptors: [UInt8]? = nil, logger: Logger
    ) throws(RPCSetupError) {
        CoreLog.redirect(to: logger)
        self.logger = logger
        let transport = try CoreServerTransport(configuration: configuration)
        addresses = transport.addresses
        var router = RPCRouter<CoreServerTransport>()
        for service in services { service.registerMethods(with: &router) }
        router.registerInterceptors(pipeline: interceptors.map { .apply($0, to: .all) })
        let names = Set(router.methods.map(\.service.fullyQualifiedService))
        health = HealthService(services: names)
        health.registerMethods(with: &router)
        if let descriptors {
            let index = try DescriptorIndex(serializedFileDescriptorSet: descriptors)
            ReflectionService(index: index, services: names).registerMethods(with: &router)
        }
        server = GRPCServer(transport: transport, router: router)
    }

    /// Serves until `beginGracefulShutdown()` was called and the calls in flight have ended, at the latest after the grace period;
    /// cancelling the task cuts them off. Once.
    package func run() async throws {
        logger.info("rpc server is listening", metadata: ["addresses": "\(addresses.map(\.description).joined(separator: " "))"])
        do {
            try await server.serve()
        } catch  where error.isServerStopped && isStopping.withLock({ $0 }) {
            // The end was asked for before the start.
        }
        logger.info("rpc server has stopped")
    }

    /// Stops taking calls; `run()` returns when those in flight have ended. Health turns to NOT_SERVING at once.
    package func beginGracefulShutdown() {
        isStopping.withLock { $0 = true }
        health.stop()
        server.beginGracefulShutdown()
    }
}

extension Error {
    /// GRPCCore's word for a server that was told to stop before it started.
    fileprivate var isServerStopped: Bool { (self as? RuntimeError)?.code == .serverIsStopped }
}
