/// How far predicted probabilities are from what happens: reliability by bins of the score.
package struct Calibration: Sendable, Equatable {
    /// How scores are put into bins.
    package enum Binning: Sendable {
        /// Equal widths on [0, 1], each bin with its upper edge.
        case widthRightClosed
        /// Equal widths on [0, 1], each bin with its lower edge.
        case widthLeftClosed
        /// Edges at the scores' quantiles (linear), each bin with its upper edge.
        case massQuantileEdges
        /// Runs of equal numbers of rows in the order of scores, the first ones larger by one when the rows do not divide.
        case massEqualCounts
    }

    /// One bin of the reliability diagram.
    package struct Bin: Sendable, Equatable {
        /// Rows.
        package internal(set) var count = 0
        package internal(set) var weight = 0.0
        var scores = 0.0
        var outcomes = 0.0

        /// The mean score.
        package var meanScore: Double { scores / weight }
        /// The share of positives.
        package var meanOutcome: Double { outcomes / weight }
        /// |mean outcome − mean score|.
        package var gap: Double { (meanOutcome - meanScore).magnitude }
    }

    /// Bins with rows, by ascending score.
    package let bins: [Bin]

    /// nil for no rows, a score outside [0, 1], a weight that is negative or not finite, or no weight at all.
    ///
    /// - Parameters:
    ///   - outcomes: 1 for what happened (or a right answer), 0 else.
    ///   - scores: the probabilities given to it.
    ///   - weights: of the rows; nil for 1 each.
    ///   - number: of bins.
    ///   - binning: where the bins' edges are.
    package init?(
        outcomes: [Bool], scores: [Double], weights: [Double]? = nil, bins number: Int = 15, binning: Binning = .widthRightClosed
    ) {
        guard number > 0, ProbabilityLoss.isValid(outcomes.count, scores, weights) else { return nil }
        var bins = [Bin](repeating: Bin(), count: number)
        let places = Self.places(scores, number, binning)
        for row in scores.indices {
            let weight = weights?[row] ?? 1
            bins[places[row]].count += 1
            bins[places[row]].weight += weight
            bins[places[row]].scores += weight * scores[row]
            if outcomes[row] { bins[places[row]].outcomes += weight }
        }
        self.init(bins: bins)
    }

    /// From bins that were counted elsewhere; nil when none has weight.
    init?(bins: [Bin]) {
        self.bins = bins.filter { $0.weight > 0 }
        if self.bins.isEmpty { return nil }
    }

    /// The inner edges of equal-width bins of [0, 1].
    static func uniformEdges(_ number: Int) -> [Double] {
        let step = 1 / Double(number)
        return (1..<max(1, number)).map { Double($0) * step }
    }

    /// The equal-width bin of a score in [0, 1], each bin with its upper edge.
    @inline(__always)
    static func uniformBin(_ score: Double, _ edges: UnsafeBufferPointer<Double>) -> Int {
        // A guess by division, put right by the edges themselves, whose rounding decides.
        var bin = min(edges.count, Int(score * Double(edges.count + 1)))
        while bin > 0 && !(edges[bin - 1] < score) { bin -= 1 }
        while bin < edges.count && edges[bin] < score { bin += 1 }
        return bin
    }

    /// Expected calibration error: the mean gap, by weight (L1).
    package var expectedError: Double {
        let total = bins.reduce(0) { $0 + $1.weight }
        return bins.reduce(0) { $0 + $1.weight / total * $1.gap }
    }

    /// The largest gap.
    package var maximumError: Double { bins.reduce(0) { max($0, $1.gap) } }

    /// The root of the mean squared gap.
    package var rootMeanSquareError: Double {
        let total = bins.reduce(0) { $0 + $1.weight }
        return bins.reduce(0) { $0 + $1.weight / total * $1.gap * $1.gap }.squareRoot()
    }

    /// The share of positives over all bins.
    private var meanOutcome: Double { bins.reduce(0) { $0 + $1.outcomes } / bins.reduce(0) { $0 + $1.weight } }

    /// Murphy's decomposition of the Brier score (1973), of scores taken as the bins' means: score ≈ reliability − resolution + uncertainty.
    /// The mean squared gap.
    package var reliability: Double { rootMeanSquareError * rootMeanSquareError }

    /// The mean squared distance of the bins' outcomes from the overall share.
    package var resolution: Double {
        let (total, center) = (bins.reduce(0) { $0 + $1.weight }, meanOutcome)
        return bins.reduce(0) { $0 + $1.weight / total * ($1.meanOutcome - center) * ($1.meanOutcome - center) }
    }

    /// The Brier score of the overall share as everybody's probability.
    package var uncertainty: Double { meanOutcome * (1 - meanOutcome) }

    /// The bin of each row.
    private static func places(_ scores: [Double], _ number: Int, _ binning: Binning) -> [Int] {
        switch binning {
        case .widthRightClosed, .widthLeftClosed:
            let edges = uniformEdges(number)
            return scores.map { place($0, edges, rightClosed: binning == .widthRightClosed) }
        case .massQuantileEdges:
            let sorted = Sample.sorted(scores)
            let step = 1 / Double(number)
            // By way of percentages, as scikit-learn: it decides where a quantile falls on a score.
            let edges = (1..<max(1, number)).map { Quantile.linear(sorted: sorted, at: Double($0) * step * 100 / 100) }
            return scores.map { place($0, edges, rightClosed: true) }
        case .massEqualCounts:
            let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
            let (size, larger) = (scores.count / number, scores.count % number)
            var places = [Int](repeating: 0, count: scores.count)
            var start = 0
            for bin in 0..<number {
                let end = start + size + (bin < larger ? 1 : 0)
                for position in start..<end { places[order[position]] = bin }
                start = end
            }
            return places
        }
    }

    private static func place(_ x: Double, _ edges: [Double], rightClosed: Bool) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if rightClosed ? edges[middle] < x : edges[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
