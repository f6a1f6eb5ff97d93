package import GRPCCore

/// How a client's transport behaves. All limits are per message or per connection, in bytes and durations.
package struct ClientConfiguration: Sendable {
    /// TLS, or nil (default) for plaintext.
    package var tls: ClientTLS?
    /// The largest message taken from the server. Default 4 MiB; nil: no limit.
    package var receiveBytesMax: Int? = 4 << 20
    /// The largest message sent. Default nil: no limit (the server has its own).
    package var sendBytesMax: Int?
    /// The largest set of headers or trailers taken. Default 16 KiB.
    package var metadataBytesMax = 16 << 10
    /// Ask a silent server whether it lives after this long, while calls are open. Default 30 s; nil: never.
    package var keepaliveInterval: Duration? = .seconds(30)
    /// Give the connection up when it does not answer for this long. Default 20 s, as the core.
    package var keepaliveTimeout: Duration = .seconds(20)
    /// Give an attempt to connect, with its TLS handshake, up after this long. Default 10 s.
    package var connectTimeout: Duration = .seconds(10)
    /// The shortest pause before connecting again. Default 200 ms.
    package var reconnectDelayMin: Duration = .milliseconds(200)
    /// The longest pause before connecting again. Default 10 s.
    package var reconnectDelayMax: Duration = .seconds(10)
    /// Calls wait for a connection rather than fail with UNAVAILABLE while the server is away, when the call's own options do
    /// not say. Default false; give such calls a timeout.
    package var waitsForReady = false
    /// Obey the environment's `http_proxy`. Default false.
    package var usesHTTPProxy = false
    /// Goes before the core's own user agent. Default nil.
    package var userAgent: String?
    /// Retries and such by method. Default none.
    package var serviceConfig = ServiceConfig()

    /// The defaults.
    package init(tls: ClientTLS? = nil) {
        self.tls = tls
    }
}
