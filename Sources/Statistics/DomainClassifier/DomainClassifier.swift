/// Tells the reference from the current sample by all features together: what no single feature shows, such as a changed correlation.
///
/// Trees are boosted on four fifths of the rows of both sides and score the fifth that they have not seen, five times. The score is the mean
/// area under the ROC curve of the five: 0.5 when the samples cannot be told apart, 1 when they always can.
package struct DomainClassifier: Sendable {
    /// Above it the samples differ: of tables.
    package static let standardThreshold = 0.65
    /// The same of embeddings and texts.
    package static let standardTextThreshold = 0.55

    /// How to learn and how to judge.
    package struct Configuration: Sendable {
        package var trees = BoostedTrees.Configuration()
        package var folds = 5
        package var seed: UInt64 = 0
        /// The most rows of each side; of more, a seeded random part.
        package var rowsMax = 50_000
        /// Rows of each fold on which permutation importances are measured; 0 for none.
        package var importanceRowsMax = 2_000
        package var confidence = 0.95

        package init() {}
    }

    package let configuration: Configuration

    package init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// The answer; nil for fewer than ten rows a fold on a side, no features, or columns of different lengths.
    ///
    /// Missing values are a value of their own: a side that lacks them more often is told apart by that.
    package func compare(_ features: [DomainFeature]) -> DomainSeparation? {
        guard let first = features.first else { return nil }
        let (n, m) = (first.countReference, first.countCurrent)
        guard features.allSatisfy({ $0.countReference == n && $0.countCurrent == m }) else { return nil }
        guard let folds = Folds(reference: n, current: m, configuration: configuration) else { return nil }
        let chosen =
            n + m == folds.count ? features : features.map { $0.rows(reference: folds.reference, current: folds.current) }
        let table = BinnedTable(chosen, rowCount: folds.count)
        var gains = [Double](repeating: 0, count: features.count)
        var drops = gains
        var separations: [ScoreSeparation] = []
        for fold in 0..<configuration.folds {
            var random = SeededGenerator(seed: configuration.seed &+ UInt64(fold) &* 0x9E37_79B9_7F4A_7C15)
            let (training, test) = folds.rows(fold)
            let model = BoostedTrees(
                table, rows: training, labels: folds.labels, configuration: configuration.trees, random: &random)
            guard let separation = folds.separation(test, model.scores(table, rows: test)) else { return nil }
            separations.append(separation)
            for column in gains.indices { gains[column] += model.gains[column] }
            addDrops(of: model, table, folds, test, &random, to: &drops)
        }
        return DomainSeparation(
            separations, confidence: configuration.confidence, counts: (n, m), tested: folds.count,
            gains: DomainSeparation.shares(features.map(\.name), gains),
            drops: DomainSeparation.shares(features.map(\.name), drops))
    }

    /// How far the area falls when a column is shuffled.
    private func addDrops(
        of model: BoostedTrees, _ table: BinnedTable, _ folds: Folds, _ test: [Int32], _ random: inout SeededGenerator,
        to drops: inout [Double]
    ) {
        guard configuration.importanceRowsMax > 0 else { return }
        var rows = test
        random.shuffle(&rows, first: configuration.importanceRowsMax)
        rows = Array(rows.prefix(configuration.importanceRowsMax))
        guard let whole = folds.separation(rows, model.scores(table, rows: rows)) else { return }
        for column in model.trees.reduce(into: Set<Int>(), { $0.formUnion($1.columns) }).sorted() {
            let shuffled = table.shuffled(column: column, rows: rows, &random)
            guard let separation = folds.separation(rows, model.scores(shuffled, rows: rows)) else { continue }
            drops[column] += max(0, whole.auc - separation.auc)
        }
    }
}
