import Contracts
import Foundation
import Protos
import SwiftProtobuf
import Testing
import Wire

/// What refuses a whole batch, rule by rule.
@Suite struct BatchRuleTests {
    typealias Change = @Sendable (inout Driftwatch_V1_InferenceBatch) -> Void

    @Test func `a right batch is accepted whole`() throws {
        let batch = try Fixture.read(Fixture.batch())
        #expect(batch.refused.isEmpty && batch.acceptedCount == 3)
        #expect(Comparison.difference(batch, Fixture.batch()) == nil)
    }

    static let rules: [(String, String, Change)] = [
        ("format_version", "format_version is 2; this server reads 1", { $0.formatVersion = 2 }),
        ("format_version", "format_version is 0", { $0.formatVersion = 0 }),
        ("deployment_id", "deployment_id (0 bytes) must be", { $0.deploymentID = "" }),
        ("deployment_id", "deployment_id (3 bytes) must be", { $0.deploymentID = "a b" }),
        ("empty_batch", "at least one event", { $0.count = 0 }),
        ("too_many_rows", "count is 65537; a batch has at most 65536", { $0.count = 65_537 }),
        ("column_length", "request_id has 3 values where the batch has 4", { $0.count = 4 }),
        ("missing_column", "no request_id", { $0.requestID = Driftwatch_V1_TextColumn() }),
        ("text_length", "request_id has 6 bytes of text where its lengths add up to 7", { $0.requestID.lengths[0] = 4 }),
        (
            "text_length", "trace_id has 1 bytes of text where its lengths add up to 0",
            {
                $0.traceID.lengths = []
                $0.traceID.data = Data([97])
            }
        ),
        ("column_length", "time_delta_nanos has 2 values where the batch has 3", { $0.timeDeltaNanos = [1, 2] }),
        ("time_overflow", "64 bits", { $0.timeDeltaNanos = [.max, 0, 0] }),
        ("column_length", "model_version has 1 values", { $0.modelVersion.codes = [1] }),
        ("column_length", "prediction.class has 4 values", { $0.prediction.class.codes.append(1) }),
        ("column_length", "prediction.score has 2 values", { $0.prediction.score = [1, 2] }),
        ("column_length", "prediction.value has 4 values", { $0.prediction.value.append(1) }),
        ("column_length", "prediction.probabilities", { $0.prediction.probabilities.values.removeLast() }),
        ("column_length", "prediction.probabilities", { $0.prediction.probabilities.classes = [] }),
        ("duplicate_column", "a class of prediction.probabilities", { $0.prediction.probabilities.classes = ["a", "a"] }),
        (
            "name_length", "prediction.probabilities.classes[1] is 257 bytes",
            {
                $0.prediction.probabilities.classes[1] = String(repeating: "c", count: 257)
            }
        ),
        ("too_many_columns", "more than 4096 classes", { $0.prediction.probabilities.classes = (0...4096).map { "\($0)" } }),
        ("column_length", "prediction.ranking.counts has 2 values", { $0.prediction.ranking.counts = [2, 1] }),
        ("column_length", "prediction.ranking.items has 3 values where the batch has 4", { $0.prediction.ranking.counts[1] = 1 }),
        ("column_length", "prediction.ranking.items has 0 values where the batch has 3", { $0.prediction.ranking.clearItems() }),
        ("too_many_items", "add up to 4294967298 items", { $0.prediction.ranking.counts[1] = .max }),
        ("column_length", "prediction.ranking.scores has 1 values", { $0.prediction.ranking.scores = [1] }),
        ("feature_type", "features[1] has no values of a known type", { $0.features[1].values = nil }),
        ("name_length", "the name of features[0] is 0 bytes long; it must have 1 to 256", { $0.features[0].name = "" }),
        ("name_length", "is 257 bytes long", { $0.features[0].name = String(repeating: "f", count: 257) }),
        (
            "reserved_name", "the name of features[1] begins and ends with two underscores", { $0.features[1].name = "__score__" }
        ),
        ("nul_character", "the name of features[2] contains U+0000", { $0.features[2].name = "a\u{0}" }),
        ("duplicate_column", "features[5]: the name 'age' with the type number", { $0.features.append($0.features[0]) }),
        (
            "too_many_columns", "more than 4096 feature columns",
            { batch in
                batch.features = (0...4096).map { index in Fixture.feature("f\(index)") { $0.number.values = [] } }
            }
        ),
        ("column_length", "features[0] ('age') has 2 values", { $0.features[0].number.values.removeLast() }),
        ("column_length", "features[1] ('region') has 4 values", { $0.features[1].category.codes.append(0) }),
        ("column_length", "features[2] ('member') has 2 values", { $0.features[2].boolean.values.removeLast() }),
        ("column_length", "features[3] ('note') has 1 values", { $0.features[3].text = Fixture.texts(["a"]) }),
        ("column_length", "features[4] ('vector') has 5 numbers", { $0.features[4].embedding.values.removeLast() }),
        ("embedding_dimension", "dimension 0; it must be 1 to 16384", { $0.features[4].embedding.dimension = 0 }),
        ("embedding_dimension", "dimension 16385", { $0.features[4].embedding.dimension = 16_385 }),
        ("column_length", "latency_ms has 1 values", { $0.latencyMs = [1] }),
        ("column_length", "error_code has 2 values", { $0.errorCode.codes = [0, 1] }),
        ("name_length", "the key of metadata[0] is 129 bytes", { $0.metadata[0].key = String(repeating: "k", count: 129) }),
        ("duplicate_column", "metadata[1]: the key 'cohort'", { $0.metadata.append($0.metadata[0]) }),
        (
            "too_many_columns", "more than 256 metadata columns",
            { batch in
                batch.metadata = (0...256).map { Fixture.metadata("k\($0)", Driftwatch_V1_DictionaryColumn()) }
            }
        ),
        ("column_length", "metadata[0] ('cohort') has 1 values", { $0.metadata[0].values.codes = [1] }),
        ("column_length", "language_model.prompt_version has 1", { $0.languageModel.promptVersion.codes = [1] }),
        ("column_length", "language_model.prompt has 1", { $0.languageModel.prompt = Fixture.texts(["a"]) }),
        ("column_length", "language_model.response has 1", { $0.languageModel.response = Fixture.texts(["a"]) }),
        ("column_length", "language_model.context.items has 3", { $0.languageModel.context.counts = [1, 1, 0] }),
        ("column_length", "language_model.citations.counts has 1", { $0.languageModel.citations.counts = [1] }),
        ("column_length", "language_model.prompt_tokens has 1", { $0.languageModel.promptTokens = [1] }),
        ("column_length", "language_model.response_tokens has 1", { $0.languageModel.responseTokens = [1] }),
        ("column_length", "language_model.documents.id has 2", { $0.languageModel.documents.counts = [1, 0, 0] }),
        ("column_length", "language_model.documents.score has 1", { $0.languageModel.documents.score = [1] }),
    ]

    @Test(arguments: rules.indices)
    func `a batch that breaks a rule is refused with its code and a concrete message`(_ index: Int) throws {
        let (code, message, change) = Self.rules[index]
        let fault = try #require(Fixture.fault(change), "accepted: \(code) \(message)")
        #expect(fault.code == code)
        #expect(fault.message.contains(message), "\(fault.message)")
    }

    @Test func `the limits themselves are allowed`() throws {
        let name = String(repeating: "f", count: 256)
        #expect(Fixture.fault { $0.features[0].name = name } == nil)
        #expect(Fixture.fault { $0.metadata[0].key = String(repeating: "k", count: 128) } == nil)
        #expect(Fixture.fault { $0.features.append(Fixture.feature("age") { $0.category = Fixture.dictionary([], []) }) } == nil)
        #expect(Fixture.fault { $0.timeDeltaNanos = [] } == nil)
    }

    @Test func `65,536 rows are taken`() throws {
        var message = Driftwatch_V1_InferenceBatch()
        message.formatVersion = 1
        message.deploymentID = "d"
        message.count = 65_536
        message.baseTimeUnixNanos = Fixture.now.nanos
        message.requestID = Fixture.texts((0..<65_536).map { "r\($0)" })
        #expect(try Fixture.read(message).acceptedCount == 65_536)
    }

    @Test func `a batch of more than 4 MiB is refused before it is looked at`() throws {
        var reader = InferenceBatchReader()
        do {
            try reader.read([UInt8](repeating: 0xFF, count: 4 << 20 + 1), now: Fixture.now)
            Issue.record("accepted")
        } catch {
            #expect(error.code == "batch_too_large")
            #expect(error.message.contains("at most 4194304"))
        }
    }

    @Test func `bytes that are no protobuf are refused with the place`() throws {
        let bytes: [UInt8] = try Fixture.batch().serializedBytes()
        var ends: Set<Int> = []
        for field in WireTree(bytes).fields { ends.insert((ends.max() ?? 0) + field.bytes.count) }
        for cut in 1..<bytes.count where !ends.contains(cut) {
            do {
                _ = try Fixture.read(Array(bytes.prefix(cut)))
                Issue.record("accepted \(cut) bytes of \(bytes.count)")
            } catch let fault as BatchFault {
                #expect(!fault.code.isEmpty)
            }
        }
        do {
            _ = try Fixture.read(Array(bytes.dropLast(3)))
            Issue.record("accepted")
        } catch let fault as BatchFault {
            #expect(fault.code == "malformed_protobuf" && fault.message.contains("(byte "), "\(fault)")
        }
    }
}
