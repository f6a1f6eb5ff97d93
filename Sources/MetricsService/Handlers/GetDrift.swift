internal import Contracts
internal import Identity
internal import ProfileStore
internal import Protos
internal import Statistics

extension MetricsRPC {
    /// The drift of every feature over one window.
    func handle(_ request: Driftwatch_V1_GetDriftRequest) async throws -> Driftwatch_V1_GetDriftResponse {
        let caller = try Caller.require(.read)
        let scope = try await scope(request.deploymentID, of: caller)
        let sum = try await sum(
            scope, start: request.startUnixNanos, end: request.endUnixNanos, modelVersion: request.modelVersion,
            slice: request.slice,
            reference: scope.reference)
        var response = Driftwatch_V1_GetDriftResponse()
        response.count = UInt64(clamping: sum.profile.events)
        if let reference = scope.reference {
            let drift = DriftAnalysis(reference: reference).compare(sum.profile)
            response.status = drift.status.rawValue
            response.features = drift.features.map { Driftwatch_V1_FeatureDrift($0) }
        } else {
            let isEnough = sum.profile.events >= DriftAnalysis.Configuration().minimumCount
            response.status = (isEnough ? DriftStatus.noReference : .insufficient).rawValue
            response.features = scope.summary.features.map { Driftwatch_V1_FeatureDrift($0, sum.profile) }
        }
        if let record = scope.record { response.reference = Driftwatch_V1_Reference(record) }
        return response
    }

    /// The sum of a window's counters of one slice, in the bins of a reference or plain.
    func sum(
        _ scope: DeploymentScope, start: Int64, end: Int64, modelVersion: String, slice: String, reference: Reference?
    ) async throws -> ProfileSum {
        let (length, overflow) = end.subtractingReportingOverflow(start)
        // One step of whole hours, so that whole hours are read by their sums.
        let hours = overflow ? 1 : max(1, length / Timestamp.nanosPerHour + 1)
        let range = try QueryRange(start: start, end: end, stepNanos: hours * Timestamp.nanosPerHour)
        try scope.check(slice: slice)
        try scope.check(modelVersion: modelVersion)
        let contents = try await WindowContents.read(
            .init(
                deployment: scope.key, range: range, slice: slice, modelVersion: modelVersion.isEmpty ? nil : modelVersion,
                referenceVersion: reference == nil ? nil : scope.record?.version), from: store)
        var sum = ProfileSum(reference: reference)
        for cell in contents.cells + contents.hours { try sum.add(cell) }
        return sum
    }
}

extension Driftwatch_V1_FeatureDrift {
    fileprivate init(_ drift: FeatureDrift) {
        self.init()
        feature = drift.name.description
        type = drift.kind.description
        for value in drift.values { metrics[value.metric.rawValue] = MetricValue(value).message }
        severity = drift.severity?.rawValue ?? ""
        drifted = drift.drifted
        missingRatio = drift.missingRatio
        missingRatioReference = drift.missingRatioReference
        typeErrors = UInt64(clamping: drift.typeErrors)
    }

    /// A feature that there is nothing to compare with.
    fileprivate init(_ frozen: FrozenFeature, _ profile: Profile) {
        self.init()
        feature = frozen.name
        type = frozen.type
        missingRatio = profile.missingRatio(ExactText(frozen.name)) ?? 0
        typeErrors = UInt64(clamping: profile.features[ExactText(frozen.name)]?.typeErrors ?? 0)
    }
}
