extension DomainClassifier {
    /// Rows of each side that linear models are given at most.
    static let linearRowsMax = 10_000

    /// Tells embeddings apart by logistic regression on their standardised components. Points with a value that is not finite are left out.
    /// Importances are empty: a component means nothing by itself. nil for different dimensions or fewer than ten points a fold on a side.
    package func compare(_ reference: Points, _ current: Points) -> DomainSeparation? {
        guard reference.dimension == current.dimension else { return nil }
        let (a, b) = (reference.finite, current.finite)
        return compareLinearly(a.count, b.count) { folds in
            let (x, y) = (a.rows(folds.reference), b.rows(folds.current))
            return Points(x.values + y.values, dimension: x.dimension).map { DenseDesign($0) }
        }
    }

    /// Tells texts apart by logistic regression on the words they have. Importances are empty. nil for fewer than ten texts a fold on a side.
    package func compare(texts reference: [ExactText], _ current: [ExactText]) -> DomainSeparation? {
        compareLinearly(reference.count, current.count) { folds in
            WordDesign(folds.reference.map { reference[$0] } + folds.current.map { current[$0] })
        }
    }

    private func compareLinearly<Design: DesignMatrix>(_ n: Int, _ m: Int, _ design: (Folds) -> Design?) -> DomainSeparation? {
        let limit = min(configuration.rowsMax, Self.linearRowsMax)
        guard let folds = Folds(reference: n, current: m, folds: configuration.folds, rowsMax: limit, seed: configuration.seed),
            let design = design(folds)
        else { return nil }
        var separations: [ScoreSeparation] = []
        for fold in 0..<configuration.folds {
            let (training, test) = folds.rows(fold)
            let model = LogisticModel(design, rows: training, labels: folds.labels)
            guard let separation = folds.separation(test, model.scores(design, rows: test)) else { return nil }
            separations.append(separation)
        }
        return DomainSeparation(
            separations, confidence: configuration.confidence, counts: (n, m), tested: folds.count, gains: [], drops: [])
    }
}
