import Statistics
import Testing

/// What chance alone moves must not alarm, and what has moved must.
@Suite struct DriftNoiseTests {
    private static let withoutTest: [DriftMetric] = [
        .psi, .kl, .jsDistance, .jsDivergence, .hellinger, .totalVariation, .lInfinity, .wasserstein, .wassersteinNormed,
    ]

    private static func normals(_ count: Int, _ random: inout SeededGenerator, shift: Double = 0) -> FeatureSample {
        .number(SortedSample((0..<count).map { _ in random.normal() + shift }))
    }

    private static func values(_ metrics: [DriftMetric], _ a: FeatureSample, _ b: FeatureSample) -> [DriftValue] {
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = metrics
        return SampleDrift(reference: a, current: b, bins: SampleBins(reference: a)).values(metrics, configuration: configuration)
    }

    /// Rounds in which each metric alarms.
    private static func alarms(
        _ rounds: Int, seed: UInt64, _ sides: (inout SeededGenerator) -> (FeatureSample, FeatureSample)
    ) -> [DriftMetric: Int] {
        var random = SeededGenerator(seed: seed)
        var alarms: [DriftMetric: Int] = [:]
        for _ in 0..<rounds {
            let (a, b) = sides(&random)
            for value in values(withoutTest, a, b) where value.isDrifted() { alarms[value.metric, default: 0] += 1 }
        }
        return alarms
    }

    @Test(arguments: [100, 150, 200, 300]) func fewRowsOfTheSameLawRarelyAlarm(count: Int) {
        let alarms = Self.alarms(150, seed: UInt64(count)) { (Self.normals(2_000, &$0), Self.normals(count, &$0)) }
        for metric in Self.withoutTest { #expect(alarms[metric, default: 0] <= 9, "\(metric): \(alarms) of 150") }
    }

    @Test func twoSmallSamplesOfALongTailRarelyAlarm() {
        let alarms = Self.alarms(150, seed: 3) { random in
            func side() -> FeatureSample {
                .number(SortedSample((0..<150).map { _ in random.uniform() < 0.5 ? 0 : 1 / (1.0001 - random.uniform()) }))
            }
            return (side(), side())
        }
        for metric in Self.withoutTest { #expect(alarms[metric, default: 0] <= 9, "\(metric): \(alarms) of 150") }
    }

    @Test(arguments: [2, 40]) func fewRowsOfTheSameCategoriesRarelyAlarm(categories: Int) {
        let alarms = Self.alarms(150, seed: UInt64(categories)) { random in
            func side(_ rows: Int) -> FeatureSample {
                var counts: [ExactText: Int] = [:]
                for _ in 0..<rows { counts[ExactText("c\(random.below(1 + random.below(categories)))"), default: 0] += 1 }
                return .category(CategorySample(counts: counts))
            }
            return (side(2_000), side(100))
        }
        for metric in Self.withoutTest { #expect(alarms[metric, default: 0] <= 9, "\(metric): \(alarms) of 150") }
    }

    @Test func halfADeviationIsFoundInTwoHundredRows() {
        let alarms = Self.alarms(60, seed: 5) { (Self.normals(2_000, &$0), Self.normals(200, &$0, shift: 0.5)) }
        for metric in Self.withoutTest where metric != .lInfinity && metric != .kl {
            #expect(alarms[metric, default: 0] >= 50, "\(metric): \(alarms) of 60")
        }
    }

    /// The floor is the average of the score without drift; of a root the root of the average square.
    @Test func theFloorIsTheAverageWithoutDrift() {
        var random = SeededGenerator(seed: 8)
        var sums: [DriftMetric: (value: Double, floor: Double, beyond: Int)] = [:]
        for _ in 0..<200 {
            for value in Self.values(Self.withoutTest, Self.normals(1_500, &random), Self.normals(400, &random)) {
                let isRoot = value.metric == .jsDistance || value.metric == .hellinger
                let sum = sums[value.metric] ?? (0, 0, 0)
                sums[value.metric] = (
                    sum.value + (isRoot ? value.value * value.value : value.value),
                    sum.floor + (isRoot ? value.noiseFloor * value.noiseFloor : value.noiseFloor),
                    sum.beyond + (value.value > value.noiseLimit ? 1 : 0)
                )
            }
        }
        for metric in Self.withoutTest {
            let sum = sums[metric] ?? (0, 1, 0)
            #expect((0.9...1.1).contains(sum.floor / sum.value), "\(metric): \(sum)")
            #expect(sum.beyond <= 10, "\(metric): \(sum)")
        }
    }

    @Test func thereIsNoNoiseOfAConstantColumn() {
        let constant = FeatureSample.number(SortedSample([Double](repeating: 5, count: 300)))
        for value in Self.values(Self.withoutTest.filter { $0 != .psi && $0 != .kl }, constant, constant) {
            #expect(value.state == .ok && value.value == 0 && value.noiseFloor == 0 && !value.isDrifted(), "\(value.metric)")
        }
        let changed = FeatureSample.number(SortedSample([Double](repeating: 5, count: 150) + [Double](repeating: 6, count: 150)))
        for value in Self.values(Self.withoutTest, constant, changed) { #expect(value.isDrifted(), "\(value.metric)") }
    }

    /// Where the binning leaves no p-value, D is held against its own noise.
    @Test func aBinnedKolmogorovSmirnovWithoutPValueRarelyAlarms() throws {
        let reference = Events(count: 4_000, seed: 1).reference()
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = [.ks]
        let analysis = DriftAnalysis(reference: reference, configuration: configuration)
        var (alarms, naive, without) = (0, 0, 0)
        for seed in 0..<100 {
            let current = Events(count: 102, seed: UInt64(1_000 + seed)).profile(reference: reference)
            for name in ["number", "skewed"] as [ExactText] {
                let value = try #require(analysis.value(.ks, of: name, current: current))
                guard value.state == .ok, value.pValue == nil else { continue }
                without += 1
                naive += value.effect >= 0.1 ? 1 : 0
                alarms += value.isDrifted() ? 1 : 0
            }
        }
        #expect(without > 50 && naive > without / 10 && alarms <= without / 20, "\(without) \(naive) \(alarms)")
    }

    /// Six bins of as many rows on both sides: the law of so few rows by its own sum, and the limit for many.
    @Test func noiseOfManyRowsIsTheLimitLaw() throws {
        let counts = [ExactText("a"): 4_000, "b": 3_000, "c": 2_000, "d": 1_000]
        let sample = FeatureSample.category(CategorySample(counts: counts))
        let values = Self.values([.jsDivergence, .kl, .totalVariation], sample, sample)
        let perRow = 2.0 / 10_000
        #expect(close(values[0].noiseFloor, 3 * perRow / (8 * 0.693147180559945309417), tolerance: 1e-3))
        let shares = [0.4, 0.3, 0.2, 0.1]
        let total = shares.reduce(0) { $0 + (2 / Double.pi * perRow * $1 * (1 - $1)).squareRoot() / 2 }
        #expect(close(values[2].noiseFloor, total, tolerance: 1e-3))
        #expect(values.allSatisfy { $0.noiseLimit > $0.noiseFloor && $0.noiseLimit < 5 * $0.noiseFloor })
    }
}
