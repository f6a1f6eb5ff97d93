import Statistics
import Testing

/// A test's p-value of α or less may come up with chance α at most when there is nothing to find.
@Suite struct NullCalibrationTests {
    /// A test of two samples of the same law.
    struct Candidate: Sendable, CustomStringConvertible {
        let name: String
        let pValue: @Sendable (inout SeededGenerator) -> Double?
        var description: String { name }
    }

    private static func normals(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in random.normal() }
    }

    private static func rounded(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
        normals(count, &random).map { ($0 * 2).rounded() }
    }

    /// Stopping early, so that its validity is tested too.
    private static func permutations(_ random: inout SeededGenerator) -> Permutations {
        Permutations(rounds: 199, enough: 30, seed: random.next())
    }

    static let candidates: [Candidate] = [
        Candidate(name: "ks exact") { KolmogorovSmirnov(normals(40, &$0), normals(55, &$0))?.pValue(.exact) },
        Candidate(name: "ks exact, ties") { KolmogorovSmirnov(rounded(40, &$0), rounded(55, &$0))?.pValue(.exact) },
        Candidate(name: "ks limit") { KolmogorovSmirnov(normals(200, &$0), normals(300, &$0))?.pValue(.limit) },
        Candidate(name: "mann-whitney") { RankTests.mannWhitney(normals(40, &$0), normals(55, &$0))?.pValue },
        Candidate(name: "mann-whitney, ties") { RankTests.mannWhitney(rounded(40, &$0), rounded(55, &$0))?.pValue },
        Candidate(name: "mann-whitney exact") { RankTests.mannWhitneyExact(normals(8, &$0), normals(11, &$0))?.pValue },
        Candidate(name: "kruskal") { RankTests.kruskalWallis([normals(40, &$0), normals(30, &$0), normals(35, &$0)])?.pValue },
        Candidate(name: "cramer-von mises") { RankTests.cramerVonMises(normals(60, &$0), normals(80, &$0))?.pValue },
        Candidate(name: "welch") { MeanTests.welch(normals(30, &$0), normals(60, &$0).map { 2 * $0 })?.pValue },
        Candidate(name: "student") { MeanTests.student(normals(30, &$0), normals(60, &$0))?.pValue },
        Candidate(name: "levene") { MeanTests.levene([normals(60, &$0), normals(60, &$0)])?.pValue },
        Candidate(name: "chi2") { random in
            let rows = (0..<2).map { _ in (0..<600).reduce(into: [0, 0, 0, 0, 0]) { counts, _ in counts[random.below(5)] += 1 } }
            return ContingencyTable(rows: rows).chiSquared()?.pValue
        },
        Candidate(name: "fisher") { random in
            let (a, c) = ((0..<30).count { _ in random.uniform() < 0.3 }, (0..<40).count { _ in random.uniform() < 0.3 })
            return FisherExact(a, 30 - a, c, 40 - c)?.pValue
        },
        Candidate(name: "two proportions") { random in
            let (a, c) = ((0..<400).count { _ in random.uniform() < 0.4 }, (0..<500).count { _ in random.uniform() < 0.4 })
            guard let x = Proportion(successes: a, trials: 400), let y = Proportion(successes: c, trials: 500) else { return nil }
            return TwoProportions(x, y).zTest().pValue
        },
        Candidate(name: "pearson") { Correlation.pearson(normals(50, &$0), normals(50, &$0))?.pValue },
        Candidate(name: "cramer-von mises, ties") { CramerVonMises(rounded(60, &$0), rounded(80, &$0))?.pValueLimit },
        Candidate(name: "cramer-von mises, three values") { random in
            func values(_ count: Int) -> [Double] { (0..<count).map { _ in Double(random.below(4) / 2 + random.below(2)) } }
            return CramerVonMises(values(200), values(300))?.pValueLimit
        },
        Candidate(name: "anderson-darling limit") { AndersonDarling([normals(40, &$0), normals(55, &$0)])?.pValueLimit },
        Candidate(name: "anderson-darling limit, ties") { AndersonDarling([rounded(40, &$0), rounded(55, &$0)])?.pValueLimit },
        Candidate(name: "anderson-darling limit, two values") { random in
            func bits(_ count: Int) -> [Double] { (0..<count).map { _ in random.uniform() < 0.4 ? 1 : 0 } }
            return AndersonDarling([bits(300), bits(400)]).map { $0.pValueLimit ?? .nan } ?? 1
        },
        Candidate(name: "anderson-darling table") { AndersonDarling([normals(40, &$0), normals(55, &$0)])?.pValue },
        Candidate(name: "anderson-darling, three samples") {
            AndersonDarling([normals(40, &$0), normals(30, &$0), normals(35, &$0)])?.pValue
        },
        Candidate(name: "anderson-darling permutation") {
            AndersonDarling.permutation(rounded(14, &$0), rounded(11, &$0), permutations(&$0))?.pValue
        },
        Candidate(name: "energy permutation") { EnergyTest.test(normals(14, &$0), normals(11, &$0), permutations(&$0))?.pValue },
        Candidate(name: "energy permutation, ties") {
            EnergyTest.test(rounded(14, &$0), rounded(11, &$0), permutations(&$0))?.pValue
        },
        Candidate(name: "mmd permutation") {
            MaximumMeanDiscrepancy.test(normals(8, &$0), normals(10, &$0), permutations(&$0))?.pValue
        },
        Candidate(name: "spearman") { Correlation.spearman(normals(50, &$0), normals(50, &$0))?.pValue },
    ]

    @Test(arguments: candidates) func falseAlarmsKeepTheirLevel(_ candidate: Candidate) {
        var random = SeededGenerator(seed: StableSeed.of(candidate.name))
        let rounds = 2_000
        let pValues = (0..<rounds).compactMap { _ in candidate.pValue(&random) }
        #expect(pValues.count == rounds)
        for alpha in [0.01, 0.05, 0.1] {
            let share = Double(pValues.count { $0 <= alpha }) / Double(rounds)
            let error = (alpha * (1 - alpha) / Double(rounds)).squareRoot()
            #expect(share <= alpha + 3 * error, "\(candidate.name): \(share) at \(alpha)")
        }
    }

    @Test func intervalsCoverAtTheirLevel() throws {
        var random = SeededGenerator(seed: 77)
        var covered: [Proportion.IntervalMethod: Int] = [:]
        let rounds = 2_000
        for _ in 0..<rounds {
            let successes = (0..<80).count { _ in random.uniform() < 0.3 }
            let proportion = try #require(Proportion(successes: successes, trials: 80))
            for method in [Proportion.IntervalMethod.wilson, .beta, .jeffreys, .agrestiCoull] {
                if proportion.interval(method).contains(0.3) { covered[method, default: 0] += 1 }
            }
        }
        for (method, count) in covered { #expect(Double(count) / Double(rounds) > 0.93, "\(method)") }
    }

    @Test func aConfidenceSequenceHoldsAtEveryLook() {
        var random = SeededGenerator(seed: 5)
        let sequence = ConfidenceSequence(confidence: 0.95, tunedFor: 500)
        var missed = 0
        for _ in 0..<400 {
            var sum = 0.0
            for n in 1...1_500 {
                sum += random.normal()
                if let margin = sequence.margin(count: n, standardDeviation: 1), (sum / Double(n)).magnitude > margin {
                    missed += 1
                    break
                }
            }
        }
        #expect(Double(missed) / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400).squareRoot())
    }
}

enum StableSeed {
    static func of(_ name: String) -> UInt64 {
        name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}
