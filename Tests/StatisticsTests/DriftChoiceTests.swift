import Statistics
import Testing

/// Which metric judges a column, on which rows, and that none vanishes.
@Suite struct DriftChoiceTests {
    private func values(
        _ a: FeatureSample, _ b: FeatureSample, _ change: (inout DriftAnalysis.Configuration) -> Void = { _ in }
    ) -> [DriftValue] {
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = []
        change(&configuration)
        return SampleDrift(reference: a, current: b, bins: configuration.bins(a, b))
            .values(configuration.metrics(a, b), configuration: configuration)
    }

    private func numbers(_ values: [Double]) -> FeatureSample { .number(SortedSample(values)) }

    private func categories(_ counts: [ExactText: Int], missing: Int = 0) -> FeatureSample {
        .category(CategorySample(counts: counts, missing: missing))
    }

    private static let normals: [Double] = {
        var random = SeededGenerator(seed: 4)
        return (0..<5_000).map { _ in random.normal() }
    }()

    private static let ofValues: [DriftMetric] = [
        .ks, .wasserstein, .wassersteinNormed, .cramerVonMises, .andersonDarling, .energy, .mmd,
    ]

    @Test func threeValuesAmongMissingRowsAreTooFew() {
        let sparse = [4, 5, 6] + [Double](repeating: .nan, count: 4_997)
        for (a, b) in [(Self.normals, sparse), (sparse, Self.normals)] {
            for value in values(numbers(a), numbers(b), { $0.metrics = Self.ofValues }) {
                #expect(value.state == .insufficient && !value.isDrifted(), "\(value.metric)")
                #expect(min(value.countReference, value.countCurrent) == 3)
            }
        }
        // What is missing is itself what these find.
        let psi = values(numbers(Self.normals), numbers(sparse)) { $0.metrics = [.psi] }
        #expect(psi.first?.isDrifted() == true && psi.first?.countCurrent == 5_000)
    }

    @Test func infinitiesAreNoRowsOfADistance() {
        let far = [4, 5, 6] + [Double](repeating: .infinity, count: 997)
        let found = values(numbers(Self.normals), numbers(far)) { $0.metrics = Self.ofValues }
        for value in found { #expect(value.state == (value.metric == .ks ? .ok : .insufficient), "\(value.metric)") }
        #expect(found.first?.isDrifted() == true)
    }

    @Test func proportionsOfFewRowsWithAValueAreTooFew() {
        let (a, b) = (categories(["yes": 500, "no": 500]), categories(["yes": 3], missing: 997))
        #expect(values(a, b) { $0.metrics = [.z] }.first?.state == .insufficient)
        let binary = numbers([0, 1, 1] + [Double](repeating: .nan, count: 500))
        #expect(values(binary, numbers((0..<500).map { Double($0 % 2) })) { $0.metrics = [.z] }.first?.state == .insufficient)
    }

    @Test func whatFollowsAnotherLibraryCountsRowsAsItDoes() {
        let sparse = numbers([4, 5, 6] + [Double](repeating: .nan, count: 4_997))
        for metric in [.psi, .jsDistance, .ks, .wassersteinNormed] as [DriftMetric] {
            let value = values(numbers(Self.normals), sparse) {
                $0.metrics = [metric]
                $0.compatibility = .evidently
            }.first
            #expect(value?.state == .insufficient && value?.isDrifted() == false, "\(metric)")
        }
    }

    @Test func profilesCountTheValuesOfKolmogorovSmirnovToo() throws {
        let reference = Events(count: 5_000, seed: 1).reference()
        var events = Events(count: 1_000, seed: 2)
        events.number = events.number.indices.map { $0 < 3 ? 9e6 : .nan }
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = [.ks, .psi]
        let analysis = DriftAnalysis(reference: reference, configuration: configuration)
        let drift = analysis.compare(events.profile(reference: reference))
        let feature = try #require(drift.features.first { $0.name == "number" })
        #expect(feature.value(.ks)?.state == .insufficient && feature.value(.ks)?.countCurrent == 3)
        #expect(feature.value(.psi)?.isDrifted() == true)
    }

    @Test func aThirdValueOfABinaryCategoryIsJudged() throws {
        let (a, b) = (categories(["yes": 300, "no": 300]), categories(["yes": 200, "no": 200, "unsure": 200]))
        let value = try #require(values(a, b).first)
        #expect(value.metric == .chi2 && value.state == .ok && value.isDrifted())
    }

    @Test(arguments: [600, 5_000]) func aConstantThatVariesIsJudged(rows: Int) throws {
        let constant = numbers([Double](repeating: 5, count: rows))
        let few = [2, 3].map { distinct in (0..<600).map { Double(5 + $0 % distinct) } }
        for many in few + [Array(Self.normals.prefix(600))] {
            let value = try #require(values(constant, numbers(many)).first)
            #expect(value.state == .ok && value.isDrifted(), "\(value.metric) \(value.value)")
            let back = try #require(values(numbers(many), constant).first)
            #expect(back.state == .ok && back.isDrifted(), "\(back.metric) \(back.value)")
        }
    }

    /// Two of three values lie in one tenth of the reference: each still counts by itself.
    @Test func fewNumbersAreComparedValueByValue() throws {
        func rows(_ ones: Int, _ twos: Int) -> FeatureSample {
            numbers((0..<900).map { $0 < ones ? 1 : $0 < ones + twos ? 2 : 0 })
        }
        let value = try #require(values(rows(20, 30), rows(600, 30)).first)
        #expect(value.metric == .chi2 && value.isDrifted())
        let new = try #require(values(rows(20, 30), numbers((0..<900).map { Double($0 % 4) })).first)
        #expect(new.metric == .chi2 && new.isDrifted())
    }

    @Test(arguments: [200, 5_000]) func whatIsConstantOnBothSidesIsJudgedStill(rows: Int) throws {
        let number = numbers([Double](repeating: 7, count: rows))
        for (a, b) in [(number, number), (categories(["a": rows]), categories(["a": 300]))] {
            let value = try #require(values(a, b).first)
            #expect(value.state == .ok && !value.isDrifted() && value.effect == 0, "\(value.metric)")
        }
    }

    @Test func everyColumnKeepsAValueWhateverItHolds() {
        let empty = numbers([Double](repeating: .nan, count: 300))
        let binary = numbers((0..<300).map { Double($0 % 2) })
        let endless = numbers((0..<300).map { $0 % 3 == 0 ? .infinity : Double($0 % 2) })
        let none = categories([:], missing: 300)
        let some = categories(["a": 200, "b": 100])
        for compatibility in [nil, .evidently, .deepchecks] as [DriftCompatibility?] {
            for pool in [[empty, binary, endless], [none, some]] {
                for a in pool {
                    for b in pool { #expect(values(a, b) { $0.compatibility = compatibility }.count == 1) }
                }
            }
        }
    }

    @Test func aRangeBeyondWhatANumberHoldsDoesNotStopEvidentlysBins() {
        let wide = numbers((0..<500).map { Double($0 - 250) / 250 * Double.greatestFiniteMagnitude })
        let found = values(wide, numbers(Self.normals)) {
            $0.metrics = [.psi, .kl, .jsDistance]
            $0.compatibility = .evidently
        }
        #expect(found.count == 3 && found.allSatisfy { $0.state == .ok && $0.value.isFinite && $0.isDrifted() })
        let most = Double.greatestFiniteMagnitude
        let bins = HistogramBins(.equalWidth, count: 10, reference: [-most, most])
        #expect(bins?.edges.allSatisfy(\.isFinite) == true)
        let tiny = numbers((0..<500).map { Double($0) * Double.leastNonzeroMagnitude })
        let still = values(tiny, tiny) {
            $0.metrics = [.psi]
            $0.compatibility = .evidently
        }
        #expect(still.first?.value == 0)
    }
}
