internal import Contracts

extension ColumnarBatch {
    /// Takes the feature columns. A column keeps its memory for the one that comes at its place in the next batch, and its name when
    /// that is the same.
    mutating func takeFeatures(_ ranges: [Range<Int>], in context: inout ReadContext) throws(ReadFailure) {
        if features.count > ranges.count { features.removeLast(features.count - ranges.count) }
        for (index, range) in ranges.enumerated() {
            let parts = try FeatureColumn.parts(range, index: index, in: context)
            if index == features.count {
                features.append(FeatureColumn(name: try featureName(parts.name, index: index, in: context)))
            } else if !context.matches(parts.name, features[index].name.rawValue) {
                features[index].name = try featureName(parts.name, index: index, in: context)
            }
            try features[index].decode(parts, index: index, in: &context)
        }
        let isRepeated = { (one: Int, other: Int) in
            features[one].kind == features[other].kind && features[one].name == features[other].name
        }
        if let index = firstDuplicate(features.count, isRepeated, { "\(features[$0].kind) \(features[$0].name)" }) {
            let feature = features[index]
            throw .fault(.duplicate("features[\(index)]: the name '\(feature.name)' with the type \(feature.kind.rawValue)"))
        }
    }

    /// Takes the metadata columns.
    mutating func takeMetadata(_ ranges: [Range<Int>], in context: inout ReadContext) throws(ReadFailure) {
        if metadata.count > ranges.count { metadata.removeLast(metadata.count - ranges.count) }
        for (index, range) in ranges.enumerated() {
            let parts = try metadataParts(range, in: context)
            if index == metadata.count {
                metadata.append(MetadataColumn(key: try metadataKey(parts.key, index: index, in: context)))
            } else if !context.matches(parts.key, metadata[index].key.rawValue) {
                metadata[index].key = try metadataKey(parts.key, index: index, in: context)
            }
            metadata[index].values.reset()
            guard let values = parts.values else { continue }
            try metadata[index].values.decode(
                values, column: .metadata(index, metadata[index].key.rawValue), bytesMax: context.limits.metadataValueBytes,
                in: &context)
        }
        if let index = firstDuplicate(metadata.count, { metadata[$0].key == metadata[$1].key }, { metadata[$0].key.rawValue }) {
            throw .fault(.duplicate("metadata[\(index)]: the key '\(metadata[index].key)'"))
        }
    }

    private func featureName(_ range: Range<Int>, index: Int, in context: ReadContext) throws(ReadFailure) -> FeatureName {
        let limit = context.limits.featureNameBytes
        let text = try context.name(range, limit: limit, called: "the name of features[\(index)]")
        guard let name = FeatureName(text) else {
            throw .fault(.name("the name of features[\(index)]", bytes: range.count, limit: limit))
        }
        guard !FeatureName.isReserved(text) else { throw .fault(.reservedName("the name of features[\(index)]")) }
        return name
    }

    private func metadataKey(_ range: Range<Int>, index: Int, in context: ReadContext) throws(ReadFailure) -> MetadataKey {
        let limit = context.limits.metadataKeyBytes
        let text = try context.name(range, limit: limit, called: "the key of metadata[\(index)]")
        guard let key = MetadataKey(text) else {
            throw .fault(.name("the key of metadata[\(index)]", bytes: range.count, limit: limit))
        }
        return key
    }

    private func metadataParts(
        _ range: Range<Int>, in context: ReadContext
    ) throws(ReadFailure) -> (key: Range<Int>, values: Range<Int>?) {
        var cursor = ProtobufCursor(context.base, range)
        var key: Range<Int>?
        var values: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&key)
            case .bytes(2): try cursor.once(&values)
            default: try cursor.skip(tag, known: 2)
            }
        }
        return (key ?? range.lowerBound..<range.lowerBound, values)
    }
}

/// The index of the first of some names that has come before, if any. Names are the same when Unicode says so (canonical
/// equivalence). `key` gives a text that differs where names do.
private func firstDuplicate(_ count: Int, _ isSame: (Int, Int) -> Bool, _ key: (Int) -> String) -> Int? {
    if count <= 16 {
        return (0..<count).first { index in (0..<index).contains { isSame($0, index) } }
    }
    var seen: Set<String> = []
    return (0..<count).first { !seen.insert(key($0)).inserted }
}
