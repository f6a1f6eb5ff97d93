package import ServiceRuntime

/// How a gateway listens and what it allows. The defaults are those of `GatewaySettings`.
package struct GatewayConfiguration: Sendable {
    /// Where HTTP is served; port 0 lets the system choose.
    package var listen: ListenAddress = .host("127.0.0.1", port: 7460)
    /// The largest body of a request, in bytes.
    package var bodyBytesMax = 4 << 20
    /// Connections open at once.
    package var connectionsMax = 1_024
    /// Event bodies worked on at once.
    package var ingestsMax = 64
    /// Time after which a silent connection is closed.
    package var idleTimeout: Duration = .seconds(30)
    /// Time in which a whole request must have arrived.
    package var requestTimeout: Duration = .seconds(60)
    /// Time that a service may take to answer.
    package var callTimeout: Duration = .seconds(30)
    /// The folder with the web UI's files.
    package var webDirectory: String?

    /// The defaults.
    package init() {}

    /// Takes the values of a process's configuration.
    package init(_ configuration: ServiceConfiguration) {
        listen = configuration[GatewaySettings.listen]
        bodyBytesMax = configuration[GatewaySettings.bodyLimit].bytes
        connectionsMax = configuration[GatewaySettings.connectionsMax]
        ingestsMax = configuration[GatewaySettings.ingestsMax]
        idleTimeout = configuration[GatewaySettings.idleTimeout]
        requestTimeout = configuration[GatewaySettings.requestTimeout]
        callTimeout = configuration[GatewaySettings.callTimeout]
        webDirectory = configuration[GatewaySettings.webDirectory]
    }
}
