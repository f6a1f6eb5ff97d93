internal import Contracts
internal import Statistics
internal import Wire

/// Gathers the columns of a reference from batches, row by row chosen.
struct ReferenceCollector {
    private var builder = ReferenceBuilder()
    private var numbers: [Double] = []
    private var bytes: [UInt8] = []

    /// Events so far.
    var count: Int { builder.count }

    /// The reference.
    consuming func build() -> Reference { builder.build() }

    /// Adds the rows of a batch whose time is in `range`, save those in `skipping`. Values of another type than the feature's are
    /// left out.
    mutating func add(
        _ batch: ColumnarBatch, in range: Range<Int64>, skipping: Set<Int>, types: inout DeploymentCatalogue
    ) {
        let rows = (0..<batch.count).filter { range.contains(batch.times[$0]) && !skipping.contains($0) }
        guard !rows.isEmpty else { return }
        builder.update(events: rows.count)
        for feature in batch.features { add(feature, rows, types: &types) }
        let prediction = batch.prediction
        add(prediction.classes, as: ReservedFeature.prediction, rows)
        prediction.scores.copy(into: &numbers)
        addNumbers(ReservedFeature.score, rows)
        prediction.values.copy(into: &numbers)
        addNumbers(ReservedFeature.value, rows)
        batch.latencies.copy(into: &numbers)
        guard !numbers.isEmpty else { return }
        let chosen = rows.map { numbers[$0] }
        builder.update(latencies: chosen.span)
    }

    private mutating func add(_ feature: FeatureColumn, _ rows: [Int], types: inout DeploymentCatalogue) {
        let name = ExactText(feature.name.rawValue)
        guard let kind = FeatureKind(name: feature.kind.rawValue), types.kind(of: name, seenAs: kind) == kind else { return }
        switch feature.kind {
        case .category: add(feature.categories, as: name, rows)
        case .boolean:
            guard !feature.booleans.isAbsent else { return }
            feature.booleans.copy(into: &bytes)
            let chosen = rows.map { bytes[$0] }
            builder.update(boolean: name, contentsOf: chosen.span)
        case .number:
            feature.numbers.copy(into: &numbers)
            addNumbers(name, rows)
        case .text:
            feature.texts.copyLengths(into: &numbers)
            addNumbers(name, rows, kind: .text)
        case .embedding:
            feature.embeddings.copyNorms(into: &numbers)
            addNumbers(name, rows, kind: .embedding)
        }
    }

    private mutating func add(_ column: DictionaryColumn, as name: ExactText, _ rows: [Int]) {
        guard !column.isAbsent else { return }
        let codes = column.codes
        let chosen = rows.map { codes[codes.startIndex + $0] }
        builder.update(category: name, codes: chosen.span, dictionary: column.texts)
    }

    private mutating func addNumbers(_ name: ExactText, _ rows: [Int], kind: FeatureKind = .number) {
        guard !numbers.isEmpty else { return }
        let chosen = rows.map { numbers[$0] }
        builder.update(number: name, kind: kind, contentsOf: chosen.span)
    }
}
