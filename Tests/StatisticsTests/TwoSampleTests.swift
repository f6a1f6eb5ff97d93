import Statistics
import Testing

/// What every test of two samples has in common. A new one is a line in `registry`.
@Suite struct TwoSampleTests {
    struct Entry: Sendable, CustomStringConvertible {
        let name: String
        /// Whether infinities are values.
        var ranksOnly = false
        let test: @Sendable ([Double], [Double]) -> (pValue: Double, effect: Double)?
        var description: String { name }
    }

    private static let permutations = Permutations(rounds: 199, enough: nil, seed: 5)

    private static func parts(_ test: TwoSampleTest?) -> (pValue: Double, effect: Double)? { test.map { ($0.pValue, $0.effect) } }

    static let registry: [Entry] = [
        Entry(name: "ks", ranksOnly: true) { KolmogorovSmirnov($0, $1).map { ($0.pValue, $0.statistic) } },
        Entry(name: "cramer_von_mises", ranksOnly: true) { CramerVonMises($0, $1).map { ($0.pValueLimit, $0.effect) } },
        Entry(name: "anderson_darling", ranksOnly: true) { a, b in
            AndersonDarling([a, b]).flatMap { test in test.pValueLimit.flatMap { p in test.effect.map { (p, $0) } } }
        },
        Entry(name: "anderson_darling permutation", ranksOnly: true) {
            parts(AndersonDarling.permutation($0, $1, permutations))
        },
        Entry(name: "energy") { parts(EnergyTest.test($0, $1, permutations)) },
        Entry(name: "mmd") { parts(MaximumMeanDiscrepancy.test($0, $1, permutations)) },
    ]

    private func normals(_ count: Int, seed: UInt64, shift: Double = 0) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in random.normal() + shift }
    }

    @Test(arguments: registry) func theOrderOfValuesDoesNotMatter(_ entry: Entry) throws {
        let (a, b) = (normals(80, seed: 1), normals(60, seed: 2, shift: 0.3))
        let before = try #require(entry.test(a, b))
        var random = SeededGenerator(seed: 9)
        var (x, y) = (a, b)
        random.shuffle(&x)
        random.shuffle(&y)
        let after = try #require(entry.test(x, y))
        #expect(close(before.effect, after.effect, tolerance: 1e-9))
        #expect((before.pValue - after.pValue).magnitude < 0.05)
    }

    @Test(arguments: registry) func swappingTheSamplesKeepsTheEffect(_ entry: Entry) throws {
        let (a, b) = (normals(80, seed: 1), normals(60, seed: 2, shift: 0.3))
        #expect(close(try #require(entry.test(a, b)).effect, try #require(entry.test(b, a)).effect, tolerance: 1e-9))
    }

    @Test(arguments: registry) func aSampleDoesNotDifferFromItself(_ entry: Entry) throws {
        let a = normals(100, seed: 3)
        let test = try #require(entry.test(a, a))
        #expect(test.effect < 1e-6 && test.pValue > 0.5)
    }

    @Test(arguments: registry) func samplesThatDoNotOverlapHaveAnEffectNearOne(_ entry: Entry) throws {
        let test = try #require(entry.test(normals(100, seed: 3), normals(100, seed: 4, shift: 1_000)))
        #expect(test.effect > 0.94 && test.effect <= 1)
        #expect(test.pValue <= 0.005)
    }

    @Test(arguments: registry) func aLargerShiftHasALargerEffect(_ entry: Entry) throws {
        let a = normals(300, seed: 3)
        let effects = try [0, 0.5, 1, 2, 4].map { try #require(entry.test(a, normals(240, seed: 4, shift: $0))).effect }
        for (smaller, larger) in zip(effects, effects.dropFirst()) { #expect(smaller < larger) }
        #expect(effects[1] > 0.12 && effects[1] < 0.4, "half a standard deviation is a drift to warn of")
    }

    @Test(arguments: registry) func missingValuesAndEmptySamplesHaveNoAnswer(_ entry: Entry) {
        let a = normals(30, seed: 3)
        #expect(entry.test([], a) == nil && entry.test(a, []) == nil && entry.test([], []) == nil)
        if entry.name != "mmd" { #expect(entry.test(a, [.nan] + a) == nil) }
        if entry.ranksOnly { #expect(entry.test(a, [.infinity, -.infinity] + a) != nil) }
    }

    @Test func constantSamplesNeverTrap() throws {
        for count in [2, 40] {
            let same = [Double](repeating: 7, count: count)
            #expect(AndersonDarling([same, same]) == nil)
            #expect(EnergyTest.test(same, same)?.pValue == 1 && EnergyTest.test(same, same)?.effect == 0)
            #expect(MaximumMeanDiscrepancy.test(same, same)?.pValue == 1)
            #expect(CramerVonMises(same, same)?.effect == 0)
            let other = [Double](repeating: 8, count: count)
            #expect(try #require(EnergyTest.test(same, other)).effect == 1)
            #expect(try #require(MaximumMeanDiscrepancy.test(same, other)).effect > 0.6)
        }
    }

    @Test func valuesTooFarApartHaveNoAnswer() {
        let (far, near) = ([-1.7e308, 1.7e308, 0, 1], [1.0, 2, 3, 4])
        #expect(MaximumMeanDiscrepancy.test(far, near) == nil)
        #expect(EnergyTest.test([-1.7e308, -1.7e308], [1.7e308, 1.7e308]) == nil)
        #expect(CramerVonMises(far, near) != nil && AndersonDarling([far, near]) != nil)
    }

    @Test func permutationsRepeatForASeedAndStopEarlyWithoutLosingValidity() throws {
        let (a, b) = (normals(200, seed: 1), normals(150, seed: 2))
        let first = try #require(EnergyTest.test(a, b, Permutations(seed: 3)))
        #expect(EnergyTest.test(a, b, Permutations(seed: 3)) == first)
        let whole = try #require(EnergyTest.test(a, b, Permutations(rounds: 4_999, enough: nil, seed: 4)))
        #expect((first.pValue - whole.pValue).magnitude < 0.15)
        let far = try #require(EnergyTest.test(a, b.map { $0 + 3 }, Permutations(seed: 3)))
        #expect(far.pValue == 0.001)
    }

    @Test func largeSamplesAreTestedOnASeededPart() throws {
        let (a, b) = (normals(9_000, seed: 1), normals(700, seed: 2, shift: 0.5))
        let energy = try #require(EnergyTest.test(a, b, Permutations(rounds: 99, valuesMax: 1_000)))
        #expect(energy.countReference == 9_000 && energy.countCurrent == 700 && energy.countTested == 1_700)
        #expect(close(energy.statistic, SampleDistance.energy(a, b)) && energy.pValue == 0.01)
        let kernel = try #require(MaximumMeanDiscrepancy.test(a, b, Permutations(rounds: 99, valuesMax: 100)))
        #expect(kernel.countReference == 9_000 && kernel.countTested == 200)
    }
}

/// The same numbers as scipy and scikit-learn.
@Suite struct TwoSamplePeerTests {
    struct Answer: Decodable { let statistic: Double, p: Double }
    struct Kernel: Decodable { let sigma: Double, mmd2: Double }
    struct Pair: Decodable {
        let name: String, x: [Double], y: [Double], anderson: Answer, cramer: Answer, energy: Double, mmd: Kernel
    }
    struct Three: Decodable { let samples: [[Double]], anderson: Answer }
    struct Vectors: Decodable { let x: [[Double]], y: [[Double]], mmd: Kernel }
    struct Content: Decodable { let pairs: [Pair], three: Three, vectors: Vectors }
    struct Power: Decodable {
        struct Case: Decodable { let shift: Double, scale: Double, rates: [String: Double] }
        let rounds: Int, reference: Int, current: Int, cases: [Case]
    }
    struct Attribution: Decodable {
        let name: String, reference: [Double], current: [Double], ndcg: Double, spearman: Double, kendall: Double
    }

    let content: Content
    init() throws { content = try PeerFixtures.read("two_sample.json") }

    @Test func andersonDarlingIsScipys() throws {
        for pair in content.pairs {
            let test = try #require(AndersonDarling([pair.x, pair.y]))
            #expect(close(test.statistic, pair.anderson.statistic, scale: 1, tolerance: 1e-10), "\(pair.name)")
            #expect(close(test.pValue, pair.anderson.p, tolerance: 1e-9), "\(pair.name)")
            let limit = try #require(test.pValueLimit)
            if ["ties", "binary"].contains(pair.name) { continue }
            if pair.anderson.p > 0.001, pair.anderson.p < 0.25 { #expect(close(limit, pair.anderson.p, tolerance: 0.2)) }
            if pair.anderson.p == 0.25 { #expect(limit > 0.23) }
            if pair.anderson.p == 0.001 { #expect(limit < 0.0011) }
        }
        let three = try #require(AndersonDarling(content.three.samples))
        #expect(close(three.statistic, content.three.anderson.statistic, scale: 1, tolerance: 1e-10))
        #expect(close(three.pValue, content.three.anderson.p, tolerance: 1e-9))
        #expect(three.effect == nil && three.pValueLimit == nil)
    }

    @Test func cramerVonMisesAndEnergyAreScipys() throws {
        for pair in content.pairs {
            let test = try #require(CramerVonMises(pair.x, pair.y))
            #expect(close(test.statistic, pair.cramer.statistic, tolerance: 1e-11), "\(pair.name)")
            #expect(close(test.pValue, pair.cramer.p, scale: 1, tolerance: 1e-8), "\(pair.name)")
            #expect(close(EnergyTest.test(pair.x, pair.y)?.statistic, pair.energy, tolerance: 1e-9), "\(pair.name)")
        }
    }

    @Test func discrepanciesAreTheKernelsOfScikitLearn() throws {
        for pair in content.pairs where pair.name != "binary" {
            let (x, y) = (try #require(Points(pair.x)), try #require(Points(pair.y)))
            #expect(close(MaximumMeanDiscrepancy.medianDistance(x, y), pair.mmd.sigma, tolerance: 1e-9), "\(pair.name)")
            let test = try #require(MaximumMeanDiscrepancy.test(x, y, Permutations(rounds: 19)))
            #expect(close(test.statistic, pair.mmd.mmd2, scale: 1, tolerance: 1e-9), "\(pair.name)")
        }
        let (x, y) = (try #require(Points(rows: content.vectors.x)), try #require(Points(rows: content.vectors.y)))
        #expect(close(MaximumMeanDiscrepancy.medianDistance(x, y), content.vectors.mmd.sigma, tolerance: 1e-12))
        #expect(close(MaximumMeanDiscrepancy.test(x, y)?.statistic, content.vectors.mmd.mmd2, scale: 1, tolerance: 1e-12))
    }

    /// Rejections at 5 %, as often as scipy's within 4 standard errors of the two shares' difference.
    @Test func powerIsWithinNoiseOfScipys() throws {
        let power = try PeerFixtures.read("power.json", as: Power.self)
        let permutations = Permutations(rounds: 99, enough: 10)
        let tests: [(name: String, rounds: Int, pValue: ([Double], [Double]) -> Double?)] = [
            ("anderson_darling", 500, { AndersonDarling([$0, $1])?.pValueLimit }),
            ("cramer_von_mises", 500, { CramerVonMises($0, $1)?.pValue }), ("ks", 300, { KolmogorovSmirnov($0, $1)?.pValue }),
            ("energy", 250, { EnergyTest.test($0, $1, permutations)?.pValue }),
            ("mmd", 40, { MaximumMeanDiscrepancy.test($0, $1, permutations)?.pValue }),
        ]
        for (index, item) in power.cases.enumerated() {
            for test in tests {
                var random = SeededGenerator(seed: StableSeed.of(test.name) &+ UInt64(index))
                let hits = (0..<test.rounds).count { _ in
                    let x = (0..<power.reference).map { _ in random.normal() }
                    let y = (0..<power.current).map { _ in item.shift + item.scale * random.normal() }
                    return test.pValue(x, y).map { $0 <= 0.05 } ?? false
                }
                let (ours, theirs) = (Double(hits) / Double(test.rounds), try #require(item.rates[test.name]))
                let spread = theirs * (1 - theirs) * (1 / Double(test.rounds) + 1 / Double(power.rounds))
                #expect(
                    (ours - theirs).magnitude <= 4 * spread.squareRoot(), "\(test.name), case \(index): \(ours), scipy \(theirs)")
            }
        }
    }

    @Test func attributionDriftIsTheirs() throws {
        for item in try PeerFixtures.read("attribution.json", as: [Attribution].self) {
            let drift = try #require(AttributionDrift(reference: item.reference, current: item.current))
            #expect(close(drift.ndcg, item.ndcg, tolerance: 1e-12), "\(item.name)")
            #expect(close(drift.spearman, item.spearman, scale: 1, tolerance: 1e-12), "\(item.name)")
            #expect(close(drift.kendall, item.kendall, scale: 1, tolerance: 1e-12), "\(item.name)")
        }
    }
}
