internal import Contracts
internal import Identity
internal import ProfileStore
internal import Protos
internal import Statistics
internal import SwiftProtobuf

extension MetricsRPC {
    /// One deployment.
    func handle(_ request: Driftwatch_V1_GetDeploymentRequest) async throws -> Driftwatch_V1_Deployment {
        let caller = try Caller.require(.read)
        return Driftwatch_V1_Deployment(try await scope(request.deploymentID, of: caller))
    }

    /// Every deployment of the project, by id.
    func handle(_ request: Driftwatch_V1_ListDeploymentsRequest) async throws -> Driftwatch_V1_ListDeploymentsResponse {
        let caller = try Caller.require(.read)
        var response = Driftwatch_V1_ListDeploymentsResponse()
        for summary in try await store.deployments(of: caller.project) {
            let key = DeploymentKey(caller.project, summary.id)
            let record = try await store.latestReference(of: key, project: caller.project)
            response.deployments.append(
                Driftwatch_V1_Deployment(DeploymentScope(key: key, summary: summary, record: record, reference: nil)))
        }
        return response
    }
}

extension Driftwatch_V1_Deployment {
    fileprivate init(_ scope: DeploymentScope) {
        self.init()
        id = scope.summary.id.rawValue
        createdUnixNanos = scope.summary.createdAt.nanos
        modelVersions = scope.modelVersions
        slices = scope.slices
        features = scope.summary.features.map { feature in
            .with {
                $0.name = feature.name
                $0.type = scope.kind(of: ExactText(feature.name))?.description ?? feature.type
            }
        }
        if let record = scope.record { reference = Driftwatch_V1_Reference(record) }
        guard let activity = scope.summary.activity else { return }
        firstEventUnixNanos = activity.firstEvent
        lastEventUnixNanos = activity.lastEvent
        count = UInt64(clamping: activity.events)
    }
}
