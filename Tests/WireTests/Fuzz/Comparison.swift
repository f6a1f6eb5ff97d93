import Contracts
import Foundation
import Protos
import Wire

/// Holds what the reader gives against the message that swift-protobuf gives.
struct Comparison {
    let batch: ColumnarBatch
    let message: Driftwatch_V1_InferenceBatch
    private var differences: [String] = []

    /// Nil when every value is the same.
    static func difference(_ batch: ColumnarBatch, _ message: Driftwatch_V1_InferenceBatch) -> String? {
        var comparison = Comparison(batch: batch, message: message)
        comparison.compare()
        return comparison.differences.isEmpty ? nil : comparison.differences.joined(separator: ", ")
    }

    private init(batch: ColumnarBatch, message: Driftwatch_V1_InferenceBatch) {
        self.batch = batch
        self.message = message
    }

    private mutating func compare() {
        same("deployment_id", batch.deploymentID.rawValue == message.deploymentID)
        same("count", batch.count == Int(message.count))
        texts("request_id", batch.requestIDs, message.requestID)
        texts("trace_id", batch.traceIDs, message.traceID)
        var time = message.baseTimeUnixNanos
        let times = (0..<batch.count).map { row in
            time += row < message.timeDeltaNanos.count ? message.timeDeltaNanos[row] : 0
            return time
        }
        same("times", batch.times == times)
        dictionary("model_version", batch.modelVersions, message.modelVersion)
        prediction()
        same("features", batch.features.count == message.features.count)
        for (column, feature) in zip(batch.features, message.features) { self.feature(column, feature) }
        numbers("latency_ms", batch.latencies, message.latencyMs)
        dictionary("error_code", batch.errorCodes, message.errorCode)
        same("metadata", batch.metadata.map(\.key.rawValue) == message.metadata.map(\.key))
        for (column, metadata) in zip(batch.metadata, message.metadata) {
            dictionary(metadata.key, column.values, metadata.values)
        }
        languageModel()
    }

    private mutating func same(_ what: String, _ isSame: Bool) {
        if !isSame { differences.append(what) }
    }

    private mutating func texts(_ what: String, _ column: TextColumn, _ texts: Driftwatch_V1_TextColumn) {
        same(what, column.count == texts.lengths.count)
        guard column.count == texts.lengths.count else { return }
        var rest = texts.data[...]
        for (row, length) in texts.lengths.enumerated() {
            let text = rest.prefix(max(0, Int(length) - 1))
            rest = rest.dropFirst(text.count)
            let found = column.withBytes(of: row) { Data($0) }
            same("\(what)[\(row)]", found == (length == 0 ? nil : Data(text)))
        }
    }

    private mutating func dictionary(_ what: String, _ column: DictionaryColumn, _ texts: Driftwatch_V1_DictionaryColumn) {
        same(what, column.count == texts.codes.count && column.entryCount == texts.dictionary.count)
        guard column.count == texts.codes.count else { return }
        for (row, code) in texts.codes.enumerated() {
            same("\(what)[\(row)]", column.codes[row] == (Int(code) > texts.dictionary.count ? 0 : code))
        }
        for (index, entry) in texts.dictionary.enumerated() {
            same("\(what) entry \(index)", column.withBytes(ofEntry: index) { Data($0) } == entry)
        }
    }

    private mutating func numbers(_ what: String, _ column: NumberColumn, _ values: [Double]) {
        same(what, column.count == values.count)
        guard column.count == values.count else { return }
        var copy = [1.5]
        column.copy(into: &copy)
        same(what, copy.map(\.bitPattern) == values.map(\.bitPattern))
        for (row, value) in values.enumerated() { same("\(what)[\(row)]", column[row].bitPattern == value.bitPattern) }
    }

    private mutating func items(_ what: String, _ index: ListIndex, _ counts: [UInt32]) {
        same(what, index.count == counts.count && index.itemCount == counts.reduce(0) { $0 + Int($1) })
        guard index.count == counts.count else { return }
        var start = 0
        for (row, count) in counts.enumerated() {
            same("\(what)[\(row)]", index.items(of: row) == start..<start + Int(count))
            start += Int(count)
        }
    }

    private mutating func prediction() {
        let (columns, prediction) = (batch.prediction, message.prediction)
        dictionary("class", columns.classes, prediction.class)
        numbers("score", columns.scores, prediction.score)
        numbers("value", columns.values, prediction.value)
        same("classes", columns.probabilities.classes == prediction.probabilities.classes)
        numbers("probabilities", columns.probabilities.values, prediction.probabilities.values)
        items("ranking", columns.ranking.index, prediction.ranking.counts)
        texts("ranking items", columns.ranking.items, prediction.ranking.items)
        numbers("ranking scores", columns.ranking.scores, prediction.ranking.scores)
    }

    private mutating func feature(_ column: FeatureColumn, _ feature: Driftwatch_V1_FeatureColumn) {
        same("name \(feature.name)", column.name.rawValue == feature.name)
        let isOfKind: Bool
        switch feature.values {
        case .number: isOfKind = column.kind == .number
        case .category: isOfKind = column.kind == .category
        case .boolean: isOfKind = column.kind == .boolean
        case .text: isOfKind = column.kind == .text
        case .embedding: isOfKind = column.kind == .embedding
        case nil: isOfKind = false
        }
        same("type of \(feature.name)", isOfKind)
        numbers(feature.name, column.numbers, feature.number.values)
        dictionary(feature.name, column.categories, feature.category)
        texts(feature.name, column.texts, feature.text)
        let booleans = (0..<column.booleans.count).map { column.booleans[$0] }
        same(feature.name, booleans == feature.boolean.values.map { $0 > 1 ? nil : $0 == 1 })
        let count = feature.embedding.values.count
        same(feature.name, column.embeddings.count * column.embeddings.dimension == count)
        guard count > 0, column.embeddings.dimension > 0 else { return }
        for (index, value) in feature.embedding.values.enumerated() {
            let (row, position) = index.quotientAndRemainder(dividingBy: column.embeddings.dimension)
            same("\(feature.name)[\(row)][\(position)]", column.embeddings[row, position].bitPattern == value.bitPattern)
        }
    }

    private mutating func languageModel() {
        let (columns, model) = (batch.languageModel, message.languageModel)
        dictionary("prompt_version", columns.promptVersions, model.promptVersion)
        texts("prompt", columns.prompts, model.prompt)
        texts("response", columns.responses, model.response)
        items("context", columns.contexts.index, model.context.counts)
        texts("context", columns.contexts.items, model.context.items)
        items("citations", columns.citations.index, model.citations.counts)
        texts("citations", columns.citations.items, model.citations.items)
        let promptTokens = (0..<columns.promptTokens.count).map { columns.promptTokens[$0] }
        same("prompt_tokens", promptTokens == model.promptTokens.map { $0 == 0 ? nil : Int($0) - 1 })
        let responseTokens = (0..<columns.responseTokens.count).map { columns.responseTokens[$0] }
        same("response_tokens", responseTokens == model.responseTokens.map { $0 == 0 ? nil : Int($0) - 1 })
        items("documents", columns.documents.index, model.documents.counts)
        texts("documents id", columns.documents.ids, model.documents.id)
        texts("documents text", columns.documents.texts, model.documents.text)
        numbers("documents score", columns.documents.scores, model.documents.score)
        texts("documents source", columns.documents.sources, model.documents.source)
    }
}
