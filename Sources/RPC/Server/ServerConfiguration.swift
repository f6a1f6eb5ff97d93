/// How a server's transport behaves. All limits are per message, call or connection, in bytes and durations.
package struct ServerConfiguration: Sendable {
    /// Where to listen; at least one. Port 0 takes any free port.
    package var addresses: [RPCAddress]
    /// TLS of the TCP addresses, or nil (default) for plaintext. Unix sockets are never encrypted: the file system guards them.
    package var tls: ServerTLS?
    /// The largest message taken from a client. Default 4 MiB; nil: no limit.
    package var receiveBytesMax: Int? = 4 << 20
    /// The largest message sent. Default nil: no limit (the client has its own).
    package var sendBytesMax: Int?
    /// The largest set of headers taken. Default 16 KiB.
    package var metadataBytesMax = 16 << 10
    /// Calls that one connection may have open. Default 1,000; nil: no limit.
    package var callsPerConnectionMax: Int? = 1_000
    /// Ask a silent client whether it lives after this long. Default 60 s; nil: never.
    package var keepaliveInterval: Duration? = .seconds(60)
    /// Give the connection up when it does not answer for this long. Default 20 s.
    package var keepaliveTimeout: Duration = .seconds(20)
    /// Clients that ping more often than this without sending data are disconnected. Default 5 s.
    package var clientPingIntervalMin: Duration = .seconds(5)
    /// How long calls in flight may go on after the start of a graceful shutdown; then they are cut off. Default 10 s.
    package var shutdownGracePeriod: Duration = .seconds(10)
    /// Threads that serve the network. Default 1, which is enough for some 20,000 unary calls a second.
    package var threadCount = 1

    package init(addresses: [RPCAddress], tls: ServerTLS? = nil) {
        self.addresses = addresses
        self.tls = tls
    }
}
