internal import HTTPTypes
internal import Hummingbird
package import Logging
internal import ServiceLifecycle

/// The listener for operators: `/healthz`, `/readyz` and `/metrics`. It has no authentication: bind it to an inner address.
package struct AdminServer: Service {
    private let server: HTTPServer

    /// Makes the listener.
    package init(listen: ListenAddress, metrics: MetricsRegistry, readiness: Readiness, logger: Logger) {
        let configuration = HTTPServer.Configuration(listen: listen, settingName: CommonSettings.adminListen.name)
        server = HTTPServer(configuration: configuration, logger: logger) { request in
            await Self.respond(to: request, metrics: metrics, readiness: readiness)
        }
    }

    /// The port that the listener got, as soon as it listens.
    package var boundPort: Int {
        get async throws { try await server.boundPort }
    }

    package func run() async throws {
        try await server.run()
    }

    private static func respond(to request: Request, metrics: MetricsRegistry, readiness: Readiness) async -> Response {
        guard request.method == .get || request.method == .head else {
            return plain(.methodNotAllowed, "use GET\n", headers: [.allow: "GET, HEAD"])
        }
        var response: Response
        switch request.uri.path {
        case "/healthz": response = plain(.ok, "ok\n")
        case "/readyz":
            let faults = await readiness.faults()
            let lines = faults.map { "\($0.name): \($0.fault)\n" }.joined()
            response = faults.isEmpty ? plain(.ok, "ready\n") : plain(.serviceUnavailable, lines)
        case "/metrics":
            response = plain(.ok, metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        default: response = plain(.notFound, "there are /healthz, /readyz and /metrics\n")
        }
        if request.method == .head {
            response = Response(status: response.status, headers: response.headers)
        }
        return response
    }

    private static func plain(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8", headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
