internal import HTTPTypes
internal import Hummingbird

/// An address of the API and what is done there.
struct Route: Sendable {
    typealias Handler = @Sendable (APICall) async throws -> Response

    /// The path, with `{…}` for parts that vary: also the label in metrics.
    let pattern: String
    let method: HTTPRequest.Method
    /// The query's parameters; any other is refused.
    let parameters: Set<String>
    let handler: Handler
    private let segments: [Substring]

    init(_ method: HTTPRequest.Method, _ pattern: String, parameters: Set<String> = [], handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.parameters = parameters
        self.handler = handler
        segments = pattern.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// The varying parts of a path that has this route's form; nothing when it has another.
    func match(_ path: [Substring]) -> [String]? {
        guard path.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, part) in zip(segments, path) {
            if segment.hasPrefix("{") {
                guard let value = Query.decode(part, plusIsSpace: false), !value.isEmpty else { return nil }
                values.append(value)
            } else if segment != part {
                return nil
            }
        }
        return values
    }
}

/// All routes, and which of them a request means.
struct RouteTable: Sendable {
    let routes: [Route]

    /// What a path and method lead to.
    enum Match {
        case route(Route, [String])
        /// The path exists, with other methods.
        case otherMethods([String])
        case nothing
    }

    func match(_ method: HTTPRequest.Method, path: String) -> Match {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let found = routes.compactMap { route in route.match(parts).map { (route, $0) } }
        guard !found.isEmpty else { return .nothing }
        let wanted = method == .head ? .get : method
        if let (route, values) = found.first(where: { $0.0.method == wanted }) { return .route(route, values) }
        var allowed = found.map(\.0.method.rawValue)
        if allowed.contains("GET") { allowed.append("HEAD") }
        return .otherMethods(allowed + ["OPTIONS"])
    }
}
