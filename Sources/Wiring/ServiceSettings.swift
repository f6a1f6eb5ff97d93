package import ServiceRuntime

/// Settings that several services declare.
package enum ServiceSettings {
    /// Where Postgres is.
    package static let databaseURL = Setting<String>(
        "database.url", "Postgres, as the service's own role: postgresql://driftwatch_service@host/driftwatch", isSecret: true)

    /// How many connections a service takes.
    package static let databaseConnections = Setting(
        "database.connections", default: 8, "connections to Postgres at the most", in: 2...500)

    /// Where a service answers RPCs.
    package static func rpcListen(port: Int) -> Setting<String> {
        Setting(
            rpcListenName, default: "127.0.0.1:\(port)", "address of the service's RPCs: host:port, or unix:/path")
    }

    /// The name of ``rpcListen(port:)``.
    static let rpcListenName = "rpc.listen"

    /// A server's certificate.
    package static let rpcCertificate = Setting<String?>(
        "rpc.tls-certificate", default: .some(nil), "PEM file with the server's certificate chain; empty: no TLS")

    /// A server's private key.
    package static let rpcKey = Setting<String?>(
        "rpc.tls-key", default: .some(nil), "PEM file with the certificate's private key")

    /// Who may sign clients' certificates.
    package static let rpcClientRoots = Setting<String?>(
        "rpc.tls-client-ca", default: .some(nil), "PEM file with who signs clients' certificates; given: clients must have one")

    /// Where ingest is.
    package static let ingestAddress = Setting("ingest.address", default: "127.0.0.1:7461", "address of the ingest service")

    /// Where stream is.
    package static let streamAddress = Setting("stream.address", default: "127.0.0.1:7462", "address of the stream service")

    /// Where metrics-api is.
    package static let metricsAddress = Setting(
        "metrics.address", default: "127.0.0.1:7463", "address of the metrics-api service")

    /// Where the auth service is.
    package static let authAddress = Setting("auth.address", default: "127.0.0.1:7464", "address of the auth service")

    /// Who signs the certificates of the services that are called.
    package static let callRoots = Setting<String?>(
        "calls.tls-ca", default: .some(nil), "PEM file with who signs other services' certificates; given: calls use TLS")

    /// What this service shows to the services that it calls.
    package static let callCertificate = Setting<String?>(
        "calls.tls-certificate", default: .some(nil), "PEM file with this service's certificate, for mTLS")

    /// Its private key.
    package static let callKey = Setting<String?>(
        "calls.tls-key", default: .some(nil), "PEM file with that certificate's private key")

    /// Those of a service with a database.
    package static let database = [AnySetting(databaseURL), AnySetting(databaseConnections)]

    /// Those of a service that answers RPCs.
    package static func server(port: Int) -> [AnySetting] {
        [AnySetting(rpcListen(port: port)), AnySetting(rpcCertificate), AnySetting(rpcKey), AnySetting(rpcClientRoots)]
    }

    /// Those of a service that calls others.
    package static let calls = [AnySetting(callRoots), AnySetting(callCertificate), AnySetting(callKey)]
}
