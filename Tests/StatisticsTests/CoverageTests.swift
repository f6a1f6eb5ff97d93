import Statistics
import Testing

/// An interval of 90 % holds the truth in 90 % of seeded samples, to three standard errors of the count; one that errs on the safe side in
/// no more than a stated share.
@Suite struct CoverageTests {
    struct Candidate: Sendable, CustomStringConvertible {
        let name: String
        let rounds: Int
        /// Above the level for intervals that hold at least at their level.
        let most: Double
        /// Whether an interval of a new sample holds the truth; nil where it has none.
        let holds: @Sendable (inout SeededGenerator) -> Bool?
        var description: String { name }

        init(name: String, rounds: Int, most: Double = 0.9, holds: @escaping @Sendable (inout SeededGenerator) -> Bool?) {
            self.name = name
            self.rounds = rounds
            self.most = most
            self.holds = holds
        }

        init(
            name: String, rounds: Int, most: Double = 0.9, truth: Double,
            interval: @escaping @Sendable (inout SeededGenerator) -> ClosedRange<Double>?
        ) {
            self.init(name: name, rounds: rounds, most: most) { interval(&$0)?.contains(truth) }
        }
    }

    /// Scores of two classes, normal about 0 and 1: the area is Φ(1/√2).
    private static func scored(_ count: Int, _ random: inout SeededGenerator) -> (labels: [Bool], scores: [Double]) {
        let labels = (0..<count).map { _ in random.uniform() < 0.5 }
        return (labels, labels.map { ($0 ? 1 : 0) + random.normal() })
    }

    private static let area = Normal.cumulative(0.5.squareRoot())

    /// A share drawn anew each time: at one share alone the coverage of counts jumps with the law's steps.
    private static func share(_ method: Proportion.IntervalMethod, _ random: inout SeededGenerator) -> Bool? {
        let p = 0.2 + 0.6 * random.uniform()
        let proportion = Proportion(successes: (0..<300).count { _ in random.uniform() < p }, trials: 300)
        return proportion?.interval(method, confidence: 0.9).contains(p)
    }

    private static func mean(_ method: BootstrapDistribution.Method, _ random: inout SeededGenerator) -> ClosedRange<Double>? {
        let values = (0..<150).map { _ in random.normal() }
        return Bootstrap(replicates: 399, seed: random.next()).distribution(rows: 150, jackknife: method == .bca) { weights in
            var (sum, total) = (0.0, 0.0)
            for row in 0..<150 {
                sum += weights[row] * values[row]
                total += weights[row]
            }
            return sum / total
        }?.interval(method, confidence: 0.9)
    }

    /// The gap of two groups' shares.
    private static func gap(
        _ p: Double, _ q: Double, rows: Int, _ random: inout SeededGenerator
    ) -> BootstrapDistribution? {
        let hits = [p, q].map { share in (0..<rows).count { _ in random.uniform() < share } }
        let cells = hits.flatMap { [$0, rows - $0] }
        return Bootstrap(replicates: 299, seed: random.next()).distribution(cells: cells) { cells in
            let shares = [0, 2].map { Double(cells[$0]) / Double(cells[$0] + cells[$0 + 1]) }
            return (shares[0] - shares[1]).magnitude
        }
    }

    static let candidates = general + CoverageTests.comparisons

    private static let general: [Candidate] = [
        Candidate(name: "wald", rounds: 3_000) { share(.normal, &$0) },
        // Clopper and Pearson's holds at least at its level at every share; counts have steps.
        Candidate(name: "clopper-pearson", rounds: 3_000, most: 0.93) { share(.beta, &$0) },
        Candidate(name: "wilson", rounds: 3_000) { share(.wilson, &$0) },
        Candidate(name: "agresti-coull", rounds: 3_000) { share(.agrestiCoull, &$0) },
        Candidate(name: "jeffreys", rounds: 3_000) { share(.jeffreys, &$0) },
        Candidate(name: "weighted wilson", rounds: 2_000, truth: 0.4) { random in
            let rows = (0..<300).map { _ in (hit: random.uniform() < 0.4, weight: 0.5 + random.uniform()) }
            let total = rows.reduce(0) { $0 + $1.weight }
            let hits = rows.reduce(0) { $0 + ($1.hit ? $1.weight : 0) }
            let squares = rows.reduce(0) { $0 + $1.weight * $1.weight }
            return Proportion.wilson(share: hits / total, effectiveCount: total * total / squares, confidence: 0.9)
        },
        Candidate(name: "student", rounds: 3_000, truth: 3) { random in
            MeanInterval((0..<12).map { _ in 3 + random.normal() }, confidence: 0.9)?.interval
        },
        Candidate(name: "weighted mean", rounds: 2_000, truth: 3) { random in
            let weights = (0..<80).map { _ in 0.5 + random.uniform() }
            return MeanInterval(weights.map { _ in 3 + random.normal() }, weights: weights, confidence: 0.9)?.interval
        },
        Candidate(name: "delong", rounds: 1_500, truth: area) { random in
            let (labels, scores) = scored(150, &random)
            return DeLong(labels: labels, scores: scores)?.interval(confidence: 0.9)
        },
        Candidate(name: "delong, logit", rounds: 1_500, truth: area) { random in
            let (labels, scores) = scored(150, &random)
            return DeLong(labels: labels, scores: scores)?.interval(.logit, confidence: 0.9)
        },
        Candidate(name: "delong, paired", rounds: 1_500, truth: 0) { random in
            let (labels, scores) = scored(150, &random)
            let (a, b) = (scores.map { $0 + 0.5 * random.normal() }, scores.map { $0 + 0.5 * random.normal() })
            return DeLong.paired(labels: labels, first: a, second: b, confidence: 0.9)?.interval
        },
        Candidate(name: "bootstrap percentile", rounds: 500, truth: 0) { mean(.percentile, &$0) },
        Candidate(name: "bootstrap basic", rounds: 500, truth: 0) { mean(.basic, &$0) },
        Candidate(name: "bootstrap bca", rounds: 500, truth: 0) { mean(.bca, &$0) },
        Candidate(name: "bootstrap of cells", rounds: 800, truth: 0.3) { random in
            let hits = (0..<200).count { _ in random.uniform() < 0.3 }
            return Bootstrap(replicates: 299, seed: random.next()).distribution(cells: [hits, 200 - hits]) {
                Double($0[0]) / Double($0[0] + $0[1])
            }?.interval(confidence: 0.9)
        },
        Candidate(name: "bootstrap of a gap far from 0", rounds: 800, truth: 0.5) { random in
            gap(0.2, 0.7, rows: 400, &random)?.interval(awayFrom: 0, confidence: 0.9)
        },
        Candidate(name: "bootstrap of an area, poisson", rounds: 500, truth: area) { random in
            let (labels, scores) = scored(150, &random)
            guard let ranked = RankedScores(labels: labels, scores: scores) else { return nil }
            return Bootstrap(replicates: 199, seed: random.next(), resampling: .poisson).distribution(rows: 150) {
                ranked.areas(weights: $0).roc
            }?.interval(confidence: 0.9)
        },
    ]

    @Test(arguments: candidates) func intervalsHoldTheTruthAtTheirLevel(_ candidate: Candidate) {
        var random = SeededGenerator(seed: StableSeed.of(candidate.name))
        let held = (0..<candidate.rounds).compactMap { _ in candidate.holds(&random) }
        #expect(held.count == candidate.rounds)
        let share = Double(held.count { $0 }) / Double(candidate.rounds)
        #expect(Self.isWithin(share, rounds: candidate.rounds, most: candidate.most), "\(candidate.name): \(share)")
    }

    /// Whether a share of intervals of 90 % that hold is what chance allows.
    static func isWithin(_ share: Double, rounds: Int, most: Double = 0.9) -> Bool {
        func error(_ level: Double) -> Double { (level * (1 - level) / Double(rounds)).squareRoot() }
        return share >= 0.9 - 3 * error(0.9) && share <= most + 3 * error(most)
    }
}
