import Contracts
import Foundation
import Protos

/// The rules of docs/wire-format.md, written over decoded messages without a look at the reader.
struct RulesOracle {
    let message: Driftwatch_V1_InferenceBatch
    let now: Timestamp
    private var faults: [Int: String] = [:]
    private var isBroken = false

    init(_ message: Driftwatch_V1_InferenceBatch, now: Timestamp) {
        self.message = message
        self.now = now
    }

    /// The code of each refused row, or nil when the batch is refused.
    static func verdict(_ message: Driftwatch_V1_InferenceBatch, now: Timestamp) -> [Int: String]? {
        var oracle = RulesOracle(message, now: now)
        oracle.check()
        return oracle.isBroken ? nil : oracle.faults
    }

    private var rows: Int { Int(message.count) }

    private mutating func check() {
        require(message.formatVersion == 1)
        require(message.deploymentID.range(of: #"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\z"#, options: .regularExpression) != nil)
        require((1...65_536).contains(rows))
        guard !isBroken else { return }
        require(!message.requestID.lengths.isEmpty)
        texts(message.requestID, bytes: 256, required: true, nul: false)
        texts(message.traceID, bytes: 64, nul: false)
        times()
        dictionary(message.modelVersion, bytes: 256)
        prediction()
        features()
        column(message.latencyMs.count)
        for (row, latency) in message.latencyMs.enumerated() where latency < 0 || latency > 1e9 {
            refuse(row, "latency_out_of_range")
        }
        dictionary(message.errorCode, bytes: 256)
        names(message.metadata.map(\.key), bytes: 128)
        for entry in message.metadata { dictionary(entry.values, bytes: 1024) }
        languageModel()
    }

    private mutating func require(_ condition: Bool) { isBroken = isBroken || !condition }

    private mutating func refuse(_ row: Int, _ code: String) { faults[row] = faults[row] ?? code }

    private mutating func column(_ count: Int, wants: Int? = nil) { require(count == 0 || count == wants ?? rows) }

    private mutating func names(_ names: [String], bytes: Int, mayBeEmpty: Bool = false) {
        for name in names { require(name.utf8.count <= bytes && (mayBeEmpty || !name.isEmpty) && !name.utf8.contains(0)) }
        require(Set(names).count == names.count)
    }

    private mutating func texts(
        _ column: Driftwatch_V1_TextColumn, bytes: Int = .max, required: Bool = false, nul: Bool = true, owners: [Int]? = nil
    ) {
        self.column(column.lengths.count, wants: owners?.count)
        require(column.lengths.reduce(0) { $0 + max(0, Int($1) - 1) } == column.data.count)
        guard !isBroken else { return }
        var rest = column.data[...]
        for (item, length) in column.lengths.enumerated() {
            let text = rest.prefix(max(0, Int(length) - 1))
            rest = rest.dropFirst(text.count)
            let row = owners?[item] ?? item
            if text.isEmpty {
                if required { refuse(row, "request_id_missing") }
            } else if text.count > bytes {
                refuse(row, "text_too_long")
            } else if String(validating: text, as: UTF8.self) == nil {
                refuse(row, "invalid_utf8")
            } else if !nul && text.contains(0) {
                refuse(row, "nul_character")
            }
        }
    }

    private mutating func times() {
        column(message.timeDeltaNanos.count)
        guard !isBroken else { return }
        var time = message.baseTimeUnixNanos
        for row in 0..<rows {
            if row < message.timeDeltaNanos.count {
                let (sum, overflow) = time.addingReportingOverflow(message.timeDeltaNanos[row])
                require(!overflow)
                time = sum
            }
            if time > now.nanos + 600_000_000_000 { refuse(row, "timestamp_in_future") }
            if time < now.nanos - 157_788_000_000_000_000 { refuse(row, "timestamp_too_old") }
        }
    }

    private mutating func dictionary(_ column: Driftwatch_V1_DictionaryColumn, bytes: Int) {
        self.column(column.codes.count)
        for (row, code) in column.codes.enumerated() where code > 0 {
            guard Int(code) <= column.dictionary.count else {
                refuse(row, "code_out_of_range")
                continue
            }
            let entry = column.dictionary[Int(code) - 1]
            if entry.count > bytes {
                refuse(row, "text_too_long")
            } else if String(validating: entry, as: UTF8.self) == nil {
                refuse(row, "invalid_utf8")
            } else if entry.contains(0) {
                refuse(row, "nul_character")
            }
        }
    }

    private mutating func prediction() {
        let prediction = message.prediction
        dictionary(prediction.class, bytes: 256)
        column(prediction.score.count)
        column(prediction.value.count)
        names(prediction.probabilities.classes, bytes: 256, mayBeEmpty: true)
        column(prediction.probabilities.values.count, wants: rows * prediction.probabilities.classes.count)
        let owners = owners(prediction.ranking.counts)
        require(prediction.ranking.items.lengths.count == owners.count)
        texts(prediction.ranking.items, owners: owners)
        column(prediction.ranking.scores.count, wants: owners.count)
    }

    /// The row of each item.
    private mutating func owners(_ counts: [UInt32]) -> [Int] {
        column(counts.count)
        require(counts.reduce(0) { $0 + Int($1) } <= 1 << 20)
        return isBroken ? [] : counts.enumerated().flatMap { Array(repeating: $0.offset, count: Int($0.element)) }
    }

    private mutating func features() {
        for kind in 0..<5 { names(message.features.filter { self.kind($0) == kind }.map(\.name), bytes: 256) }
        for feature in message.features {
            require(!(feature.name.count > 4 && feature.name.hasPrefix("__") && feature.name.hasSuffix("__")))
            switch feature.values {
            case .number(let numbers): column(numbers.values.count)
            case .category(let category): dictionary(category, bytes: 4096)
            case .boolean(let booleans):
                column(booleans.values.count)
                for (row, byte) in booleans.values.enumerated() where byte > 2 { refuse(row, "boolean_out_of_range") }
            case .text(let text): texts(text)
            case .embedding(let embedding):
                let dimension = Int(embedding.dimension)
                require(embedding.values.isEmpty || (1...16_384).contains(dimension))
                column(embedding.values.count, wants: rows &* dimension)
            case nil: require(false)
            }
        }
    }

    private func kind(_ feature: Driftwatch_V1_FeatureColumn) -> Int? {
        switch feature.values {
        case .number: 0
        case .category: 1
        case .boolean: 2
        case .text: 3
        case .embedding: 4
        case nil: nil
        }
    }

    private mutating func languageModel() {
        let model = message.languageModel
        dictionary(model.promptVersion, bytes: 256)
        texts(model.prompt)
        texts(model.response)
        for list in [model.context, model.citations] {
            let owners = owners(list.counts)
            require(list.items.lengths.count == owners.count)
            texts(list.items, owners: owners)
        }
        column(model.promptTokens.count)
        column(model.responseTokens.count)
        let owners = owners(model.documents.counts)
        texts(model.documents.id, owners: owners)
        texts(model.documents.text, owners: owners)
        column(model.documents.score.count, wants: owners.count)
        texts(model.documents.source, owners: owners)
    }
}
