package import ServiceRuntime

/// What the gateway can be told.
package enum GatewaySettings {
    /// Where HTTP is served.
    package static let listen = Setting<ListenAddress>(
        "http.listen", default: .host("127.0.0.1", port: 7460), "address on which the REST API and the web UI are served")

    /// How large a body may be.
    package static let bodyLimit = Setting<ByteCount>(
        "http.body-limit", default: .mebibytes(4), "largest body of a request", limits: "1KiB to 64MiB",
        isValid: { (1 << 10...64 << 20).contains($0.bytes) })

    /// How many connections may be open.
    package static let connectionsMax = Setting<Int>(
        "http.connections-max", default: 1_024, "connections open at once; more wait", in: 1...100_000)

    /// How many bodies may be read and sent on at once.
    package static let ingestsMax = Setting<Int>(
        "http.ingests-max", default: 64, "event bodies worked on at once; more get 503", in: 1...10_000)

    /// How long a connection may say nothing.
    package static let idleTimeout = Setting<Duration>(
        "http.idle-timeout", default: .seconds(30), "time after which a silent connection is closed",
        in: .seconds(1)...(.seconds(3600)))

    /// How long a request may take to arrive.
    package static let requestTimeout = Setting<Duration>(
        "http.request-timeout", default: .seconds(60), "time in which a whole request must have arrived",
        in: .seconds(1)...(.seconds(3600)))

    /// How long a service may take to answer.
    package static let callTimeout = Setting<Duration>(
        "http.call-timeout", default: .seconds(30), "time that a service behind the gateway may take to answer",
        in: .milliseconds(100)...(.seconds(600)))

    /// Where the web UI's files are.
    package static let webDirectory = Setting<String?>(
        "web.directory", default: .some(nil), "folder with the web UI's files; empty: no web UI")

    /// All of the above.
    package static let all: [AnySetting] = [
        AnySetting(listen), AnySetting(bodyLimit), AnySetting(connectionsMax), AnySetting(ingestsMax), AnySetting(idleTimeout),
        AnySetting(requestTimeout), AnySetting(callTimeout), AnySetting(webDirectory),
    ]
}
