internal import Contracts
internal import Protos

/// Which columns a batch of some events has, in an order that depends on nothing but the events.
struct BatchLayout {
    /// A feature of one type.
    struct Feature: Hashable, Comparable {
        let name: String
        let kind: FeatureColumn.Kind

        static func < (left: Feature, right: Feature) -> Bool {
            (left.name, left.kind.rawValue) < (right.name, right.kind.rawValue)
        }
    }

    let features: [Feature]
    let metadataKeys: [String]
    let classes: [String]
    private let bytesPerRow: Int
    private let itemCount: Int

    init(_ events: [Driftwatch_V1_InferenceEvent]) {
        var features: [Feature: Int] = [:]
        var metadataKeys: Set<String> = []
        var classes: Set<String> = []
        var items = (ranked: 0, context: 0, citations: 0, documents: 0)
        for event in events {
            for (name, value) in event.features {
                guard let kind = FeatureColumn.Kind(value) else { continue }
                features[Feature(name: name, kind: kind)] = kind.bytesPerRow(value)
            }
            metadataKeys.formUnion(event.metadata.keys)
            classes.formUnion(event.prediction.probabilities.keys)
            items.ranked += event.prediction.ranking.count
            items.context += event.languageModel.context.count
            items.citations += event.languageModel.citations.count
            items.documents += event.languageModel.documents.count
        }
        self.features = features.keys.sorted()
        self.metadataKeys = metadataKeys.sorted()
        self.classes = classes.sorted()
        bytesPerRow = features.values.reduce(0, +) + metadataKeys.count + classes.count * 8
        itemCount = max(items.ranked, items.context, items.citations, items.documents)
    }

    /// False when a batch of so many rows is known to break a limit before it is made.
    func fits(rows: Int, within limits: Limits) -> Bool {
        rows <= limits.batchRows && features.count <= limits.features && metadataKeys.count <= limits.metadataKeys
            && classes.count <= limits.classes && itemCount <= limits.nestedItems && rows * bytesPerRow <= limits.batchBytes
    }
}

extension FeatureColumn.Kind {
    /// The type of a value, or nil when it is missing.
    init?(_ value: Driftwatch_V1_FeatureValue) {
        switch value.value {
        case .number: self = .number
        case .category: self = .category
        case .boolean: self = .boolean
        case .text: self = .text
        case .embedding: self = .embedding
        case .missing, nil: return nil
        }
    }

    /// The least that a column with such a value takes a row, in any row.
    fileprivate func bytesPerRow(_ value: Driftwatch_V1_FeatureValue) -> Int {
        switch self {
        case .number: 8
        case .category, .boolean, .text: 1
        case .embedding: value.embedding.values.count * 4
        }
    }
}
