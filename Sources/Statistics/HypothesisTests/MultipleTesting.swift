/// Control of false alarms over several tests at once, as statsmodels' `multipletests`.
package enum MultipleTesting: String, Sendable, CaseIterable {
    case bonferroni, holm, sidak
    /// Benjamini and Hochberg: the false discovery rate under independence.
    case benjaminiHochberg = "fdr_bh"
    /// Benjamini and Yekutieli: the false discovery rate under any dependence.
    case benjaminiYekutieli = "fdr_by"

    /// Adjusted p-values, in the order of `pValues`, to be compared with α. NaN stays NaN and counts for nothing.
    package func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
        let n = Double(order.count)
        var result = [Double](repeating: .nan, count: pValues.count)
        switch self {
        case .bonferroni:
            for index in order { result[index] = min(1, pValues[index] * n) }
        case .sidak:
            for index in order { result[index] = -Math.expm1(n * Math.log1p(-pValues[index])) }
        case .holm:
            var largest = 0.0
            for (rank, index) in order.enumerated() {
                largest = max(largest, pValues[index] * (n - Double(rank)))
                result[index] = min(1, largest)
            }
        case .benjaminiHochberg, .benjaminiYekutieli:
            let factor = self == .benjaminiHochberg ? 1 : stride(from: 1.0, through: n, by: 1).reduce(0) { $0 + 1 / $1 }
            var smallest = 1.0
            for (rank, index) in order.enumerated().reversed() {
                smallest = min(smallest, pValues[index] * factor * n / Double(rank + 1))
                result[index] = smallest
            }
        }
        return result
    }

    /// Which hypotheses are rejected at level α.
    package func rejected(_ pValues: [Double], alpha: Double = 0.05) -> [Bool] { adjusted(pValues).map { $0 <= alpha } }
}
