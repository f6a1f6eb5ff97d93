import Contracts
import Foundation
import Protos

/// Makes batches with swift-protobuf's types: most of them right, some breaking a rule.
struct BatchMaker {
    var generator: SeededGenerator
    let now: Timestamp
    /// How often something is wrong: once in so many.
    var wrongOnceIn = 40
    private var rows = 0

    init(generator: SeededGenerator, now: Timestamp) {
        self.generator = generator
        self.now = now
    }

    mutating func batch() -> Driftwatch_V1_InferenceBatch {
        rows = generator.number(1...(generator.once(in: 10) ? 40 : 6))
        var batch = Driftwatch_V1_InferenceBatch()
        batch.formatVersion = isWrong() ? 2 : 1
        batch.deploymentID = isWrong() ? generator.pick(["", "-x", "ü", String(repeating: "d", count: 129)]) : "dep_1"
        batch.count = UInt32(isWrong() ? generator.pick([0, rows + 1, 65_537, 70_000]) : rows)
        batch.requestID = texts(required: true)
        if maybe() { batch.traceID = texts() }
        setTimes(&batch)
        if maybe() { batch.modelVersion = dictionary() }
        if maybe() { batch.prediction = prediction() }
        batch.features = (0..<generator.number(0...5)).map { feature($0) }
        if maybe() {
            batch.latencyMs = maybe() ? numbers(rows) : numbers(rows).map { $0.magnitude.isFinite ? $0.magnitude : .nan }
        }
        if maybe() { batch.errorCode = dictionary() }
        batch.metadata = (0..<generator.number(0...3)).map { index in
            var column = Driftwatch_V1_MetadataColumn()
            column.key = isWrong() ? badName() : "key\(index)"
            if generator.number(0...9) > 0 { column.values = dictionary() }
            return column
        }
        if generator.once(in: 3) { batch.languageModel = languageModel() }
        return batch
    }

    private mutating func isWrong() -> Bool { generator.once(in: wrongOnceIn) }
    private mutating func maybe() -> Bool { generator.once(in: 2) }

    private mutating func badName() -> String {
        generator.pick([
            "", "key0", "a\u{0}b", String(repeating: "n", count: 257), String(repeating: "n", count: 129), "ke\u{301}y",
            "__score__", "____", "_score__",
        ])
    }

    private mutating func setTimes(_ batch: inout Driftwatch_V1_InferenceBatch) {
        let second = Timestamp.nanosPerSecond
        batch.baseTimeUnixNanos = now.nanos - Int64(generator.number(0...100_000)) * second
        if isWrong() { batch.baseTimeUnixNanos = generator.pick([0, .min, .max, now.nanos + 601 * second]) }
        guard generator.number(0...9) > 0 else { return }
        batch.timeDeltaNanos = (0..<length(rows)).map { _ in
            if isWrong() { return generator.pick([.min, .max, 700 * second, -160_000_000 * second, 1 << 56, 1 << 62]) }
            return Int64.random(in: -1...(generator.pick([1, 100, 1_000_000, second])), using: &generator)
        }
    }

    /// The right length of a column, or a wrong one.
    private mutating func length(_ right: Int) -> Int { isWrong() ? max(0, right + generator.pick([-1, 1, -right, 3])) : right }

    private mutating func numbers(_ count: Int) -> [Double] {
        (0..<length(count)).map { _ in
            generator.once(in: 6)
                ? generator.pick([.nan, .infinity, -.infinity, -0.0, .signalingNaN, .leastNonzeroMagnitude])
                : Double.random(in: -100...100, using: &generator)
        }
    }

    private mutating func textBytes() -> Data {
        switch generator.number(0...20) {
        case 0: Data("grüße 日本 🎉".utf8)
        case 1:
            isWrong()
                ? Data(
                    generator.pick([
                        [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xE0, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF],
                        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0xAF],
                    ]))
                : Data("ok".utf8)
        case 2: isWrong() ? Data("a\u{0}b".utf8) : Data("nul".utf8)
        case 3:
            isWrong()
                ? Data(repeating: 97, count: generator.pick([65, 256, 257, 1025, 4096, 4097])) : Data(repeating: 98, count: 64)
        case 4: isWrong() ? Data() : Data("x".utf8)
        default: Data("text-\(generator.number(0...999_999))".utf8)
        }
    }

    private mutating func texts(required: Bool = false, count: Int? = nil) -> Driftwatch_V1_TextColumn {
        var column = Driftwatch_V1_TextColumn()
        for _ in 0..<length(count ?? rows) {
            if required ? isWrong() : generator.once(in: 5) {
                column.lengths.append(0)
            } else {
                let bytes = textBytes()
                column.data.append(bytes)
                column.lengths.append(UInt32(bytes.count + 1))
            }
        }
        if isWrong(), !column.lengths.isEmpty { column.lengths[0] &+= generator.pick([1, 7, .max]) }
        return column
    }

    private mutating func dictionary() -> Driftwatch_V1_DictionaryColumn {
        var column = Driftwatch_V1_DictionaryColumn()
        let entries = generator.once(in: 20) ? 200 : generator.number(0...4)
        column.dictionary = (0..<entries).map { _ in textBytes() }
        column.codes = (0..<length(rows)).map { _ in
            isWrong() ? generator.pick([UInt32(entries + 1), 300, .max]) : UInt32(generator.number(0...entries))
        }
        return column
    }

    private mutating func feature(_ index: Int) -> Driftwatch_V1_FeatureColumn {
        var column = Driftwatch_V1_FeatureColumn()
        column.name = isWrong() ? badName() : "key\(index)"
        if isWrong() { return column }
        switch generator.number(0...4) {
        case 0: column.number.values = numbers(rows)
        case 1: column.category = dictionary()
        case 2: column.boolean.values = Data((0..<length(rows)).map { _ in isWrong() ? 3 : UInt8(generator.number(0...2)) })
        case 3: column.text = texts()
        default:
            let dimension = isWrong() ? generator.pick([0, 16_385]) : generator.number(1...4)
            column.embedding.dimension = UInt32(dimension)
            column.embedding.values = (0..<length(rows * min(dimension, 8))).map { _ in
                Float.random(in: -1...1, using: &generator)
            }
        }
        return column
    }

    private mutating func prediction() -> Driftwatch_V1_PredictionColumns {
        var columns = Driftwatch_V1_PredictionColumns()
        if maybe() { columns.class = dictionary() }
        if maybe() { columns.score = numbers(rows) }
        if maybe() { columns.value = numbers(rows) }
        if generator.once(in: 3) {
            columns.probabilities.classes = (0..<generator.number(0...3)).map { isWrong() ? badName() : "class\($0)" }
            columns.probabilities.values = numbers(rows * columns.probabilities.classes.count)
        }
        if generator.once(in: 3) {
            columns.ranking.counts = counts()
            let items = sum(columns.ranking.counts)
            columns.ranking.items = texts(count: items)
            if maybe() { columns.ranking.scores = numbers(items) }
        }
        return columns
    }

    private mutating func counts() -> [UInt32] {
        (0..<length(rows)).map { _ in isWrong() ? generator.pick([1_048_577, .max]) : UInt32(generator.number(0...3)) }
    }

    private func sum(_ counts: [UInt32]) -> Int { min(200, counts.reduce(0) { $0 + Int($1) }) }

    private mutating func textList() -> Driftwatch_V1_TextListColumn {
        var column = Driftwatch_V1_TextListColumn()
        column.counts = counts()
        if !isWrong() { column.items = texts(count: sum(column.counts)) }
        return column
    }

    private mutating func languageModel() -> Driftwatch_V1_LanguageModelColumns {
        var columns = Driftwatch_V1_LanguageModelColumns()
        if maybe() { columns.promptVersion = dictionary() }
        if maybe() { columns.prompt = texts() }
        if maybe() { columns.response = texts() }
        if maybe() { columns.context = textList() }
        if maybe() { columns.citations = textList() }
        if maybe() { columns.promptTokens = (0..<length(rows)).map { _ in UInt32(generator.number(0...5000)) } }
        if maybe() { columns.responseTokens = (0..<length(rows)).map { _ in UInt32(generator.number(0...100)) } }
        if maybe() {
            columns.documents.counts = counts()
            let documents = sum(columns.documents.counts)
            if maybe() { columns.documents.id = texts(count: documents) }
            if maybe() { columns.documents.text = texts(count: documents) }
            if maybe() { columns.documents.score = numbers(documents) }
            if maybe() { columns.documents.source = texts(count: documents) }
        }
        return columns
    }
}
