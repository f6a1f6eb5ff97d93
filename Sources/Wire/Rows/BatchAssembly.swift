internal import Contracts
internal import Protos

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Turns events of one deployment into columns.
struct BatchAssembly {
    let layout: BatchLayout
    let now: Timestamp

    /// The batch of events that have been checked.
    func message(_ events: [Driftwatch_V1_InferenceEvent], deployment: DeploymentID) -> Driftwatch_V1_InferenceBatch {
        var batch = Driftwatch_V1_InferenceBatch()
        batch.formatVersion = 1
        batch.deploymentID = deployment.rawValue
        batch.count = UInt32(events.count)
        batch.requestID = requestIDs(events)
        if let column = TextAssembly.column(events.map(\.traceID.nilIfEmpty)) { batch.traceID = column }
        setTimes(events, in: &batch)
        if let column = DictionaryAssembly.column(events.map(\.modelVersion.nilIfEmpty)) { batch.modelVersion = column }
        if events.contains(where: \.hasPrediction) { batch.prediction = prediction(events.map(\.prediction)) }
        batch.features = layout.features.map { feature($0, events) }
        batch.latencyMs = numbers(events.map { $0.hasLatencyMs ? $0.latencyMs.value : nil })
        if let column = DictionaryAssembly.column(events.map(\.errorCode.nilIfEmpty)) { batch.errorCode = column }
        batch.metadata = layout.metadataKeys.map { key in
            var column = Driftwatch_V1_MetadataColumn()
            column.key = key
            column.values = DictionaryAssembly.column(events.map { $0.metadata[key] }) ?? Driftwatch_V1_DictionaryColumn()
            return column
        }
        if events.contains(where: \.hasLanguageModel) { batch.languageModel = languageModel(events.map(\.languageModel)) }
        return batch
    }

    /// A length a row even when no row has an id, so that each is refused by its index.
    private func requestIDs(_ events: [Driftwatch_V1_InferenceEvent]) -> Driftwatch_V1_TextColumn {
        var assembly = TextAssembly()
        for event in events { assembly.append(event.requestID.nilIfEmpty) }
        return assembly.column
    }

    private func setTimes(_ events: [Driftwatch_V1_InferenceEvent], in batch: inout Driftwatch_V1_InferenceBatch) {
        let times = events.map { $0.timeUnixNanos == 0 ? now.nanos : $0.timeUnixNanos }
        batch.baseTimeUnixNanos = times.first ?? 0
        var before = batch.baseTimeUnixNanos
        batch.timeDeltaNanos = times.map { time in
            defer { before = time }
            return time - before
        }
    }

    private func feature(_ feature: BatchLayout.Feature, _ events: [Driftwatch_V1_InferenceEvent]) -> Driftwatch_V1_FeatureColumn
    {
        let values = events.map { event -> Driftwatch_V1_FeatureValue? in
            guard let value = event.features[feature.name], FeatureColumn.Kind(value) == feature.kind else { return nil }
            return value
        }
        var column = Driftwatch_V1_FeatureColumn()
        column.name = feature.name
        switch feature.kind {
        case .number: column.number.values = values.map { $0?.number ?? .nan }
        case .category:
            column.category = DictionaryAssembly.column(values.map { $0?.category }) ?? Driftwatch_V1_DictionaryColumn()
        case .boolean: column.boolean.values = Data(values.map { $0.map { $0.boolean ? 1 : 0 } ?? 2 })
        case .text: column.text = TextAssembly.column(values.map { $0?.text }) ?? Driftwatch_V1_TextColumn()
        case .embedding:
            let dimension = values.lazy.compactMap { $0?.embedding.values.count }.first ?? 0
            column.embedding.dimension = UInt32(dimension)
            column.embedding.values = values.flatMap { $0?.embedding.values ?? Array(repeating: .nan, count: dimension) }
        }
        return column
    }

    /// A number a row, or nothing when all are missing.
    func numbers(_ values: [Double?]) -> [Double] {
        values.contains { $0 != nil } ? values.map { $0 ?? .nan } : []
    }
}
