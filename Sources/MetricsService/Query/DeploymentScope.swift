internal import Contracts
internal import Identity
internal import ProfileStore
internal import Statistics

/// A deployment that a caller may read, and what is known of it.
struct DeploymentScope {
    let key: DeploymentKey
    let summary: DeploymentSummary
    /// The latest reference; nil: none has been set.
    let record: ReferenceRecord?
    let reference: Reference?

    /// What features may be asked for besides those that events have had.
    private static let outputs = [ReservedFeature.prediction, ReservedFeature.score, ReservedFeature.value].map(\.description)

    /// The type of a feature: the reference's, else as first seen.
    func kind(of feature: ExactText) -> FeatureKind? {
        reference?.feature(feature)?.kind
            ?? summary.features.first { ExactText($0.name) == feature }.flatMap { FeatureKind(name: $0.type) }
    }

    /// Throws unless a feature of this name has been seen. Before the first event everything may be asked for.
    func check(feature: String) throws(QueryError) {
        guard summary.activity != nil else { return }
        let known = summary.features.map(\.name) + Self.outputs + (reference?.features.map(\.name.description) ?? [])
        guard !known.contains(feature) else { return }
        throw .notFound("deployment '\(key.deployment)' has no feature '\(feature.prefix(256))'\(hint(feature, among: known))")
    }

    /// Throws unless a slice of this name has been seen.
    func check(slice: String) throws(QueryError) {
        guard !slice.isEmpty else { return }
        guard SliceKey(slice) != nil else { throw .invalid("the slice must be \(SliceKey.requirement)") }
        let known = slices
        guard summary.activity != nil, !known.contains(slice) else { return }
        throw .notFound("deployment '\(key.deployment)' has no slice '\(slice.prefix(256))'\(hint(slice, among: known))")
    }

    /// Throws unless a model version of this name has been seen.
    func check(modelVersion: String) throws(QueryError) {
        guard !modelVersion.isEmpty, summary.activity != nil, !modelVersions.contains(modelVersion) else { return }
        throw .notFound(
            "deployment '\(key.deployment)' has no model version '\(modelVersion.prefix(256))'\(hint(modelVersion, among: modelVersions))"
        )
    }

    /// Versions that events have named.
    var modelVersions: [String] {
        summary.values.filter { $0.dimension == versionDimension && !$0.value.isEmpty }.map(\.value)
    }

    /// Slices with cells of their own.
    var slices: [String] {
        summary.values.filter { $0.dimension != versionDimension }.map { "\($0.dimension)=\($0.value)" }
    }

    private func hint(_ name: String, among names: [String]) -> String {
        let near = nearest(to: name, among: names)
        return near.isEmpty ? "" : "; did you mean \(near.map { "'\($0)'" }.joined(separator: ", "))?"
    }
}

/// The dimension of `deployment_values` that is no slice key.
private let versionDimension = "model_version"

extension MetricsRPC {
    /// The deployment of this name in the caller's project.
    func scope(_ deploymentID: String, of caller: Caller) async throws -> DeploymentScope {
        guard let id = DeploymentID(deploymentID) else {
            throw QueryError.invalid(
                deploymentID.isEmpty
                    ? "deployment_id is missing: say which deployment" : "deployment_id must be \(DeploymentID.requirement)")
        }
        guard let summary = try await store.deployments(of: caller.project, only: id).first else {
            throw QueryError.notFound("there is no deployment '\(id)' in this project; it is registered by its first event")
        }
        let key = DeploymentKey(caller.project, id)
        let record = try await store.latestReference(of: key, project: caller.project)
        var reference: Reference?
        if let record { reference = try await references.reference(record, from: store) }
        return DeploymentScope(key: key, summary: summary, record: record, reference: reference)
    }
}
