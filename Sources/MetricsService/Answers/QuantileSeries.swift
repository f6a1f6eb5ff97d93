internal import Contracts
internal import ProfileStore
internal import Protos
internal import Statistics

extension MetricsRPC {
    /// Quantiles of a feature in steps of whole hours. Hours that the range touches count as a whole.
    func quantiles(
        _ q: Double, _ metric: Metric, _ request: Driftwatch_V1_QueryMetricRequest, _ range: QueryRange, _ scope: DeploymentScope
    ) async throws -> Driftwatch_V1_QueryMetricResponse {
        guard request.slice.isEmpty, request.modelVersion.isEmpty else {
            throw QueryError.invalid("\(metric.name) is kept of all events only: leave slice and model_version out")
        }
        guard range.stepsAreHours else {
            throw QueryError.invalid("\(metric.name) is kept of whole hours only: take a step of whole hours")
        }
        let first = Timestamp(nanos: range.start).floored(toNanos: Timestamp.nanosPerHour).nanos
        let sketches = try await store.sketches(
            of: scope.key, feature: request.feature, in: first..<range.end, project: scope.key.project)
        var steps: [Int64: QuantileSketch] = [:]
        var total = QuantileSketch()
        for (hour, sketch) in sketches {
            try steps[range.stepStart(of: hour), default: QuantileSketch()].merge(sketch)
            try total.merge(sketch)
        }
        let isNumber = scope.kind(of: ExactText(request.feature)).map { $0 == .number } ?? true
        func value(_ sketch: QuantileSketch) -> Driftwatch_V1_Value {
            (isNumber ? MetricValue(sketch, at: q) : MetricValue(.notApplicable, count: 0)).message
        }
        var response = Driftwatch_V1_QueryMetricResponse()
        (response.metric, response.deploymentID, response.unit) = (metric.name, request.deploymentID, metric.unit)
        response.total = value(total)
        response.series = steps.sorted { $0.key < $1.key }.map { step, sketch in
            var point = Driftwatch_V1_Point()
            point.timeUnixNanos = step
            point.value = value(sketch)
            point.open = step + range.stepNanos > clock.now.nanos
            return point
        }
        return response
    }
}

extension MetricValue {
    /// A quantile of a sketch; the error bound is the farthest that the sketch's error of rank can move it.
    fileprivate init(_ sketch: QuantileSketch, at q: Double) {
        let error = sketch.rankError
        let found = sketch.quantiles([q, max(0, q - error), min(1, q + error)])
        guard let value = found[0], let low = found[1], let high = found[2] else {
            self.init(.insufficient, count: sketch.count)
            return
        }
        self.init(Answer(value, count: sketch.count, errorBound: error > 0 ? max(value - low, high - value) : 0))
    }
}
