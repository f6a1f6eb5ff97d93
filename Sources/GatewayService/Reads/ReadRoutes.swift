internal import Contracts
internal import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Protos

/// The addresses that read: each takes a query, asks the metrics service, and shows the answer.
struct ReadRoutes<Transport: ClientTransport>: Sendable {
    private let metrics: Driftwatch_V1_Metrics.Client<Transport>
    private let clock: WallClock

    init(metrics: Driftwatch_V1_Metrics.Client<Transport>, clock: WallClock) {
        self.metrics = metrics
        self.clock = clock
    }

    var routes: [Route] {
        let within = TimeRange.parameters.union(["deployment_id", "slice", "model_version"])
        return [
            Route(.get, "/v1/deployments", handler: deployments),
            Route(.get, "/v1/deployments/{id}", handler: deployment),
            Route(.get, "/v1/metrics/query", parameters: within.union(["metric", "feature", "step"]), handler: query),
            Route(.get, "/v1/metrics/drift", parameters: within, handler: drift),
            Route(.get, "/v1/metrics/distribution", parameters: within.union(["feature", "bins"]), handler: distribution),
            Route(.get, "/v1/events", parameters: ["deployment_id", "limit", "request_id"], handler: events),
        ]
    }

    @Sendable private func deployments(_ call: APICall) async throws -> Response {
        let answer = try await metrics.listDeployments(.init(), metadata: call.metadata, options: call.options)
        return Answers.json(.object(["deployments": .array(answer.deployments.map { .deployment($0) })]))
    }

    @Sendable private func deployment(_ call: APICall) async throws -> Response {
        var request = Driftwatch_V1_GetDeploymentRequest()
        request.deploymentID = try ReadRoutes.deploymentID(inPath: call)
        return Answers.json(.deployment(try await metrics.getDeployment(request, metadata: call.metadata, options: call.options)))
    }

    @Sendable private func query(_ call: APICall) async throws -> Response {
        let range = try TimeRange(call.query, now: clock.now)
        var request = Driftwatch_V1_QueryMetricRequest()
        request.deploymentID = try deploymentID(call)
        request.metric = try call.query.required("metric")
        request.feature = call.query["feature"] ?? ""
        request.startUnixNanos = range.start.nanos
        request.endUnixNanos = range.end.nanos
        request.stepNanos = try range.step(call.query).wholeNanos
        request.modelVersion = call.query["model_version"] ?? ""
        request.slice = call.query["slice"] ?? ""
        let answer = try await metrics.queryMetric(request, metadata: call.metadata, options: call.options)
        return Answers.json(.metric(answer, feature: request.feature))
    }

    @Sendable private func drift(_ call: APICall) async throws -> Response {
        let range = try TimeRange(call.query, now: clock.now)
        var request = Driftwatch_V1_GetDriftRequest()
        request.deploymentID = try deploymentID(call)
        request.startUnixNanos = range.start.nanos
        request.endUnixNanos = range.end.nanos
        request.modelVersion = call.query["model_version"] ?? ""
        request.slice = call.query["slice"] ?? ""
        return Answers.json(.drift(try await metrics.getDrift(request, metadata: call.metadata, options: call.options)))
    }

    @Sendable private func distribution(_ call: APICall) async throws -> Response {
        let range = try TimeRange(call.query, now: clock.now)
        var request = Driftwatch_V1_GetDistributionRequest()
        request.deploymentID = try deploymentID(call)
        request.feature = try call.query.required("feature")
        request.startUnixNanos = range.start.nanos
        request.endUnixNanos = range.end.nanos
        request.modelVersion = call.query["model_version"] ?? ""
        request.slice = call.query["slice"] ?? ""
        request.bins = try call.query.integer("bins", default: 30, in: 2...200)
        let answer = try await metrics.getDistribution(request, metadata: call.metadata, options: call.options)
        return Answers.json(.distribution(answer))
    }

    @Sendable private func events(_ call: APICall) async throws -> Response {
        var request = Driftwatch_V1_ListEventsRequest()
        request.deploymentID = try deploymentID(call)
        request.limit = try call.query.integer("limit", default: 50, in: 1...1_000)
        request.requestID = call.query["request_id"] ?? ""
        let answer = try await metrics.listEvents(request, metadata: call.metadata, options: call.options)
        return Answers.json(.object(["events": .array(answer.events.map { .event($0) })]))
    }

    private func deploymentID(_ call: APICall) throws -> String {
        let text = try call.query.required("deployment_id")
        guard DeploymentID(text) != nil else { throw Problem.parameter("deployment_id", "must be \(DeploymentID.requirement)") }
        return text
    }

    /// The deployment that a path names. One that cannot exist is not there.
    static func deploymentID(inPath call: APICall) throws -> String {
        guard let text = call.pathValues.first, DeploymentID(text) != nil else {
            throw Problem.notFound("a deployment's id is \(DeploymentID.requirement)")
        }
        return text
    }
}
