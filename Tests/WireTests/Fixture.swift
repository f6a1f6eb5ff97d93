import Contracts
import Foundation
import Protos
import SwiftProtobuf
import Wire

/// A small batch with a column of each kind, for tests to change.
enum Fixture {
    static let now = Timestamp(nanos: 1_764_064_951_000_000_000)
    static let rows = 3

    static func batch() -> Driftwatch_V1_InferenceBatch {
        var batch = Driftwatch_V1_InferenceBatch()
        batch.formatVersion = 1
        batch.deploymentID = "dep_123"
        batch.count = UInt32(rows)
        batch.requestID = texts(["r1", "r2", "r3"])
        batch.traceID = texts(["t1", nil, "t3"])
        batch.baseTimeUnixNanos = now.nanos
        batch.timeDeltaNanos = [-5, 1_000_000, 0]
        batch.modelVersion = dictionary(["v1"], [1, 1, 0])
        batch.prediction.class = dictionary(["approve", "deny"], [1, 2, 1])
        batch.prediction.score = [0.25, 0.5, .nan]
        batch.prediction.value = [1, 2, 3]
        batch.prediction.probabilities.classes = ["a", "b"]
        batch.prediction.probabilities.values = [0.1, 0.9, .nan, 0, 0.5, 0.5]
        batch.prediction.ranking.counts = [2, 0, 1]
        batch.prediction.ranking.items = texts(["x", "y", "z"])
        batch.prediction.ranking.scores = [3, 2, 1]
        batch.features = [
            feature("age") { $0.number.values = [41, .nan, .infinity] },
            feature("region") { $0.category = dictionary(["NA", "EU"], [1, 2, 0]) },
            feature("member") { $0.boolean.values = Data([0, 1, 2]) },
            feature("note") { $0.text = texts(["grüße", nil, ""]) },
            feature("vector") {
                $0.embedding.dimension = 2
                $0.embedding.values = [1, 2, .nan, 0, 5, 6]
            },
        ]
        batch.latencyMs = [4.5, .nan, 6]
        batch.errorCode = dictionary(["timeout"], [0, 1, 0])
        batch.metadata = [metadata("cohort", dictionary(["web", "app"], [1, 2, 1]))]
        batch.languageModel = languageModel()
        return batch
    }

    static func languageModel() -> Driftwatch_V1_LanguageModelColumns {
        var columns = Driftwatch_V1_LanguageModelColumns()
        columns.promptVersion = dictionary(["p7"], [1, 0, 1])
        columns.prompt = texts(["why?", nil, "how?"])
        columns.response = texts(["because", "", nil])
        columns.context.counts = [1, 2, 0]
        columns.context.items = texts(["c1", "c2", "c3"])
        columns.citations.counts = [0, 0, 1]
        columns.citations.items = texts(["q"])
        columns.promptTokens = [11, 0, 1]
        columns.responseTokens = [3, 1, 0]
        columns.documents.counts = [1, 0, 1]
        columns.documents.id = texts(["d1", nil])
        columns.documents.text = texts(["one", "two"])
        columns.documents.score = [0.5, .nan]
        columns.documents.source = texts([nil, "kb"])
        return columns
    }

    static func texts(_ texts: [String?]) -> Driftwatch_V1_TextColumn {
        var column = Driftwatch_V1_TextColumn()
        column.data = Data(texts.compactMap { $0 }.joined().utf8)
        column.lengths = texts.map { $0.map { UInt32($0.utf8.count + 1) } ?? 0 }
        return column
    }

    static func dictionary(_ entries: [String], _ codes: [UInt32]) -> Driftwatch_V1_DictionaryColumn {
        var column = Driftwatch_V1_DictionaryColumn()
        column.dictionary = entries.map { Data($0.utf8) }
        column.codes = codes
        return column
    }

    static func feature(
        _ name: String, _ fill: (inout Driftwatch_V1_FeatureColumn) -> Void
    ) -> Driftwatch_V1_FeatureColumn {
        var column = Driftwatch_V1_FeatureColumn()
        column.name = name
        fill(&column)
        return column
    }

    static func metadata(_ key: String, _ values: Driftwatch_V1_DictionaryColumn) -> Driftwatch_V1_MetadataColumn {
        var column = Driftwatch_V1_MetadataColumn()
        column.key = key
        column.values = values
        return column
    }

    /// What the reader makes of a message.
    static func read(_ message: Driftwatch_V1_InferenceBatch) throws -> ColumnarBatch {
        try read(try message.serializedBytes() as [UInt8])
    }

    static func read(_ bytes: [UInt8]) throws -> ColumnarBatch {
        var reader = InferenceBatchReader()
        try reader.read(bytes, now: now)
        return reader.batch
    }

    /// Why the reader refuses a message; nil when it does not.
    static func fault(_ change: (inout Driftwatch_V1_InferenceBatch) -> Void) -> BatchFault? {
        var message = batch()
        change(&message)
        do {
            _ = try read(message)
            return nil
        } catch {
            return error as? BatchFault
        }
    }

    /// The rows that the reader refuses of a message.
    static func refused(_ change: (inout Driftwatch_V1_InferenceBatch) -> Void) throws -> [RefusedRow] {
        var message = batch()
        change(&message)
        return try read(message).refused
    }
}
