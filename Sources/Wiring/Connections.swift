package import GRPCCore
package import Postgres
internal import Protos
package import RPC
package import ServiceRuntime

/// Pools, servers and clients from a service's settings.
package enum Connections {
    /// The pool of `database.url`, with its readiness check.
    package static func pool(_ runtime: Runtime) -> PostgresPool {
        let settings = runtime.configuration
        return pool(
            runtime, url: settings[ServiceSettings.databaseURL], connections: settings[ServiceSettings.databaseConnections])
    }

    /// A pool of a URL, with its readiness check and its gauges.
    package static func pool(_ runtime: Runtime, url: String, connections: Int, name: String = "database") -> PostgresPool {
        var configuration = PostgresConfiguration(url: url)
        configuration.maximumConnections = connections
        configuration.applicationName = runtime.configuration.service
        let pool = PostgresPool(configuration: configuration, logger: runtime.logger)
        runtime.readiness.register(name) {
            do {
                _ = try await pool.query("SELECT 1")
                return nil
            } catch {
                return "\(error)"
            }
        }
        return pool
    }

    /// How the service's own RPCs are served.
    package static func serverConfiguration(_ runtime: Runtime) throws -> ServerConfiguration {
        let settings = runtime.configuration
        var configuration = ServerConfiguration(addresses: [try RPCAddress(settings[ServiceSettings.rpcListen(port: 0)])])
        configuration.shutdownGracePeriod = settings[CommonSettings.shutdownTimeout]
        guard let certificate = settings[ServiceSettings.rpcCertificate] else {
            guard settings[ServiceSettings.rpcKey] == nil, settings[ServiceSettings.rpcClientRoots] == nil else {
                throw ConfigurationError(
                    "rpc.tls-certificate: missing; give the certificate that belongs to the other rpc.tls files")
            }
            return configuration
        }
        guard let key = settings[ServiceSettings.rpcKey] else {
            throw ConfigurationError("rpc.tls-key: missing; give the private key of rpc.tls-certificate")
        }
        let identity = try TLSIdentity(certificateChainFile: certificate, privateKeyFile: key)
        let roots = try settings[ServiceSettings.rpcClientRoots].map {
            try PEMFile.read($0, what: "certificate authority", marker: "CERTIFICATE-----")
        }
        configuration.tls = ServerTLS(identity: identity, clientRoots: roots)
        return configuration
    }

    /// A server of RPCs, bound already: with metrics, health and reflection.
    ///
    /// - Parameters:
    ///   - configuration: where and how; nil: as the settings say.
    ///   - interceptors: run around every call, after the metrics.
    /// - Throws: `ConfigurationError` when the address cannot be had.
    package static func server(
        _ runtime: Runtime, configuration: ServerConfiguration? = nil, services: [any RegistrableRPCService],
        interceptors: [any ServerInterceptor] = []
    ) throws -> RPCServer {
        do {
            return try RPCServer(
                configuration: try configuration ?? serverConfiguration(runtime), services: services,
                interceptors: [RPCMetrics(registry: runtime.metrics)] + interceptors,
                descriptors: ServiceDescriptors.fileDescriptorSet, logger: runtime.logger)
        } catch let error as RPCSetupError {
            throw ConfigurationError("\(ServiceSettings.rpcListenName): \(error)")
        }
    }

    /// What a server of a Unix socket needs.
    package static func socketConfiguration(_ path: String) throws -> ServerConfiguration {
        ServerConfiguration(addresses: [try RPCAddress("unix:\(path)")])
    }

    /// A client of another service.
    package static func client(_ runtime: Runtime, of address: String) throws -> GRPCClient<CoreClientTransport> {
        let settings = runtime.configuration
        var configuration = ClientConfiguration()
        if let roots = settings[ServiceSettings.callRoots] {
            var tls = ClientTLS(roots: try PEMFile.read(roots, what: "certificate authority", marker: "CERTIFICATE-----"))
            if let certificate = settings[ServiceSettings.callCertificate], let key = settings[ServiceSettings.callKey] {
                tls.identity = try TLSIdentity(certificateChainFile: certificate, privateKeyFile: key)
            }
            configuration.tls = tls
        }
        return try RPCClient.make(address, configuration: configuration)
    }
}
