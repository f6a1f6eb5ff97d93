import Statistics
import Testing

/// Intervals against scipy's and the definitions, and what they are for: covering the truth at their level.
@Suite struct IntervalTests {
    struct Resampled: Decodable {
        let name: String, x: [Double], estimate: Double, error: Double
        let replicates: [Double], jackknife: [Double], percentile: [Double], basic: [Double], bca: [Double]
    }
    struct Areas: Decodable {
        let y: [Int], first: [Double], second: [Double], areas: [Double], variances: [Double]
        let error: Double, z: Double, p: Double, ci95: [Double]
    }
    struct Mean: Decodable { let x: [Double], level: Double, interval: [Double] }
    struct Content: Decodable { let bootstrap: [Resampled], delong: [Areas], means: [Mean] }

    let content: Content
    init() throws { content = try PeerFixtures.read("intervals.json") }

    private func agrees(_ interval: ClosedRange<Double>?, _ expected: [Double], tolerance: Double = 1e-12) -> Bool {
        close(interval?.lowerBound, expected[0], scale: expected[1].magnitude, tolerance: tolerance)
            && close(interval?.upperBound, expected[1], scale: expected[0].magnitude, tolerance: tolerance)
    }

    @Test func intervalsOfReplicatesAreScipys() throws {
        for item in content.bootstrap {
            let distribution = try #require(
                BootstrapDistribution(estimate: item.estimate, replicates: item.replicates, jackknife: item.jackknife))
            #expect(agrees(distribution.interval(.percentile), item.percentile))
            #expect(agrees(distribution.interval(.basic), item.basic))
            #expect(agrees(distribution.interval(.bca), item.bca, tolerance: 1e-10))
            #expect(close(distribution.standardError, item.error))
        }
    }

    @Test func theJackknifeOfWeightsIsThatOfRows() throws {
        for item in content.bootstrap where item.name == "mean" {
            let distribution = try #require(
                Bootstrap(replicates: 50, seed: 1).distribution(rows: item.x.count, jackknife: true) { weights in
                    zip(weights, item.x).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
                })
            let rows = try #require(
                BootstrapDistribution(
                    estimate: item.estimate, replicates: distribution.replicates, jackknife: item.jackknife))
            let expected = try #require(rows.interval(.bca))
            #expect(agrees(distribution.interval(.bca), [expected.lowerBound, expected.upperBound], tolerance: 1e-6))
        }
    }

    @Test func areasHaveDeLongsErrors() throws {
        for item in content.delong {
            let labels = item.y.map { $0 == 1 }
            for (scores, (area, variance)) in zip([item.first, item.second], zip(item.areas, item.variances)) {
                let result = try #require(DeLong(labels: labels, scores: scores))
                #expect(close(result.area, area))
                #expect(close(result.variance, variance))
                #expect(close(result.area, ScoredLabels(labels: labels, scores: scores)?.rocAUC))
            }
            let paired = try #require(DeLong.paired(labels: labels, first: item.first, second: item.second))
            #expect(close(paired.standardError, item.error, tolerance: 1e-11))
            #expect(close(paired.z, item.z, tolerance: 1e-11))
            #expect(close(paired.pValue, item.p, tolerance: 1e-11))
            #expect(agrees(paired.interval, item.ci95, tolerance: 1e-11))
        }
    }

    @Test func meansHaveStudentsInterval() throws {
        for item in content.means {
            let interval = try #require(MeanInterval(item.x, confidence: item.level)).interval
            #expect(agrees(interval, item.interval))
            let weights = [Double](repeating: 2.5, count: item.x.count)
            #expect(agrees(MeanInterval(item.x, weights: weights, confidence: item.level)?.interval, item.interval))
        }
    }

    @Test func degenerateInputsHaveNoInterval() {
        #expect(MeanInterval([1]) == nil)
        #expect(MeanInterval([1, .nan]) == nil)
        #expect(DeLong(labels: [true, false], scores: [1, 0]) == nil)
        #expect(DeLong(labels: [true, true, false, false], scores: [1, 1, 0, .infinity]) == nil)
        let apart = DeLong(labels: [true, true, false, false], scores: [3, 2, 1, 0])
        #expect(apart?.area == 1)
        #expect(apart?.interval() == nil)
        #expect(Bootstrap(seed: 1).distribution(rows: 0) { _ in 1 } == nil)
        #expect(Bootstrap(seed: 1).distribution(rows: 5) { _ in nil } == nil)
        #expect(Bootstrap(seed: 1).distribution(cells: [0, 0]) { _ in 1 } == nil)
        #expect(BootstrapDistribution(estimate: 1, replicates: [1, 2, 3])?.interval(.bca) == nil)
    }

    @Test func replicatesDependOnTheSeedAloneHoweverTheyAreSplit() throws {
        let x = content.bootstrap[0].x
        func sum(_ weights: [Double]) -> [Double] { [zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }] }
        for kind in Bootstrap.Resampling.allCases {
            let bootstrap = Bootstrap(replicates: 40, seed: 9, resampling: kind)
            let whole = bootstrap.values(0..<40, rows: x.count, sum)
            let parts = bootstrap.values(0..<13, rows: x.count, sum) + bootstrap.values(13..<40, rows: x.count, sum)
            #expect(whole == parts)
            #expect(whole != Bootstrap(replicates: 40, seed: 10, resampling: kind).values(0..<40, rows: x.count, sum))
        }
    }

    @Test func resamplesHaveTheMomentsOfTheirLaws() throws {
        let rows = 400
        for kind in Bootstrap.Resampling.allCases {
            let drawn = Bootstrap(replicates: 100, seed: 3, resampling: kind).values(0..<100, rows: rows) { $0 }
            let all = drawn.flatMap { $0 }
            #expect(close(Sample.mean(all), 1, tolerance: 0.02))
            #expect(close(Sample.variance(all), 1, tolerance: 0.04))
            #expect(drawn.allSatisfy { kind == .poisson || $0.reduce(0, +) == Double(rows) })
        }
        let cells = [900, 60, 40, 0]
        let shares = try #require(
            Bootstrap(replicates: 4_000, seed: 4).distribution(cells: cells) { drawn in
                drawn.reduce(0, +) == 1_000 && drawn[3] == 0 ? Double(drawn[0]) : nil
            })
        #expect(shares.undefined == 0)
        #expect(close(Sample.mean(shares.replicates), 900, tolerance: 0.002))
        #expect(close(shares.standardError, (1_000 * 0.9 * 0.1).squareRoot(), tolerance: 0.06))
    }

    @Test func rankedScoresGiveTheAreasOfWeightedRows() throws {
        var random = SeededGenerator(seed: 6)
        let labels = (0..<200).map { _ in random.uniform() < 0.4 }
        let scores = (0..<200).map { _ in (random.uniform() * 30).rounded() }
        let weights = (0..<200).map { _ in Double(random.below(4)) }
        let areas = try #require(RankedScores(labels: labels, scores: scores)).areas(weights: weights)
        let expected = try #require(ScoredLabels(labels: labels, scores: scores, weights: weights))
        #expect(close(areas.roc, expected.rocAUC))
        #expect(close(areas.averagePrecision, expected.averagePrecision))
    }
}
