internal import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Logging
internal import ServiceRuntime

/// Finds out what a request means and who sends it, has it done, and turns every fault into a problem.
struct APIResponder: Sendable {
    private let table: RouteTable
    private let authenticator: Authenticator
    private let web: WebFiles?
    private let options: CallOptions
    private let requests: MetricFamily<Counter>
    private let seconds: MetricFamily<Histogram>
    private let logger: Logger

    init(
        table: RouteTable, authenticator: Authenticator, web: WebFiles?, callTimeout: Duration, metrics: MetricsRegistry,
        logger: Logger
    ) {
        self.table = table
        self.authenticator = authenticator
        self.web = web
        var options = CallOptions.defaults
        options.timeout = callTimeout
        self.options = options
        requests = metrics.counter(
            "driftwatch_http_requests_total", help: "HTTP requests answered, by route, method and status",
            labels: ["route", "method", "status"])
        seconds = metrics.histogram(
            "driftwatch_http_request_seconds", help: "Time from a request's headers to its answer", labels: ["route"])
        self.logger = logger
    }

    /// Answers one request.
    func respond(to request: Request) async -> Response {
        let start = ContinuousClock.now
        var (route, response) = await answer(request)
        if request.method == .head { response = Answers.head(of: response) }
        let method = Self.knownMethods.contains(request.method) ? request.method.rawValue : "other"
        requests.with(route, method, "\(response.status.code)").add()
        seconds.with(route).observe(ContinuousClock.now - start)
        logger.debug(
            "request", metadata: ["route": "\(route)", "method": "\(method)", "status": .stringConvertible(response.status.code)])
        return response
    }

    private static let knownMethods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .patch, .options]

    private func answer(_ request: Request) async -> (route: String, response: Response) {
        let path = request.uri.path
        if path == "/openapi.json" { return (path, open(request) { Answers.openAPI }) }
        guard path == "/v1" || path.hasPrefix("/v1/") else {
            return ("web", open(request) { try web(request) })
        }
        switch table.match(request.method, path: path) {
        case .nothing: return ("unknown", Answers.problem(.notFound("there is no such address; /openapi.json lists all")))
        case .otherMethods(let allowed):
            if request.method == .options {
                return ("unknown", Answers.empty(.noContent, headers: [.allow: allowed.joined(separator: ", ")]))
            }
            return ("unknown", Answers.problem(.methodNotAllowed(allowed: allowed)))
        case .route(let route, let values):
            return (route.pattern, await handle(request, route, values))
        }
    }

    private func handle(_ request: Request, _ route: Route, _ values: [String]) async -> Response {
        do {
            let (caller, metadata) = try await authenticate(request)
            let query = try Query(request.uri.query, allowed: route.parameters)
            return try await route.handler(
                APICall(
                    request: request, pathValues: values, query: query, caller: caller, metadata: metadata, options: options))
        } catch {
            return problem(error, route: route.pattern)
        }
    }

    private func authenticate(_ request: Request) async throws -> (Caller, Metadata) {
        let values = request.headers[values: .authorization]
        guard values.count <= 1 else { throw Problem.unauthenticated("two Authorization headers; send one") }
        guard let token = values.first.flatMap(BearerToken.read(fromHeader:)) else {
            throw Problem.unauthenticated("send an API key in the header Authorization: Bearer dw_…")
        }
        let metadata = BearerToken.metadata(token)
        return (try await authenticator.caller(of: metadata), metadata)
    }

    private func problem(_ error: any Error, route: String) -> Response {
        switch error {
        case let problem as Problem: return Answers.problem(problem)
        case let error as RPCError:
            let problem = Problem(error)
            if problem.status.code >= 500 {
                logger.error(
                    "a service failed", metadata: ["route": "\(route)", "code": "\(error.code)", "message": "\(error.message)"])
            }
            return Answers.problem(problem)
        default:
            logger.error("a request failed", metadata: ["route": "\(route)", "error": "\(error)"])
            return Answers.problem(.fault)
        }
    }

    /// An address without authentication that can only be read.
    private func open(_ request: Request, _ read: () throws -> Response) -> Response {
        switch request.method {
        case .get, .head:
            do { return try read() } catch { return problem(error, route: "open") }
        case .options: return Answers.empty(.noContent, headers: [.allow: "GET, HEAD, OPTIONS"])
        default: return Answers.problem(.methodNotAllowed(allowed: ["GET", "HEAD", "OPTIONS"]))
        }
    }

    private func web(_ request: Request) throws -> Response {
        guard let web else {
            throw Problem.notFound(
                "this gateway serves no web UI (\(GatewaySettings.webDirectory.name) is empty); the API is under /v1")
        }
        guard let response = web.response(to: request) else { throw Problem.notFound("there is no such file") }
        return response
    }
}
