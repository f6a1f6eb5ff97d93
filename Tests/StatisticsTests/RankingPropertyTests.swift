import Statistics
import Testing

/// What every measure of rankings has in common. A new one is a line in a registry.
@Suite struct RankingPropertyTests {
    /// Of one query in rank order.
    struct Measure: Sendable, CustomStringConvertible {
        let name: String
        /// Whether the best order scores 1.
        var perfectIsOne = true
        let value: @Sendable (RankedQuery) -> Double
        var description: String { name }
    }

    static let measures: [Measure] = [
        Measure(name: "precision", perfectIsOne: false) { $0.precision(at: 5) },
        Measure(name: "recall", perfectIsOne: false) { $0.recall(at: 5) }, Measure(name: "hit") { $0.hit(at: 5) },
        Measure(name: "reciprocal rank") { $0.reciprocalRank(at: 10) },
        Measure(name: "average precision", perfectIsOne: false) { $0.averagePrecision(at: 10) },
        Measure(name: "capped average precision") { $0.averagePrecision(at: 10, capped: true) },
        Measure(name: "ndcg") { $0.ndcg(at: 10) }, Measure(name: "exponential ndcg") { $0.ndcg(at: 10, gain: .exponential) },
    ]

    private func query(_ seed: UInt64, count: Int = 20) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Double(max(0, random.below(6) - 2)) }
    }

    @Test(arguments: measures) func measuresLieBetweenNothingAndThePerfectOrder(_ measure: Measure) {
        for seed in 0..<30 as Range<UInt64> {
            let grades = query(seed)
            let query = RankedQuery(retrieved: grades, missed: [1, 0])
            let best = RankedQuery(retrieved: (grades + [1]).sorted(by: >), missed: [0])
            let (value, most) = (measure.value(query), measure.value(best))
            #expect(value >= 0 && value <= most && most <= 1)
            if measure.perfectIsOne { #expect(close(most, 1)) }
        }
    }

    @Test(arguments: measures) func aBetterDocumentFurtherUpIsNotWorse(_ measure: Measure) {
        for seed in 0..<20 as Range<UInt64> {
            var grades = query(seed)
            for place in 1..<grades.count where grades[place] > grades[place - 1] {
                let before = measure.value(RankedQuery(retrieved: grades))
                grades.swapAt(place, place - 1)
                #expect(measure.value(RankedQuery(retrieved: grades)) >= before - 1e-12)
            }
        }
    }

    @Test(arguments: measures) func whatIsBeyondTheCutDoesNotMatter(_ measure: Measure) {
        let grades = query(3)
        let value = measure.value(RankedQuery(retrieved: grades, missed: [1]))
        #expect(measure.value(RankedQuery(retrieved: grades + [0, 0, 0], missed: [0, 1])) == value)
        #expect(measure.value(RankedQuery(retrieved: grades, missed: [1, 0, 0])) == value)
    }

    /// 0 by trec_eval's convention; such queries are counted apart.
    @Test(arguments: measures) func queriesWithoutRelevantDocumentsScoreNothing(_ measure: Measure) {
        for grades in [[], [0], [0, 0, 0]] as [[Double]] { #expect(measure.value(RankedQuery(retrieved: grades)) == 0) }
        for grades in [[.nan], [.nan, 1], [.infinity, 1], [-1, 2]] as [[Double]] {
            _ = measure.value(RankedQuery(retrieved: grades, missed: [.nan]))
        }
    }

    /// Of rows with several labels.
    static let labelMeasures: [(name: String, value: @Sendable ([[Bool]], [[Double]]) -> Double?)] = [
        ("average precision", { LabelRanking.averagePrecision(labels: $0, scores: $1) }),
        ("coverage", { LabelRanking.coverageError(labels: $0, scores: $1) }),
        ("loss", { LabelRanking.loss(labels: $0, scores: $1) }),
    ]

    @Test(arguments: 0..<3) func labelRankingsDependOnOrderAlone(_ index: Int) throws {
        let measure = Self.labelMeasures[index].value
        var random = SeededGenerator(seed: 4)
        let labels = (0..<30).map { _ in random.flags(5, 0.4) }
        let scores = (0..<30).map { _ in random.rounded(5) }
        let value = try #require(measure(labels, scores))
        #expect(close(measure(labels, scores.map { $0.map { $0 * $0 * $0 + 3 * $0 } }), value))
        var order = Array(labels.indices)
        random.shuffle(&order)
        #expect(close(measure(order.map { labels[$0] }, order.map { scores[$0] }), value))
        let columns = [3, 1, 4, 0, 2]
        #expect(
            close(measure(labels.map { row in columns.map { row[$0] } }, scores.map { row in columns.map { row[$0] } }), value))
        #expect(close(measure(labels + labels, scores + scores), value))
        #expect(measure([], []) == nil && measure(labels, Array(scores.dropLast())) == nil && measure([[true]], [[]]) == nil)
        var missing = scores
        missing[3][2] = .nan
        #expect(measure(labels, missing) == nil && measure([[true, false]], [[.nan, .nan]]) == nil)
        missing[3][2] = .infinity
        #expect(isDefined(measure(labels, missing)))
    }

    @Test func runsDependOnScoresAndNamesNotOnTheFilesOrder() {
        var random = SeededGenerator(seed: 5)
        var documents = (0..<40).map { TrecQuery.Document(name: ExactText("d\($0)"), score: Float(random.below(12))) }
        let judged = Dictionary(uniqueKeysWithValues: (0..<50).map { (ExactText("d\($0)"), random.below(4) - 1) })
        let measures = TrecQuery(documents, judgements: judged).measures
        random.shuffle(&documents)
        for (a, b) in zip(measures, TrecQuery(documents, judgements: judged).measures) {
            #expect(a.name == b.name && close(a.value, b.value))
            #expect(a.value >= 0 && a.value <= 1, "\(a.name)")
        }
        for nothing in [TrecQuery([], judgements: judged), TrecQuery(documents, judgements: [:]), TrecQuery([], judgements: [:])]
        {
            for measure in nothing.measures { #expect(measure.value == 0, "\(measure.name)") }
        }
        let odd = [Float.nan, .infinity, -.infinity, 0].enumerated().map {
            TrecQuery.Document(name: ExactText("x\($0)"), score: $1)
        }
        _ = TrecQuery(odd, judgements: ["x0": 1]).measures
    }
}
