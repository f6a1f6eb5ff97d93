internal import Protos

/// Sorts events into groups that can share a batch: of one deployment, with one dimension for each embedding.
struct EventGroups {
    /// The rows of each group, in the order in which the groups began.
    private(set) var rows: [[Int]] = []
    private var dimensions: [[String: Int]] = []
    private var groupsOfDeployment: [String: [Int]] = [:]

    /// Adds an event to the first group that can take it.
    mutating func add(_ event: Driftwatch_V1_InferenceEvent, row: Int) {
        let embeddings = event.features.compactMapValues { value -> Int? in
            guard case .embedding(let embedding)? = value.value else { return nil }
            return embedding.values.count
        }
        let candidates = groupsOfDeployment[event.deploymentID, default: []]
        let group = candidates.first { group in embeddings.allSatisfy { dimensions[group][$0.key] ?? $0.value == $0.value } }
        guard let group else {
            groupsOfDeployment[event.deploymentID, default: []].append(rows.count)
            rows.append([row])
            dimensions.append(embeddings)
            return
        }
        rows[group].append(row)
        dimensions[group].merge(embeddings) { first, _ in first }
    }
}
