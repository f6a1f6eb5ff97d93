import Statistics

/// A number of two columns whose rows belong together. A new one is a line in `registry`.
struct PairedStatistic: Sendable, CustomStringConvertible {
    let name: String
    /// What it does not depend on when a column is changed by itself.
    let invariance: SampleComparison.Invariance
    /// Whether it changes its sign with a column's.
    var isOdd = false
    var isSymmetric = true
    /// Whether infinities have their place in the order.
    var ordersInfinities = false
    let value: @Sendable ([Double], [Double]) -> Double?
    var description: String { name }

    static let registry: [PairedStatistic] = [
        PairedStatistic(name: "pearson", invariance: .affine, isOdd: true) { Correlation.pearson($0, $1)?.coefficient },
        PairedStatistic(name: "pearson, p", invariance: .affine) { Correlation.pearson($0, $1)?.pValue },
        PairedStatistic(name: "spearman", invariance: .order, isOdd: true, ordersInfinities: true) {
            Correlation.spearman($0, $1)?.coefficient
        },
        PairedStatistic(name: "spearman, p", invariance: .order, ordersInfinities: true) {
            Correlation.spearman($0, $1)?.pValue
        },
        PairedStatistic(name: "kendall", invariance: .order, isOdd: true, ordersInfinities: true) {
            Correlation.kendall($0, $1)
        },
        PairedStatistic(name: "attribution, ndcg", invariance: .scale, isSymmetric: false) {
            AttributionDrift(reference: $0, current: $1)?.ndcg
        },
        PairedStatistic(name: "attribution, spearman", invariance: .scale) {
            AttributionDrift(reference: $0, current: $1)?.spearman
        },
        PairedStatistic(name: "attribution, kendall", invariance: .scale) {
            AttributionDrift(reference: $0, current: $1)?.kendall
        },
        PairedStatistic(name: "cuped", invariance: [], isSymmetric: false) {
            Cuped.adjusted($0, covariate: $1).flatMap { Sample.variance($0) }
        },
        PairedStatistic(name: "ndcg of scores", invariance: [], isSymmetric: false, ordersInfinities: true) {
            ScoredRelevance(relevance: $0.map { $0.isNaN ? $0 : $0.isFinite ? $0.magnitude : 5 }, scores: $1)?.ndcg(at: 10)
        },
    ]
}
