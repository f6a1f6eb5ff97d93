internal import Contracts
package import ProfileStore
package import Statistics

/// What is fixed about a deployment once it has been seen: its features' types, and which values have cells of their own.
package struct DeploymentCatalogue: Sendable {
    /// Values of one slice key that have a slice of their own.
    package static let sliceLimit = 20
    /// Model versions that have cells of their own.
    package static let versionLimit = 100
    /// Features that are counted.
    package static let featureLimit = 4_096
    /// What values beyond a limit share.
    package static let other = ExactText(SliceKey.otherValue)
    /// The dimension of model versions; the others are slice keys.
    package static let versionDimension = "model_version"

    package let deployment: DeploymentKey
    private var kinds: [ExactText: FeatureKind] = [:]
    private var values: [String: Dimension] = [:]
    /// What was seen for the first time since `takeNew`.
    private var newFeatures: [FrozenFeature] = []
    private var newValues: [SeenValue] = []

    /// The values of a dimension in the order of their first sight.
    private struct Dimension: Sendable {
        var names: [ExactText] = []
        var index: [ExactText: Int32] = [:]
    }

    /// The catalogue as it is stored.
    package init(deployment: DeploymentKey, features: [FrozenFeature], values: [SeenValue]) {
        self.deployment = deployment
        for feature in features { kinds[ExactText(feature.name)] = FeatureKind(name: feature.type) }
        for value in values { _ = append(ExactText(value.value), to: value.dimension) }
    }

    /// The type that a feature is counted as: as first seen. Nil when there are too many features to count this one.
    package mutating func kind(of feature: ExactText, seenAs kind: FeatureKind) -> FeatureKind? {
        if let known = kinds[feature] { return known }
        guard kinds.count < Self.featureLimit else { return nil }
        kinds[feature] = kind
        newFeatures.append(FrozenFeature(deployment: deployment, name: feature.description, type: kind.description))
        return kind
    }

    /// The number of a value within its dimension, from 0; values beyond the limit all have that of `__other__`.
    package mutating func index(of value: ExactText, in dimension: String) -> Int32 {
        if let known = values[dimension]?.index[value] { return known }
        let limit = dimension == Self.versionDimension ? Self.versionLimit : Self.sliceLimit
        let known = values[dimension]
        let others = known?.index[Self.other] == nil ? 0 : 1
        let taken = (known?.names.count ?? 0) - others
        guard value != Self.other, taken >= limit else { return note(value, in: dimension) }
        return known?.index[Self.other] ?? note(Self.other, in: dimension)
    }

    /// The value that has a number.
    package func value(at index: Int32, in dimension: String) -> String {
        values[dimension]?.names[Int(index)].description ?? ""
    }

    /// What must be stored, and is from then on known as stored.
    package mutating func takeNew() -> (features: [FrozenFeature], values: [SeenValue]) {
        defer { (newFeatures, newValues) = ([], []) }
        return (newFeatures, newValues)
    }

    private mutating func note(_ value: ExactText, in dimension: String) -> Int32 {
        newValues.append(SeenValue(deployment: deployment, dimension: dimension, value: value.description))
        return append(value, to: dimension)
    }

    private mutating func append(_ value: ExactText, to dimension: String) -> Int32 {
        if let known = values[dimension]?.index[value] { return known }
        let index = Int32(values[dimension]?.names.count ?? 0)
        values[dimension, default: Dimension()].names.append(value)
        values[dimension, default: Dimension()].index[value] = index
        return index
    }
}
