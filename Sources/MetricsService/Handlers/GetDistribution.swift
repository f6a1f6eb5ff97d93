internal import Identity
internal import ProfileStore
internal import Protos
internal import Statistics

extension MetricsRPC {
    /// A feature's distribution in the reference and in a window, over the same bins.
    func handle(_ request: Driftwatch_V1_GetDistributionRequest) async throws -> Driftwatch_V1_Distribution {
        let caller = try Caller.require(.read)
        let scope = try await scope(request.deploymentID, of: caller)
        guard !request.feature.isEmpty else { throw QueryError.invalid("the feature is missing: say which") }
        guard request.bins <= DisplayBins.limit else {
            throw QueryError.invalid("\(request.bins) bins are too many: at most \(DisplayBins.limit) are answered")
        }
        try scope.check(feature: request.feature)
        let feature = ExactText(request.feature)
        let schema = scope.reference?.feature(feature)
        let sum = try await sum(
            scope, start: request.startUnixNanos, end: request.endUnixNanos, modelVersion: request.modelVersion,
            slice: request.slice,
            reference: schema == nil ? nil : scope.reference)
        var response = Driftwatch_V1_Distribution()
        response.feature = request.feature
        response.type = scope.kind(of: feature)?.description ?? ""
        response.countCurrent = UInt64(clamping: sum.profile.events)
        let most = request.bins == 0 ? DisplayBins.usual : Int(request.bins)
        if let schema, let reference = scope.reference {
            response.countReference = UInt64(clamping: reference.events)
            response.bins = DisplayBins.bins(schema, reference: reference.profile, current: sum.profile, most: most)
        } else {
            response.bins = DisplayBins.bins(feature, current: sum.profile, most: most)
        }
        if let record = scope.record, schema != nil { response.reference = Driftwatch_V1_Reference(record) }
        return response
    }
}
