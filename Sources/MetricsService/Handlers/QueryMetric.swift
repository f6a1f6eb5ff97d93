internal import Contracts
internal import Identity
internal import ProfileStore
internal import Protos
internal import Statistics
internal import SwiftProtobuf

extension MetricsRPC {
    /// A metric over a range in steps, with its slices beside it. Step 0: an hour where the range has two, else a minute.
    func handle(_ request: Driftwatch_V1_QueryMetricRequest) async throws -> Driftwatch_V1_QueryMetricResponse {
        let caller = try Caller.require(.read)
        let metric = try Metric.named(request.metric)
        let range = try QueryRange(start: request.startUnixNanos, end: request.endUnixNanos, stepNanos: request.step)
        let scope = try await scope(request.deploymentID, of: caller)
        try check(request, metric, scope)
        if case .quantile(let q) = metric.subject { return try await quantiles(q, metric, request, range, scope) }
        let evaluator = MetricEvaluator(metric: metric, feature: request.feature, scope: scope)
        let window = request.window(range, metric, evaluator, scope)
        let contents = try await WindowContents.read(window, from: store)
        let reference = metric.subject == .drift ? scope.reference : nil
        let builder = SeriesBuilder(range: range, evaluator: evaluator, reference: reference, now: clock.now)
        var points = try builder.points(contents, hoursAreSeries: window.series != nil)

        var response = Driftwatch_V1_QueryMetricResponse()
        response.metric = metric.name
        response.deploymentID = request.deploymentID
        response.unit = metric.unit
        response.series = points.removeValue(forKey: request.slice) ?? []
        response.total = try builder.total(contents, slice: request.slice)
        for (slice, points) in points { response.slices[slice] = .with { $0.points = points } }
        if let thresholds = evaluator.thresholds {
            response.thresholds = .with { ($0.warning, $0.critical) = (thresholds.warning, thresholds.critical) }
        }
        if metric.subject == .drift, let record = scope.record { response.reference = Driftwatch_V1_Reference(record) }
        return response
    }

    private func check(_ request: Driftwatch_V1_QueryMetricRequest, _ metric: Metric, _ scope: DeploymentScope) throws(QueryError)
    {
        try scope.check(slice: request.slice)
        try scope.check(modelVersion: request.modelVersion)
        switch metric.subject {
        case .deployment:
            guard request.feature.isEmpty else {
                throw .invalid("\(metric.name) is a metric of the whole deployment: leave the feature out")
            }
        case .predictedClass:
            guard !request.feature.isEmpty else { throw .invalid("\(metric.name) is of one class: name it as the feature") }
        case .feature, .drift, .quantile:
            guard !request.feature.isEmpty else {
                let names = scope.summary.features.prefix(50).map(\.name).joined(separator: ", ")
                throw .invalid("\(metric.name) is of one feature: say which\(names.isEmpty ? "" : " (known: \(names))")")
            }
            try scope.check(feature: request.feature)
        }
    }
}

extension Driftwatch_V1_QueryMetricRequest {
    fileprivate var step: Int64 {
        guard stepNanos == 0 else { return stepNanos }
        let (length, overflow) = endUnixNanos.subtractingReportingOverflow(startUnixNanos)
        return !overflow && length < 2 * Timestamp.nanosPerHour ? Timestamp.nanosPerMinute : Timestamp.nanosPerHour
    }

    /// What must be read: numbers where they are kept, counters everywhere else.
    fileprivate func window(
        _ range: QueryRange, _ metric: Metric, _ evaluator: MetricEvaluator, _ scope: DeploymentScope
    ) -> WindowContents.Request {
        let isDrift = metric.subject == .drift
        let version = isDrift ? scope.record?.version : nil
        var request = WindowContents.Request(
            deployment: scope.key, range: range, slice: slice.isEmpty ? nil : slice,
            modelVersion: modelVersion.isEmpty ? nil : modelVersion, referenceVersion: version,
            withProfiles: metric.name != "count" && metric.name != "event_rate")
        let isHourly = range.stepNanos == Timestamp.nanosPerHour && modelVersion.isEmpty
        if metric.isKept, isHourly, !isDrift || version != nil {
            request.series = .init(metric: metric.name, feature: feature, referenceVersion: version ?? 0, wholeSlice: slice)
        }
        return request
    }
}
