import GRPCCore
import Protos

/// A metrics service of the tests' own: it answers with every odd value that the contract allows.
final class RecordingReads: Driftwatch_V1_Metrics.SimpleServiceProtocol {
    let questions = Questions()

    func listDeployments(
        request: Driftwatch_V1_ListDeploymentsRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_ListDeploymentsResponse {
        try questions.take(request)
        var response = Driftwatch_V1_ListDeploymentsResponse()
        response.deployments = [deployment("dep_1")]
        return response
    }

    func getDeployment(request: Driftwatch_V1_GetDeploymentRequest, context: ServerContext) async throws
        -> Driftwatch_V1_Deployment
    {
        try questions.take(request, request.deploymentID)
        return deployment(request.deploymentID)
    }

    private func deployment(_ id: String) -> Driftwatch_V1_Deployment {
        var deployment = Driftwatch_V1_Deployment()
        deployment.id = id
        deployment.createdUnixNanos = 1_764_064_951_000_000_000
        deployment.slices = ["cohort=web"]
        deployment.count = .max
        var feature = Driftwatch_V1_Feature()
        feature.name = "age"
        feature.type = "number"
        deployment.features = [feature]
        return deployment
    }

    func queryMetric(
        request: Driftwatch_V1_QueryMetricRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_QueryMetricResponse {
        try questions.take(request, request.deploymentID)
        var response = Driftwatch_V1_QueryMetricResponse()
        response.metric = request.metric
        response.deploymentID = request.deploymentID
        response.unit = "ratio"
        response.series = [
            point(0.014, "ok", open: false), point(7, "insufficient", open: false), point(.nan, "ok", open: false),
            point(.infinity, "ok", open: true),
        ]
        response.slices["cohort=\"web\"", default: .init()].points = [point(1, "ok", open: false)]
        response.total = value(0.5, "ok")
        response.total.noiseFloor = 0.01
        response.total.severity = "high"
        response.thresholds.warning = 0.1
        response.thresholds.critical = .infinity
        return response
    }

    private func point(_ number: Double, _ state: String, open: Bool) -> Driftwatch_V1_Point {
        var point = Driftwatch_V1_Point()
        point.timeUnixNanos = 1_764_064_800_000_000_000
        point.value = value(number, state)
        point.open = open
        return point
    }

    private func value(_ number: Double, _ state: String) -> Driftwatch_V1_Value {
        var value = Driftwatch_V1_Value()
        value.value = number
        value.state = state
        value.count = 3
        return value
    }

    func getDrift(request: Driftwatch_V1_GetDriftRequest, context: ServerContext) async throws -> Driftwatch_V1_GetDriftResponse {
        try questions.take(request, request.deploymentID)
        var feature = Driftwatch_V1_FeatureDrift()
        feature.feature = "age"
        feature.missingRatioReference = .nan
        feature.metrics["psi"] = value(0.3, "ok")
        var response = Driftwatch_V1_GetDriftResponse()
        response.status = "WARNING"
        response.features = [feature]
        return response
    }

    func getDistribution(
        request: Driftwatch_V1_GetDistributionRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_Distribution {
        try questions.take(request, request.deploymentID)
        var first = Driftwatch_V1_Bin()
        first.label = "(-inf, 1)"
        first.kind = "numeric"
        first.lower = -.infinity
        first.upper = 1
        var response = Driftwatch_V1_Distribution()
        response.bins = [first]
        return response
    }

    func listEvents(request: Driftwatch_V1_ListEventsRequest, context: ServerContext) async throws
        -> Driftwatch_V1_ListEventsResponse
    {
        try questions.take(request, request.deploymentID)
        var stored = Driftwatch_V1_StoredEvent()
        stored.event.deploymentID = request.deploymentID
        stored.event.requestID = "r"
        stored.event.features["nan", default: .init()].number = .nan
        stored.event.features["infinite", default: .init()].number = -.infinity
        stored.event.features["text", default: .init()].text = "\u{2028}\"</script>"
        stored.event.features["embedding", default: .init()].embedding.values = [1, .nan]
        stored.event.latencyMs.value = .infinity
        var response = Driftwatch_V1_ListEventsResponse()
        response.events = [stored]
        return response
    }
}
