/// Resampling of rows (Efron 1979): how much a statistic would vary if the data were drawn anew.
///
/// A resample is a number of repetitions for each row, which a statistic takes as weights: nothing is copied or sorted again.
/// Each replicate has a generator of its own, made from the seed and the replicate's number, so that any split of the replicates
/// over threads gives the same values. A replicate in which the statistic is undefined (nil or NaN: one class only, say) is left
/// out and counted.
package struct Bootstrap: Sendable, Equatable {
    /// How rows are drawn.
    package enum Resampling: String, Sendable, CaseIterable {
        /// As many rows as there are, with replacement: Efron's.
        case multinomial
        /// Each row Poisson(1) times, independently: one pass in memory order, for many rows (Chamandy et al. 2012).
        case poisson
    }

    /// Number of resamples.
    package let replicates: Int
    package let seed: UInt64
    /// nil for multinomial up to 10 000 rows and Poisson beyond.
    package let resampling: Resampling?

    /// - Parameters:
    ///   - replicates: at least 1; 1000 serve an interval of 95 %.
    ///   - seed: decides all chance.
    ///   - resampling: nil for the one that suits the number of rows.
    package init(replicates: Int = 1_000, seed: UInt64, resampling: Resampling? = nil) {
        self.replicates = max(1, replicates)
        self.seed = seed
        self.resampling = resampling
    }

    /// The distribution of a statistic of weighted rows.
    ///
    /// - Parameters:
    ///   - rows: how many rows there are.
    ///   - weights: the rows' own weights, multiplied with the repetitions; nil for 1 each.
    ///   - jackknife: whether to compute what the `bca` interval needs: the statistic without each row, or without each of 400
    ///     groups of rows when there are more than 1000.
    ///   - statistic: of the rows' weights; nil where undefined.
    /// - Returns: nil without rows, for unequal lengths, or where the statistic of all rows is undefined.
    package func distribution(
        rows: Int, weights: [Double]? = nil, jackknife: Bool = false, _ statistic: ([Double]) -> Double?
    ) -> BootstrapDistribution? {
        distributions(rows: rows, weights: weights, jackknife: jackknife) { [statistic($0) ?? .nan] }.first ?? nil
    }

    /// Several statistics of the same resamples: one distribution for each value that `statistics` returns, nil where that one
    /// is undefined.
    package func distributions(
        rows: Int, weights: [Double]? = nil, jackknife: Bool = false, _ statistics: ([Double]) -> [Double]
    ) -> [BootstrapDistribution?] {
        guard rows > 0, weights.map({ $0.count == rows }) ?? true else { return [] }
        let estimates = statistics(weights ?? [Double](repeating: 1, count: rows))
        let drawn = values(0..<replicates, rows: rows, weights: weights, statistics)
        let left = jackknife ? leaveOut(rows: rows, weights: weights, statistics) : []
        return estimates.indices.map { index in
            BootstrapDistribution(
                estimate: estimates[index], replicates: drawn.map { $0[index] }, jackknife: left.map { $0[index] })
        }
    }

    /// The statistics of some of the replicates, for a caller that spreads them over threads; joined in order they are those of
    /// `distributions`. The number of values must be the same for every resample.
    package func values(
        _ range: Range<Int>, rows: Int, weights: [Double]? = nil, _ statistics: ([Double]) -> [Double]
    ) -> [[Double]] {
        var drawn = [Double](repeating: 0, count: rows)
        return range.map { replicate in
            draw(replicate, into: &drawn)
            if let weights { for row in drawn.indices { drawn[row] *= weights[row] } }
            return statistics(drawn)
        }
    }

    /// The distribution of a statistic of the rows' numbers: for statistics that take no weights.
    package func distribution(rows: Int, ofIndices statistic: ([Int]) -> Double?) -> BootstrapDistribution? {
        guard rows > 0 else { return nil }
        let drawn = (0..<replicates).map { replicate in
            var random = generator(replicate)
            return statistic((0..<rows).map { _ in random.below(rows) }) ?? .nan
        }
        return BootstrapDistribution(estimate: statistic(Array(0..<rows)) ?? .nan, replicates: drawn)
    }

    /// The distribution of a statistic of counted cells (a confusion matrix, a table): rows in one cell are alike, so a resample
    /// is one multinomial draw of the cells, whatever the number of rows.
    package func distribution(cells: [Int], _ statistic: ([Int]) -> Double?) -> BootstrapDistribution? {
        distributions(cells: cells) { [statistic($0) ?? .nan] }.first ?? nil
    }

    /// Several statistics of the same resamples of counted cells; empty for a negative count or no rows.
    package func distributions(cells: [Int], _ statistics: ([Int]) -> [Double]) -> [BootstrapDistribution?] {
        guard !cells.contains(where: { $0 < 0 }), cells.contains(where: { $0 > 0 }) else { return [] }
        let total = cells.reduce(0, +)
        let estimates = statistics(cells)
        let drawn = (0..<replicates).map { replicate in
            var random = generator(replicate)
            return statistics(Self.multinomial(total, cells, &random))
        }
        return estimates.indices.map { index in
            BootstrapDistribution(estimate: estimates[index], replicates: drawn.map { $0[index] })
        }
    }

    private func generator(_ replicate: Int) -> SeededGenerator {
        SeededGenerator(seed: StableHash.mix(seed &+ UInt64(replicate) &* 0x9E37_79B9_7F4A_7C15))
    }

    private func draw(_ replicate: Int, into counts: inout [Double]) {
        var random = generator(replicate)
        let rows = counts.count
        counts.withUnsafeMutableBufferPointer { counts in
            if resampling ?? (rows > 10_000 ? .poisson : .multinomial) == .poisson {
                for row in counts.indices { counts[row] = PoissonOne.draw(&random) }
                return
            }
            counts.update(repeating: 0)
            for _ in 0..<rows { counts[random.below(rows)] += 1 }
        }
    }

    private func leaveOut(rows: Int, weights: [Double]?, _ statistics: ([Double]) -> [Double]) -> [[Double]] {
        guard rows > 1 else { return [] }
        let groups = rows > 1_000 ? 400 : rows
        var kept = weights ?? [Double](repeating: 1, count: rows)
        return (0..<groups).map { group in
            let left = stride(from: group, to: rows, by: groups)
            for row in left { kept[row] = 0 }
            let result = statistics(kept)
            for row in left { kept[row] = weights?[row] ?? 1 }
            return result
        }
    }

    /// A multinomial draw, cell after cell by the binomial law of what is left.
    private static func multinomial(_ total: Int, _ cells: [Int], _ random: inout SeededGenerator) -> [Int] {
        var (left, weight) = (total, total)
        return cells.map { cell in
            let drawn = BinomialDraw.draw(trials: left, p: weight > 0 ? Double(cell) / Double(weight) : 0, &random)
            left -= drawn
            weight -= cell
            return drawn
        }
    }
}
